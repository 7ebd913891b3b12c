"""Exploring: funnels and paths, of a plain file or of what is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import pyarrow as pa

from percorso.analyze.funnels import CountFunnel, Exclusion, Funnel, FunnelGroup, FunnelStep, Step, dropped
from percorso.analyze.intervals import Spread
from percorso.analyze.predictability import Predict
from percorso.analyze.routes import Routes
from percorso.analyze.stake import EndWorth, Worth, at_stake
from percorso.analyze.transitions import Transitions
from percorso.core.money import places
from percorso.core.period import WHOLE, Moments, Period
from percorso.core.segments import EVERYBODY, Segment
from percorso.core.time import zone
from percorso.journeys import from_table
from percorso.pipeline.levels import at_level
from percorso.pipeline.published import Published
from percorso.pipeline.segments import within
from percorso.pipeline.told_columns import is_told, with_told
from percorso.run.local import run
from percorso.sequence.journeys import Journeys
from percorso.sequence.laying import Names, column_named
from percorso.sequence.period import during
from percorso.sequence.protocol import Analysis
from percorso.sequence.ranges import ranges
from percorso.sequence.together import Together
from percorso.store.workspace import DEFAULT_LEVEL, Workspace

# What its callers put their questions with.
__all__ = ["CountFunnel", "Exclusion", "Names", "Routes", "Source", "Step", "asked_column", "funnel", "paths"]

Partial = TypeVar("Partial")
Result = TypeVar("Result")
Held = TypeVar("Held")


@dataclass(frozen=True)
class Source:
    """Where journeys are asked.

    Attributes:
        buckets: to open each, and the ids of its customers.
        currency: the shop's; empty for a plain file, whose money has none.
    """

    buckets: tuple[tuple[Callable[[], Journeys], Callable[[], pa.Array]], ...]
    currency: str = ""

    @classmethod
    def of_file(cls, path: Path, names: Names, period: Period = WHOLE) -> Source:
        """Read a file of events into buckets held in memory; of a period, its days in UTC."""
        read = from_table(
            path,
            customer=names.customer,
            time=names.time,
            event=names.event,
            channel=names.channel,
            conversion=names.conversion,
            value=names.value,
            properties=names.properties,
        )
        asked = during(read, period.moments(UTC))
        return cls(tuple((partial(_same, one), partial(_same, one.ids)) for one in ranges(asked)))

    @classmethod
    def of_workspace(
        cls,
        folder: Path,
        level: str = DEFAULT_LEVEL,
        columns: Sequence[str] = (),
        period: Period = WHOLE,
        segment: Segment = EVERYBODY,
    ) -> Source:
        """Open the published build of a workspace, as a level of trust in identity shows it (``pipeline.levels``).

        Args:
            folder: the workspace.
            level: of trust in identity.
            columns: what is asked for; those that journeys do not hold themselves are looked up (``told_columns``).
            period: days of the shop's zone; its own rows alone are there: what began before it or ended after it is
                cut.
            segment: whom it is asked of, by all that is known of them, in the period or not.

        Raises:
            PercorsoError: ``not_a_workspace``, ``not_built``, ``cache_missing``, ``unknown_level``, ``unknown_column``.
        """
        published = within(Published.open(at_level(Workspace.open(folder), level)), segment)
        told = tuple(dict.fromkeys(name for name in columns if is_told(name)))
        own = tuple((bucket.journeys, bucket.customers) for bucket in published.buckets)
        shop = published.workspace.settings.shop
        moments = period.moments(zone(shop.time_zone))
        opened = with_told(published, told) if told else own
        return cls(tuple((partial(_cut, journeys, moments), ids) for journeys, ids in opened), shop.currency)

    def words(self, column: str) -> tuple[str, ...]:
        """Give the words of a coded column, the same in every bucket; none where there is no bucket."""
        return self.buckets[0][0]().words.get(column, ()) if self.buckets else ()

    def ask(self, analysis: Analysis[Partial, Result]) -> Result:
        """Run an analysis over every bucket."""
        return run(analysis, [journeys for journeys, _ in self.buckets])


def funnel(source: Source, question: CountFunnel, dropped_at: int | None = None) -> dict[str, Any]:
    """Count a funnel.

    Args:
        source: the journeys.
        question: the funnel.
        dropped_at: the number of a step, from 1: who took the one before and went no further is listed.

    Returns:
        the document of ``percorso funnel --format json``: ``steps``, each with ``name``, ``customers``, shares with
        their intervals, ``dropped`` and ``time``; ``stake``, what those lost before each step might have brought,
        where the last one is an order; ``groups`` where broken down; ``dropped`` where asked for.
    """
    found, worth = source.ask(EndWorth(question, source.currency)) if source.currency else (source.ask(question), None)
    document: dict[str, Any] = {
        "unit": found.unit,
        "order": found.order,
        "within_seconds": found.within.total_seconds(),
        "steps": _steps(found.steps, question.quantiles),
        "time": _time(found.time, _mean_of(found)),
        "stake": _stake(source.currency, found, worth),
    }
    if question.by:
        groups = [
            {
                "value": group.subject,
                "steps": _steps(group.steps, question.quantiles),
                "time": _time(group.time, _mean_of(group)),
            }
            for group in found.groups
        ]
        document |= {"by": question.by, "attribution": question.attribution, "groups": groups}
    if dropped_at is not None:
        document["dropped"] = _lost(source, question, dropped_at)
    return document


def paths(source: Source, question: Routes, *, by: str = "name") -> dict[str, Any]:
    """Tell what follows what.

    Returns:
        the document of ``percorso paths --format json``: ``transitions`` (``from``, ``to``, ``count``, ``customers``,
        loops kept), ``starts`` and ``ends``, ``links`` of the routes from or to an event by place, the ``paths`` most
        took with the share of people shown (of each, as many events as ``depth`` says), and ``predictability``.
    """
    found, routes, told = source.ask(Together((Transitions(by, question.unit), question, Predict(by))))
    return {
        "by": by,
        "unit": question.unit,
        "depth": question.steps,
        "transitions": [
            {"from": one.start, "to": one.end, "count": one.count, "customers": one.units} for one in found.transitions
        ],
        "starts": [{"name": name, "count": count} for name, count in found.starts],
        "ends": [{"name": name, "count": count} for name, count in found.ends],
        "links": [
            {"step": one.place, "from": one.start, "to": one.end, "customers": one.count} for one in routes.links
        ],
        "paths": [{"path": list(one.path), "customers": one.count, "share": one.share} for one in routes.routes],
        "customers": routes.units,
        "all_customers": routes.all_units,
        "shown": routes.shown,
        "predictability": {
            "perplexity": [{"order": one.order, "perplexity": one.perplexity} for one in told.orders],
            "best_order": told.best,
            "events": told.events,
        },
    }


def asked_column(source: Source, name: str) -> str:
    """Find the column that is asked for, ``event`` being the event's name."""
    return "name" if name == "event" else column_named(source.buckets[0][0](), name)


