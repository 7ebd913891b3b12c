"""Landing: what becomes of the sessions that land, by page, entry channel and device."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np

from percorso.analyze.gaps import By, Gap, GapResult, SegmentSteps, SessionGaps
from percorso.analyze.intervals import Rate, rate
from percorso.analyze.ways import Longs, session_orders
from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, first_known, longer, marked, units

__all__ = ["By", "Gap", "GapResult", "Landing", "SegmentSteps", "SessionGaps", "SessionRates", "SessionRow"]


@dataclass(frozen=True)
class SessionRow:
    """The sessions of one landing page, channel or device.

    Attributes:
        rate: of the sessions, those in which an order was placed.
        orders, value: what was ordered in them (a session may hold several orders); net revenue in minor units.
    """

    subject: str
    rate: Rate
    orders: int
    value: int


@dataclass(frozen=True)
class SessionRates:
    """Every subject (most sessions first; empty where it is not known) and all sessions together."""

    by: str
    currency: str
    rows: tuple[SessionRow, ...]
    overall: SessionRow


class LandingPartial(NamedTuple):
    """Sessions by ``subject + 1`` (0 for unknown): how many, those with an order, orders, their value."""

    words: tuple[str, ...]
    sessions: Tally


@dataclass(frozen=True)
class Landing:
    """How sessions end, by where they landed, came from or were held."""

    by: By = "landing"
    currency: str = "EUR"

    def map(self, journeys: Journeys) -> LandingPartial:
        """Count a bucket's sessions."""
        of = units(journeys, "session")
        values = codes(journeys, self.by)
        subject = first_known(of.of_row, len(of.owner), values, values >= 0) + 1
        inside, is_order = of.of_row >= 0, journeys["role"] == ORDER
        used = np.flatnonzero(marked(of.of_row[inside], len(of.owner)))
        ordered = np.flatnonzero(marked(of.of_row[inside & is_order], len(of.owner)))
        session, value = session_orders(journeys, of, self.currency)
        counted = (
            _column(subject[used], 0, np.ones(len(used), np.int64)),
            _column(subject[ordered], 1, np.ones(len(ordered), np.int64)),
            _column(subject[session], 2, np.ones(len(session), np.int64)),
            _column(subject[session], 3, value),
        )
        return LandingPartial(journeys.words.get(self.by, ()), reduce(merge, counted))

    def combine(self, one: LandingPartial, other: LandingPartial) -> LandingPartial:
        """Add the sessions of two sets of buckets."""
        return LandingPartial(longer(one.words, other.words), merge(one.sessions, other.sessions))

    def finish(self, partial: LandingPartial) -> SessionRates:
        """Turn counts into rates."""
        rows = [
            _row(partial.words[subject - 1] if subject else "", partial.sessions.sums[place])
            for place, subject in enumerate(partial.sessions.keys)
        ]
        rows.sort(key=lambda row: (-row.rate.n, -row.rate.successes, row.subject))
        return SessionRates(self.by, self.currency, tuple(rows), _row("", partial.sessions.sums.sum(axis=0)))


def _column(keys: Longs, place: int, values: Longs) -> Tally:
    """Add values up into one of the four sums."""
    return tally(keys, *(values if column == place else np.zeros_like(values) for column in range(4)))


def _row(subject: str, sums: Longs) -> SessionRow:
    sessions, ordered, orders, value = (int(one) for one in sums)
    return SessionRow(subject, rate(ordered, sessions), orders, value)
