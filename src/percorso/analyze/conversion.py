"""Contact to customer: of the people a channel reached, how many ordered within N days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import Rate, rate
from percorso.analyze.ways import MICROSECOND, Codes, Longs
from percorso.sequence.journeys import DIRECTIONS, ORDER, TOUCH, Journeys
from percorso.sequence.kernels import kernel
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, longer, longs

Bytes = NDArray[np.int8]


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
        sides = np.array([side in self.directions for side in DIRECTIONS], np.int8)
        role = np.ascontiguousarray(journeys["role"], np.int8)
        # A plain file does not say who began: its touches are people's own, and any of them is a contact.
        told = journeys.columns.get("direction")
        direction = np.zeros(len(role), np.int8) if told is None else np.ascontiguousarray(told, np.int8)
        sides = np.ones_like(sides) if told is None else sides
        counts = np.zeros((len(words) + 1, 3), np.int64)
        judge_contacts(
            *(journeys.offsets, longs(journeys, "at"), role, direction, codes(journeys, self.by), sides),
            *(self.as_of, self.within // MICROSECOND, counts),
        )
        return ContactPartial(words, tally(np.arange(len(counts)), *counts.T))

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


@kernel("int64[] int64[] int8[] int8[] int32[] int8[] int64 int64 int64[,]!")
def judge_contacts(
    offsets: Longs, at: Longs, role: Bytes, direction: Bytes, subjects: Codes, sides: Bytes, as_of: int, within: int,
    counts: Longs,
) -> None:  # fmt: skip
    """Count each customer's first contact by each subject, and by any, before the first order of theirs.

    Args:
        offsets, at, role, direction, subjects: of journeys.
        sides: by direction, 1 where a touch of it is a contact.
        as_of, within: as of ``ContactToCustomer``, microseconds.
        counts: by ``subject + 1`` (0 for any): old enough to judge, of them who ordered in time, still waiting.
    """
    last = np.full(len(counts), -1, np.int64)
    for customer in range(len(offsets) - 1):
        end, ordered = offsets[customer], False
        while end < offsets[customer + 1] and not ordered:
            ordered = role[end] == ORDER
            end += np.int64(not ordered)
        for row in range(offsets[customer], end):
            if role[row] != TOUCH or direction[row] < 0 or sides[direction[row]] == 0:
                continue
            for own in (0, subjects[row] + 1):
                # A touch without a subject is one by any alone.
                if last[own] == customer:
                    continue
                last[own] = customer
                if as_of - at[row] < within:
                    counts[own, 2] += 1
                    continue
                counts[own, 0] += 1
                if ordered and at[end] - at[row] <= within:
                    counts[own, 1] += 1
