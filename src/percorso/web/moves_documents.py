"""What the API answers of moves, field by field (see ``documents``)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from percorso.web.documents import Document

Decision = Literal["accepted", "dismissed", "later", "reopened"]


class Concerned(Document, frozen=True):
    """How many of what a move is about."""

    n: int
    counted: Literal["people", "visits", "ways", "campaigns", "rows", "sources", "orders"]
    text: str


class Money(Document, frozen=True):
    """What a move brings in 30 days, with its 95% interval; ``interval`` is empty for an exact sum."""

    value: str
    low: str
    high: str
    text: str
    interval: str


class Move(Document, frozen=True):
    """One thing worth doing.

    ``money`` is null for a data fault, which makes the rest wrong; ``basis`` says how the money is known: counted, seen
    beside others who did better, or supposed of some who would be won back.
    """

    id: str
    kind: Literal["fault", "spend", "cart", "gap", "step"]
    subject: list[str]
    what: str
    why: str
    concerned: Concerned
    money: Money | None
    basis: Literal["exact", "association", "supposed"]


class Outcome(Document, frozen=True):
    """What came of a move, looked at on its day."""

    state: Literal["held", "missed", "cannot_tell", "mended", "not_mended"]
    label: str
    why: str
    money: Money | None


class DecidedMove(Move, frozen=True):
    """A move somebody decided about; ``outcome`` is null until its day has come."""

    decision: Literal["accepted", "dismissed", "later"]
    owner: str
    decided_by: str
    check_on: str
    expected: Money | None
    outcome: Outcome | None


class Change(Document, frozen=True):
    """One figure of the last four whole weeks beside the four before; ``direction`` is empty where nothing is sure."""

    name: str
    label: str
    text: str
    before: str
    change: str
    interval: str
    direction: Literal["", "up", "down"]
    verdict: Literal["likely_real", "no_clear_change", "cannot_tell"]
    said: str


class Since(Document, frozen=True):
    """What changed since an account's last visit, as sentences; none where nothing did."""

    looked_at: str
    lines: list[str]


class Today(Document, frozen=True):
    """What is worth doing next: at most five moves, data faults first, then by what they bring at least.

    ``since`` is null on an account's first visit, and for whoever shows a token.
    """

    shop: str
    currency: str
    as_of: str
    language: str
    headline: str
    notes: list[str]
    moves: list[Move]
    underway: list[DecidedMove]
    checked: list[DecidedMove]
    put_aside: list[DecidedMove]
    changes: list[Change]
    since: Since | None


class Decided(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is decided about a move; an empty ``check_on`` is 30 days ahead, or a week for one put off."""

    decision: Decision
    owner: Annotated[str, msgspec.Meta(max_length=120)] = ""
    check_on: Annotated[str, msgspec.Meta(max_length=10)] = ""
