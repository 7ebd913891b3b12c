"""Returning: who comes again, of a plain file or of what is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from percorso.analyze.returning import CountReturning
from percorso.core.time import from_micros, to_micros
from percorso.pipeline.exploring import Source


def retention(
    source: Source,
    period: timedelta,
    periods: int,
    events: Sequence[str] = (),
    until: datetime | None = None,
    *,
    or_later: bool = False,
) -> dict[str, Any]:
    """Count who comes again, period by period.

    Args:
        source: the journeys.
        period: how long one is; periods are counted from midnight UTC of 1970.
        periods: how many.
        events: what counts as coming; anything where empty.
        until: a moment of the last period, without a zone UTC; None for the last row's.
        or_later: whether somebody counts for a period who came in it or in any later one.

    Returns:
        the document of ``percorso retention --format json``: ``cohorts``, each with the time its period begins, and
        from that period on the ``customers`` who came and their ``shares`` of it.
    """
    last = _last(source) if until is None else to_micros(until if until.tzinfo else until.replace(tzinfo=UTC))
    found = source.ask(CountReturning(last, period, periods, tuple(events), or_later))
    return {
        "period_seconds": period.total_seconds(),
        "events": list(events),
        "or_later": or_later,
        "cohorts": [
            {
                "from": (from_micros(found.since) + number * period).isoformat(),
                "customers": list(row),
                "shares": [count / row[0] if row[0] else None for count in row],
            }
            for number, row in enumerate(found.rows)
        ],
    }


def _last(source: Source) -> int:
    return max(
        (int(journeys["at"].max()) for journeys in (one() for one, _ in source.buckets) if journeys.rows), default=0
    )
