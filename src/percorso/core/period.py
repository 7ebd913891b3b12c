"""Periods: calendar days in a shop's zone, as questions are asked about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from percorso.core.errors import PercorsoError
from percorso.core.time import LATEST, parse_date, start_of_day, to_micros

# From a moment to before another, in microseconds since 1970 UTC; None is no bound.
Moments = tuple[int | None, int | None]
ALWAYS: Moments = (None, None)


@dataclass(frozen=True)
class Period:
    """Days from ``since`` to ``until``, both included; None is no bound."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, since: str | None, until: str | None) -> Period:
        """Read two dates such as ``2026-10-01``.

        Raises:
            PercorsoError: ``bad_date``, ``time_out_of_range``; ``bad_period`` when it ends before it begins.
        """
        first, last = (parse_date(text) if text else None for text in (since, until))
        if first and last and last < first:
            message = f"The period ends on {last}, before it begins on {first}."
            given = {"since": first.isoformat(), "until": last.isoformat()}
            raise PercorsoError("bad_period", message, hint="Give the earlier day first.", given=given)
        return cls(first, last)

    def moments(self, where: tzinfo) -> Moments:
        """Give the first moment of the first day, and the one after the last moment of the last, in a zone."""
        begins = None if self.since is None else to_micros(start_of_day(self.since, where))
        if self.until is None:
            return begins, None
        after = self.until + timedelta(days=1)
        return begins, to_micros(LATEST if after >= LATEST.date() else start_of_day(after, where))

    def holds(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


WHOLE = Period()
