"""What the six answers are drawn from: a way to ask the journeys, the spend, and how the shop counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from percorso.analyze.spend import SpendRow
from percorso.analyze.totals import CountTotals
from percorso.core.answer import Message
from percorso.core.settings import Shop, Tracing
from percorso.sequence.protocol import Analysis

Partial = TypeVar("Partial")
Result = TypeVar("Result")

# A month of money: figures over a period are spoken of by 30 days.
MONTH_DAYS = 30
# Below this many orders a share is wider than ±7 points, too wide to choose a channel by (Wilson, at one half).
ENOUGH_ORDERS = 200


class Ask(Protocol):
    """Run an analysis over every bucket, wherever they are."""

    def __call__(self, analysis: Analysis[Partial, Result]) -> Result:
        """Give the result."""
        ...


@dataclass(frozen=True)
class Facts:
    """A published build, as the answers see it.

    Attributes:
        words: the dictionaries of coded columns; an empty one means nothing of the kind was ever seen.
        currency: the one money is answered in: the shop's, or the only one there is.
        has_visits: whether any visit to the site was seen, with an address or without.
        first_at, last_at: the span of touchpoints, microseconds UTC.
        orders_without_consent: orders placed while measuring was denied, with nothing before them that may be used.
        of_segment: whether they are about some customers alone, on whom no spend can be set.
    """

    ask: Ask
    shop: Shop
    tracing: Tracing
    words: Mapping[str, tuple[str, ...]]
    spend: tuple[SpendRow, ...]
    currency: str
    has_visits: bool
    first_at: int
    last_at: int
    orders_without_consent: int = 0
    of_segment: bool = False

    @property
    def orders(self) -> int:
        """How many orders there are, in whatever currency."""
        return sum(one.orders for one in self.ask(CountTotals(self.currency)))

    @property
    def spend_wanted(self) -> Message:
        """Why no cost is known."""
        return Message("missing.spend_of_segment" if self.of_segment else "missing.spend")

    @property
    def has_channels(self) -> bool:
        """Whether any touch came from a known channel."""
        return bool(self.words["channel"])
