"""What changed since somebody looked last, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from percorso.core.answer import Argument, Message, Unit
from percorso.speak.catalogue import Catalogue
from percorso.speak.moved import sentences

Document = dict[str, Any]
# So many moves and notes are named; of more, how many there are. Of months that moved so many are told.
_NAMED, _MONTHS = 3, 2


@dataclass(frozen=True)
class Since:
    """What is new.

    Attributes:
        looked_at: an ISO instant in the shop's zone.
        orders: by currency, how many more there are, and by how much revenue (minor units) grew.
        buyers, people: how many more of each are known.
        moves: what new moves say.
        decided: how many moves others decided about; ``checked``: of how many it was looked at what came.
        noted: what others noted on days.
        moved: months that moved, as ``pipeline.moved.written`` gives them.
    """

    looked_at: str
    orders: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    buyers: int = 0
    people: int = 0
    moves: Sequence[str] = ()
    decided: int = 0
    checked: int = 0
    noted: Sequence[str] = ()
    moved: Sequence[Mapping[str, Any]] = ()


def since_document(since: Since, catalogue: Catalogue) -> Document:
    """Say what is new: ``looked_at`` and ``lines``, what came in first."""
    return {"looked_at": since.looked_at, "lines": [*_lines(since, catalogue)]}


def _lines(since: Since, catalogue: Catalogue) -> Iterator[str]:
    for currency, (orders, revenue) in since.orders.items():
        if orders:
            told: dict[str, tuple[Argument, Unit]] = {"n": (abs(orders), "count"), "money": (abs(revenue), "money")}
            yield catalogue.say(Message("since.came" if orders > 0 else "since.went", told), currency)
    for key, count in (("since.people", since.people), ("since.buyers", since.buyers)):
        if count > 0:
            yield catalogue.say(Message(key, {"n": (count, "count")}))
    if since.moves:
        yield _listed("since.moves", since.moves, catalogue)
    for key, count in (("since.decided", since.decided), ("since.checked", since.checked)):
        if count:
            yield catalogue.say(Message(key, {"n": (count, "count")}))
    if since.noted:
        yield _listed("since.noted", since.noted, catalogue)
    yield from sentences(since.moved, catalogue)[:_MONTHS]


def _listed(key: str, texts: Sequence[str], catalogue: Catalogue) -> str:
    named = tuple(text.rstrip(".") for text in texts[:_NAMED])
    more = (Message("move.more", {"n": (len(texts) - _NAMED, "count")}),) if len(texts) > _NAMED else ()
    return catalogue.say(Message(key, {"n": (len(texts), "count"), "named": ((*named, *more), "text")}))
