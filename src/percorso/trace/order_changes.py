"""Order of change: what one source tells of an order counts as the order changed, not as the messages arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar


class Telling(Protocol):
    """An event that tells of an order."""

    @property
    def source(self) -> str:
        """Who tells."""
        ...

    @property
    def properties(self) -> Mapping[str, Any]:
        """What is told."""
        ...


T = TypeVar("T", bound=Telling)


def in_order_of_change(told: Sequence[T]) -> list[T]:
    """Put what each source tells with a time of its change (``updated_at``) into the order of those times.

    Webhooks overtake each other, and one that failed is sent again hours later. Only such events of one source change
    places, among themselves: two sources' clocks and reasons to write are not compared.

    Args:
        told: events of one order, by arrival.
    """
    found = list(told)
    changed = [(place, at) for place, one in enumerate(told) if (at := _changed_at(one.properties)) is not None]
    for source in {told[place].source for place, _ in changed}:
        own = [(at, place) for place, at in changed if told[place].source == source]
        places = sorted(place for _, place in own)
        for place, (_, come) in zip(places, sorted(own), strict=True):
            found[place] = told[come]
    return found


def _changed_at(properties: Mapping[str, Any]) -> datetime | None:
    """Read when an order last changed; None where it says nothing, or a time without its offset."""
    text = properties.get("updated_at")
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
