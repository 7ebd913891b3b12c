"""Credit: how orders and their revenue are shared among the touches before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.attribution._rule import Longs, Model
from percorso.analyze.intervals import Estimate, counted
from percorso.analyze.ways import Ways, asked_orders, in_currency, money_in, ways
from percorso.core.family import member
from percorso.sequence.journeys import MARGIN_UNKNOWN, Journeys
from percorso.sequence.resample import BLOCKS, blocks_of, interval, replicates
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import longer, longs

Reals = NDArray[np.float64]

FAMILY = "percorso.analyze.attribution"

# Credits are whole numbers of these parts, so that they add up exactly whatever is added first: a conversion has 1e9,
# a minor unit of money 1e6. Sums stay exact up to 9.2e9 conversions and 9.2e12 minor units.
ORDER_PARTS = 10**9
MONEY_PARTS = 10**6

# An interval resampled over fewer people than this is too narrow (over one or none it is a point), so they are counted
# as rare things are.
_FEW = 10
# Subjects whose intervals are drawn at a time: bounds memory where there are many campaigns.
_AT_A_TIME = 256


@dataclass(frozen=True)
class CreditRow:
    """What one channel (or campaign) earned.

    Attributes:
        subject: the channel or campaign; empty for orders no touch may claim, and for touches without a campaign.
        conversions: credited orders, with its interval ``low`` to ``high``.
        value: credited net revenue in minor units, with its interval ``value_low`` to ``value_high``.
        margin: credited margin in minor units; None when any order it is credited with has none.
    """

    subject: str
    conversions: float
    value: float
    low: float
    high: float
    value_low: float
    value_high: float
    margin: Estimate | None = None


@dataclass(frozen=True)
class Credits:
    """Every subject's credit under one model; rows add up to the totals.

    Attributes:
        rows: highest credit first, the unattributed row (empty subject) last and always there.
        conversions: orders in all.
        value: net revenue in all, in minor units of ``currency``.
        margin: of all orders likewise; None when any has none.
        customers: people the intervals were resampled over.
    """

    model: str
    by: str
    currency: str
    rows: tuple[CreditRow, ...]
    conversions: int
    value: int
    customers: int
    margin: int | None = None


@dataclass(frozen=True)
class CreditPartial:
    """Credits of some buckets.

    Attributes:
        words: the dictionary of subjects.
        people: customers by block.
        earned: by ``(subject + 1) * BLOCKS + block``: order parts, money parts, margin parts, order parts of orders
            without a margin, touches that could earn.
        orders: by 1: orders, their net revenue, their margin, orders without one.
    """

    words: tuple[str, ...]
    people: Tally
    earned: Tally
    orders: Tally


@dataclass(frozen=True)
class Credit:
    """Which channel or campaign earns the orders, under one model.

    Attributes:
        model: a member of this family: ``first``, ``last``, ``linear``.
        look_back: how long before an order a touch may earn.
        currency: of the money; orders in another count as orders and add none, for currencies are never added.
        orders: ``all``, or ``first`` for the orders that made a customer.
        since, until: only orders from ``since`` to before ``until`` (microseconds UTC) count; None for no bound.
        seed: of the intervals' draws.
    """

    by: Literal["channel", "campaign"] = "channel"
    model: str = "linear"
    look_back: timedelta = timedelta(days=90)
    currency: str = "EUR"
    orders: Literal["all", "first"] = "all"
    since: int | None = None
    until: int | None = None
    seed: int = 0

    def map(self, journeys: Journeys) -> CreditPartial:
        """Share each order of a bucket among the touches on its way."""
        orders = asked_orders(journeys, self.orders, self.since, self.until)
        one, value = np.ones(len(orders), np.int64), money_in(journeys, self.currency)[orders]
        margin, unknown = self._margins(journeys, orders)
        return CreditPartial(
            journeys.words.get(self.by, ()),
            tally(blocks_of(journeys)),
            self._earned(journeys, orders),
            tally(one, one, value, margin, unknown),
        )

    def combine(self, one: CreditPartial, other: CreditPartial) -> CreditPartial:
        """Add the credits of two sets of buckets."""
        return CreditPartial(
            longer(one.words, other.words),
            merge(one.people, other.people),
            merge(one.earned, other.earned),
            merge(one.orders, other.orders),
        )

    def finish(self, partial: CreditPartial) -> Credits:
        """Name the subjects and draw their intervals."""
        rows = sorted(self._rows(partial), key=lambda row: (not row.subject, -row.conversions, -row.value, row.subject))
        conversions, value, margin, unknown = self._totals(partial)
        people = int(partial.people.sums.sum())
        known = None if unknown else margin
        return Credits(self.model, self.by, self.currency, tuple(rows), conversions, value, people, known)

    def _earned(self, journeys: Journeys, orders: Longs) -> Tally:
        """Sum what each subject earned, by block of customers."""
        model: Model = member(FAMILY, self.model).MODEL
        laid = ways(journeys, orders, self.by, self.look_back)
        value = money_in(journeys, self.currency)[laid.orders]
        margin, unknown = self._margins(journeys, laid.orders)
        owner = np.searchsorted(journeys.offsets, laid.touches, side="right") - 1
        return tally(
            (laid.subjects.astype(np.int64) + 1) * BLOCKS + blocks_of(journeys)[owner],
            model.shares(laid, np.full(len(value), ORDER_PARTS)),
            model.shares(laid, value * MONEY_PARTS),
            _signed(model, laid, margin * MONEY_PARTS),
            model.shares(laid, unknown * ORDER_PARTS),
            np.ones(len(laid.touches), np.int64),
        )

    def _margins(self, journeys: Journeys, orders: Longs) -> tuple[Longs, Longs]:
        """Give each order's margin in the currency, 0 where it has none, and whether it has none."""
        margin = longs(journeys, "margin")[orders]
        mine = in_currency(journeys, self.currency)[orders]
        known = mine & (margin != MARGIN_UNKNOWN)
        return np.where(known, margin, 0), (mine & ~known).astype(np.int64)

    def _totals(self, partial: CreditPartial) -> tuple[int, int, int, int]:
        orders, value, margin, unknown = partial.orders.sums.sum(axis=0).tolist()
        return orders, value, margin, unknown

    def _rows(self, partial: CreditPartial) -> list[CreditRow]:
        people = np.zeros(BLOCKS, np.int64)
        people[partial.people.keys] = partial.people.sums[:, 0]
        subject_of = partial.earned.keys // BLOCKS
        subjects = np.union1d(subject_of, [0])
        orders, value, margin, unknown = self._totals(partial)
        each = np.array([value, np.nan if unknown else margin]) / max(orders, 1)
        rows: list[CreditRow] = []
        for start in range(0, len(subjects), _AT_A_TIME):
            some = subjects[start : start + _AT_A_TIME]
            sums = np.zeros((BLOCKS, len(some), 4), np.int64)
            here = np.isin(subject_of, some)
            place = np.searchsorted(some, subject_of[here])
            sums[partial.earned.keys[here] % BLOCKS, place] = partial.earned.sums[here, :4]
            rows += self._drawn(partial.words, some, sums, people, each)
        return rows

    def _drawn(
        self, words: tuple[str, ...], subjects: Longs, sums: Longs, people: Longs, each: Reals
    ) -> list[CreditRow]:
        """Give each subject's credit with its interval; ``each`` is the value and the margin of an average order."""
        unit, drawn = np.array([ORDER_PARTS, MONEY_PARTS, MONEY_PARTS]), sums[:, :, :3]
        whole = drawn.sum(axis=0) / unit
        low, high = interval(replicates(drawn.reshape(BLOCKS, -1), people, self.seed))
        low, high = low.reshape(whole.shape) / unit, high.reshape(whole.shape) / unit
        unknown, credited = sums[:, :, 3].sum(axis=0), np.count_nonzero(sums[:, :, 0], axis=0)
        rows = []
        for i, subject in enumerate(subjects):
            if credited[i] < _FEW:
                low[i], high[i] = _rare(int(credited[i]), whole[i], each, low[i], high[i])
            # What nothing would have brought is as unknown as what an order brings.
            margin = (
                None
                if unknown[i] or np.isnan(high[i, 2])
                else Estimate(float(whole[i, 2]), float(low[i, 2]), float(high[i, 2]))
            )
            orders, money, _ = (Estimate(*map(float, one)) for one in zip(whole[i], low[i], high[i], strict=True))
            name = words[subject - 1] if subject else ""
            ends = (orders.low, orders.high, money.low, money.high)
            rows.append(CreditRow(name, orders.value, money.value, *ends, margin))
        return rows


def _signed(model: Model, laid: Ways, amounts: Longs) -> Longs:
    """Share amounts of which some may be losses."""
    return model.shares(laid, np.maximum(amounts, 0)) - model.shares(laid, np.maximum(-amounts, 0))


def _rare(people: int, whole: Reals, each: Reals, low: Reals, high: Reals) -> tuple[Reals, Reals]:
    """Bound what few people brought: as their number could have come out, each bringing what these did.

    Nobody tells nothing of what one would have brought, so an average order stands in.
    """
    fewest, most = counted(people)
    if people == 0:
        zero = np.zeros_like(whole)
        ends = np.stack([zero, most * np.append(1.0, each)])
    else:
        ends = np.stack([whole * fewest / people, whole * most / people])
    return np.minimum(low, ends.min(axis=0)), np.maximum(high, ends.max(axis=0))
