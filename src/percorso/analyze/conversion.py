"""Contact to customer: of the people a channel reached, how many ordered within N days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

import numpy as np

from percorso.analyze.intervals import Rate, rate
from percorso.analyze.ways import MICROSECOND, Longs
from percorso.sequence.journeys import DIRECTIONS, ORDER, TOUCH, Journeys
from percorso.sequence.kernels import first_of_its_kind
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, first_known, longer, longs, owners


@dataclass(frozen=True)
class ContactRow:
    """One channel's (or campaign's) people.

    Attributes:
        rate: ``n`` people whose first contact is old enough, ``successes`` those who ordered within the window.
        waiting: people reached too recently to be judged; in no rate.
    """

    subject: str
    rate: Rate
    waiting: int


@dataclass(frozen=True)
class ContactRates:
    """Every channel's rate, the highest first; channels with contacts and no customer are there too.

    Attributes:
        overall: anybody's first contact by any channel; its subject is empty.
    """

    within: timedelta
    rows: tuple[ContactRow, ...]
    overall: ContactRow


class ContactPartial(NamedTuple):
    """People by ``subject + 1`` (0 for any): judged, converted, waiting."""

    words: tuple[str, ...]
    people: Tally


@dataclass(frozen=True)
class ContactToCustomer:
    """How well each channel turns contacts into customers.

    A person counts once per channel, from the first contact by it before any order of theirs.

    Attributes:
        as_of: microseconds UTC; people first reached less than ``within`` before it are waiting.
        directions: which touches are a contact (the shop's setting).
    """

    as_of: int
    by: Literal["channel", "campaign"] = "channel"
    within: timedelta = timedelta(days=30)
    directions: tuple[str, ...] = ("inbound", "outbound")

    def map(self, journeys: Journeys) -> ContactPartial:
        """Judge each person's first contact by each channel of a bucket, and by any."""
        words = journeys.words.get(self.by, ())
        owner = owners(journeys)
        is_order = journeys["role"] == ORDER
        order = first_known(owner, journeys.customers, np.arange(journeys.rows), is_order)[owner]
        contact = (journeys["role"] == TOUCH) & ((order < 0) | (np.arange(journeys.rows) < order))
        contact &= np.isin(journeys["direction"], [DIRECTIONS.index(side) for side in self.directions])
        subjects = codes(journeys, self.by)
        rows = np.flatnonzero(contact & (subjects >= 0))
        first = np.zeros(len(rows), np.int8)
        first_of_its_kind(owner[rows], subjects[rows], len(words), first)
        by_subject = rows[first == 1]
        by_any = first_known(owner, journeys.customers, np.arange(journeys.rows), contact)
        by_any = by_any[by_any >= 0]
        contacts = np.concatenate([by_subject, by_any])
        subject = np.concatenate([subjects[by_subject].astype(np.int64) + 1, np.zeros(len(by_any), np.int64)])
        return ContactPartial(words, self._judged(journeys, subject, contacts, order[contacts]))

    def combine(self, one: ContactPartial, other: ContactPartial) -> ContactPartial:
        """Add the people of two sets of buckets."""
        return ContactPartial(longer(one.words, other.words), merge(one.people, other.people))

    def finish(self, partial: ContactPartial) -> ContactRates:
        """Turn counts into rates."""
        overall = ContactRow("", rate(0, 0), 0)
        rows = []
        for subject, (judged, converted, waiting) in zip(
            partial.people.keys, partial.people.sums.tolist(), strict=True
        ):
            row = ContactRow(partial.words[subject - 1] if subject else "", rate(converted, judged), waiting)
            if subject:
                rows.append(row)
            else:
                overall = row
        rows.sort(key=lambda row: (-(row.rate.value or 0.0), -row.rate.n, row.subject))
        return ContactRates(self.within, tuple(rows), overall)

    def _judged(self, journeys: Journeys, subject: Longs, contacts: Longs, orders: Longs) -> Tally:
        """Count by subject: people old enough to judge, those of them who ordered in time, people still waiting.

        ``orders`` is the row of each person's first order, -1 for none.
        """
        at = longs(journeys, "at")
        within = self.within // MICROSECOND
        old = self.as_of - at[contacts] >= within
        converted = old & (orders >= 0) & (at[orders] - at[contacts] <= within)
        return tally(subject, old.astype(np.int64), converted.astype(np.int64), (~old).astype(np.int64))