def _steps(steps: Sequence[FunnelStep], shares: Sequence[float]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "customers": one.customers,
            "rate": one.rate,
            "low": one.low,
            "high": one.high,
            "rate_from_previous": one.rate_from_previous,
            "previous_low": one.previous_low,
            "previous_high": one.previous_high,
            "dropped": one.dropped,
            "time": _time(one.time, one.mean, dict(zip(shares, one.quantiles, strict=False))),
        }
        for one in steps
    ]


def _time(
    time: Spread | None, mean: timedelta | None, quantiles: Mapping[float, timedelta] = MappingProxyType({})
) -> dict[str, Any] | None:
    """Write a spread of durations in seconds, with the quantiles asked for; None where nobody took any."""
    if time is None or time.median is None:
        return None
    ends = {name: getattr(time, name) for name in ("lower_quartile", "median", "upper_quartile", "low", "high")}
    seconds = {name: None if end is None else end.total_seconds() for name, end in ends.items()}
    found = {"customers": time.n, "mean": None if mean is None else mean.total_seconds(), **seconds}
    asked = {f"{share:g}": one.total_seconds() for share, one in quantiles.items()}
    return found | {"quantiles": asked} if asked else found


def _same(held: Held) -> Held:
    return held


def _cut(opened: Callable[[], Journeys], moments: Moments) -> Journeys:
    return during(opened(), moments)


def _stake(currency: str, found: Funnel, worth: Worth | None) -> dict[str, Any] | None:
    """Write what is at stake before each step; None where the end of the funnel is no order."""
    if worth is None:
        return None
    scale = 10 ** places(currency)
    lost = [one and {name: end / scale for name, end in one._asdict().items()} for one in at_stake(found.steps, worth)]
    return {"currency": currency, "orders": worth.orders, "mean": worth.mean / scale, "steps": lost}


def _mean_of(found: Funnel | FunnelGroup) -> timedelta | None:
    """Give the mean of the whole where it is told: a funnel of two steps has one passage."""
    return found.steps[1].mean if len(found.steps) == 2 else None


def _lost(source: Source, question: CountFunnel, step: int) -> list[str]:
    people: list[str] = []
    for journeys, ids in source.buckets:
        units = dropped(journeys(), question, step)
        people += [str(one) for one in ids().take(pa.array(units)).to_pylist()] if len(units) else []
    return sorted(people)
