"""Credit: how orders and their revenue are shared among the touches before them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import fsum
from typing import Any, Literal, NamedTuple

import numpy as np

from percorso.analyze.attribution._observed import MARGIN, UNKNOWN, VALUE, Bools, Observed
from percorso.analyze.attribution._open import Open
from percorso.analyze.attribution._outcome import FAMILY, CreditRow, Longs, Model, Settling, rows_of
from percorso.analyze.attribution._terms import Terms
from percorso.analyze.refunds import asked_money, refunded_in
from percorso.analyze.ways import Ways, Which, WithoutOrder, asked_orders, in_currency, money_in, ways
from percorso.core.errors import PercorsoError
from percorso.core.family import member
from percorso.sequence.journeys import MARGIN_UNKNOWN, Journeys
from percorso.sequence.resample import BLOCKS, blocks_of
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import longer, longs

# A minor unit of money is a million parts of credit, a millionth of a plain file's unit a hundred: sums by subject and
# block stay exact up to 9.2e12 minor units, or 9.2e10 units of a file.
MONEY_PARTS = 10**6
FILE_MONEY_PARTS = 100


@dataclass(frozen=True)
class Credits:
    """Every subject's credit under one model; rows add up to the totals.

    Attributes:
        rows: highest credit first, the unattributed row (empty subject) last and always there.
        conversions: orders in all; where credit is dated by touch, what of them fell into that time, as whole orders.
        value: net revenue in all, in minor units of ``currency``; of a plain file, in its own unit.
        margin: of all orders likewise; None when any has none.
        customers: people the intervals were resampled over.
        incremental: what would not have come without a channel; only an experiment tells.
    """

    model: str
    by: str
    currency: str
    rows: tuple[CreditRow, ...]
    conversions: int
    value: float
    customers: int
    margin: float | None = None
    incremental: Literal["not_identified"] = "not_identified"


class Seen(NamedTuple):
    """A bucket's ways, before any model judges them.

    Attributes:
        words: the dictionary of subjects.
        people: customers by block.
        led: the ways to orders.
        nowhere: those to none, where they were asked for.
        orders: see ``CreditPartial``; parts: likewise.
    """

    words: tuple[str, ...]
    people: Tally
    led: Observed
    nowhere: Open | None
    orders: Tally
    parts: int


@dataclass(frozen=True)
class CreditPartial:
    """Credits of some buckets.

    Attributes:
        words: the dictionary of subjects.
        people: customers by block.
        gathered: what the model needs.
        orders: by 1: orders, their net revenue, their margin, orders without one.
        parts: of money, in one unit of it.
    """

    words: tuple[str, ...]
    people: Tally
    gathered: Any
    orders: Tally
    parts: int = 1


@dataclass(frozen=True)
class Credit:
    """Which channel or campaign earns the orders, under one model.

    Attributes:
        by: the coded column that holds what earns.
        model: a member of this family, such as ``linear``.
        look_back: how long before an order a touch may earn.
        currency: of the money; orders in another count as orders and add none, for currencies are never added.
        orders: ``all``, each closing its own cycle, ``first`` for those that made a customer, or the ``later`` ones.
        since, until: only orders from ``since`` to before ``until`` (microseconds UTC) count; None for no bound.
        dated: ``order``, or ``touch``: of every order counts what its touches in that time earn.
        refunds: ``order``: a refund takes from its order, whenever it was; ``refund``: from its order's touches on its
            own day, so that it counts where it falls into that time. No margin is told then.
        seed: of the intervals' draws.
        terms: the models' own settings.
        interval: whether to draw intervals.
        worth: whether money is asked for; else it is told as none, in less time.
    """

    by: str = "channel"
    model: str = "linear"
    look_back: timedelta = timedelta(days=90)
    currency: str = "EUR"
    orders: Which = "all"
    since: int | None = None
    until: int | None = None
    dated: Literal["order", "touch"] = "order"
    refunds: Literal["order", "refund"] = "order"
    seed: int = 0
    terms: Terms = field(default_factory=Terms)
    interval: bool = True
    worth: bool = True

    def __post_init__(self) -> None:
        """Refuse to date by touch what a model of the whole shop gives to no touch."""
        if self.dated == "touch" and self._model.nulls:
            message = f"'{self.model}' shares orders among channels, not touches, so its credit has no day of its own."
            raise PercorsoError("no_touch_dates", message, hint="Date by order, or ask for a model such as linear.")

    def map(self, journeys: Journeys) -> CreditPartial:
        """Give a bucket's ways to the model."""
        return self.judged(self.seen(journeys, nulls=self._model.nulls))

    def seen(self, journeys: Journeys, *, nulls: bool) -> Seen:
        """Lay out a bucket's ways, which are the same for every model; those to no order only where one wants them."""
        span = (None, None) if self.dated == "touch" else (self.since, self.until)
        orders, placed = asked_orders(journeys, self.orders, *span), None
        if self.refunds == "refund":
            refunded = refunded_in(journeys, self.orders, *span)
            both = np.union1d(orders, refunded)
            orders, placed = both, np.isin(both, orders).astype(np.int64)
        ones = np.ones(len(orders), np.int64)
        placed = ones if placed is None else placed
        money = self._money(journeys, orders, placed)
        return Seen(
            journeys.words.get(self.by, ()),
            journeys.remembered.of("people", lambda: tally(blocks_of(journeys))),
            self._led(journeys, orders, placed, money),
            self._nowhere(journeys) if nulls else None,
            tally(ones, placed, *money.T),
            journeys.parts,
        )

    def judged(self, seen: Seen) -> CreditPartial:
        """Give ways that are laid out to the model."""
        gathered = self._model.gather(seen.led, self.terms, seen.words)
        if self._model.nulls and seen.nowhere is not None:
            gathered = self._model.merge(gathered, self._model.gather_open(seen.nowhere, self.terms, seen.words))
        return CreditPartial(seen.words, seen.people, gathered, seen.orders, seen.parts)

    def combine(self, one: CreditPartial, other: CreditPartial, beside: CreditPartial | None = None) -> CreditPartial:
        """Add the credits of two sets of buckets.

        Args:
            one, other: the credits.
            beside: what another model's credits of the same ways came to, whose people and orders are the same.
        """
        gathered = self._model.merge(one.gathered, other.gathered)
        if beside is not None:
            return replace(beside, gathered=gathered)
        return CreditPartial(
            longer(one.words, other.words),
            merge(one.people, other.people),
            gathered,
            merge(one.orders, other.orders),
            max(one.parts, other.parts),
        )

    def told(self, partial: CreditPartial, gathered: Any | None) -> CreditPartial:
        """Add what the model gathered elsewhere; None for nothing."""
        if gathered is None:
            return partial
        return replace(partial, gathered=self._model.merge(partial.gathered, gathered))

    def finish(self, partial: CreditPartial) -> Credits:
        """Have the model settle, and name the subjects."""
        people = np.zeros(BLOCKS, np.int64)
        people[partial.people.keys] = partial.people.sums[:, 0]
        orders, value, margin, unknown = partial.orders.sums.sum(axis=0).tolist()
        money_parts = partial.parts * (MONEY_PARTS if partial.parts == 1 else FILE_MONEY_PARTS)
        outcome = self._model.settle(
            partial.gathered, self.terms, Settling(people, money_parts, self.interval, self.seed)
        )
        worth, kept = value / partial.parts, margin / partial.parts
        each = np.array([worth, np.nan if unknown else kept]) / max(orders, 1)
        rows = tuple(rows_of(outcome, partial.words, each))
        if partial.parts == 1:
            worth, kept = value, margin
        known = None if unknown or self.refunds == "refund" else kept
        if self.dated == "touch":
            orders, worth = round(fsum(row.conversions for row in rows)), fsum(row.value for row in rows)
            margins = [row.margin.value for row in rows if row.margin is not None]
            known = fsum(margins) if len(margins) == len(rows) else None
        return Credits(self.model, self.by, self.currency, rows, orders, worth, int(people.sum()), known)

    @property
    def without_order(self) -> WithoutOrder:
        """Which ways led to no order: where first orders alone count, those of people who never had one."""
        return "people" if self.orders == "first" else "cycles"

    @property
    def _model(self) -> Model:
        model: Model = member(FAMILY, self.model).MODEL
        return model

    def _nowhere(self, journeys: Journeys) -> Open:
        """Give the ways to no order; without an interval nobody asks for their blocks."""
        return Open(journeys, self.by, self.look_back, self.without_order, blocks=self.interval)

    def _led(self, journeys: Journeys, orders: Longs, placed: Longs, money: Longs) -> Observed:
        """Lay out the ways to the orders."""
        laid = ways(journeys, orders, self.by, self.look_back)
        parts = np.array([MONEY_PARTS if journeys.parts == 1 else FILE_MONEY_PARTS] * 2 + [1])
        # Ways stand in the order of their orders' rows, and so do the orders.
        return Observed(
            laid.starts,
            laid.subjects,
            laid.before,
            blocks_of(journeys, laid.whose),
            placed,
            np.zeros(len(laid.orders), np.int64),
            money * parts,
            self._asked_for(journeys, laid),
        )

    def _asked_for(self, journeys: Journeys, laid: Ways) -> Bools | None:
        """Mark the touches that fall into the time asked for; an order that none led to counts on its own day."""
        if self.dated == "order":
            return None
        at = longs(journeys, "at")[laid.touches]
        after = True if self.since is None else at >= self.since
        before = True if self.until is None else at < self.until
        return np.asarray(np.broadcast_to(after & before, at.shape))

    def _money(self, journeys: Journeys, orders: Longs, placed: Longs) -> Longs:
        """Give each order's value and margin in the currency, 0 where it has none, and whether it has no margin."""
        money = np.zeros((len(orders), 3), np.int64)
        if not self.worth:
            return money
        margin = journeys["margin"][orders].astype(np.int64, copy=False)
        mine = in_currency(journeys, self.currency, orders)
        if self.refunds == "refund":
            span = (None, None) if self.dated == "touch" else (self.since, self.until)
            money[:, VALUE] = np.where(mine, asked_money(journeys, *span)[orders], 0)
            money[:, UNKNOWN] = mine & (placed == 1)
            return money
        known = mine & (margin != MARGIN_UNKNOWN)
        money[:, VALUE] = money_in(journeys, self.currency, orders)
        money[:, MARGIN] = np.where(known, margin, 0)
        money[:, UNKNOWN] = mine & ~known
        return money
