"""What state knows of moves: what somebody decided about each, and what came of those that were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from percorso.store.audit import Entry, note
from percorso.store.schema import MOVES
from percorso.store.transactions import Transactions, now

ACCEPTED, DISMISSED, LATER = "accepted", "dismissed", "later"


@dataclass(frozen=True)
class DecidedMove:
    """A move somebody decided about; microseconds since 1970 UTC.

    Attributes:
        check_on: an ISO date: of one accepted, when what came of it is looked at; of one put off, when it comes back.
        told: the move's kind, subject and sentence, before it has a language.
        expected: ``value, low, high`` a month in minor units of ``currency``; empty for a fault.
        before: what was counted when it was decided.
        outcome: what came of it; None until it was looked at.
        decided_at: given by ``decide``.
    """

    id: str
    decision: str
    owner: str
    decided_by: str
    check_on: str
    told: Mapping[str, Any]
    expected: Mapping[str, Any]
    before: Mapping[str, Any]
    decided_at: int = 0
    outcome: Mapping[str, Any] | None = None
    checked_at: int | None = None


class DecidedMoves(Transactions):
    """The decided moves of one state database."""

    def all(self) -> tuple[DecidedMove, ...]:
        """List them, the newest decision first."""
        with self._reading() as connection:
            rows = connection.execute(select(MOVES).order_by(MOVES.c.decided_at.desc(), MOVES.c.id)).mappings().all()
        return tuple(DecidedMove(**row) for row in rows)

    def decide(self, move: DecidedMove, entry: Entry) -> DecidedMove:
        """Note a decision in place of one about the same move that is still open, and return it with its time."""
        stamped = replace(move, decided_at=now())
        with self._writing() as connection:
            connection.execute(delete(MOVES).where(self._open(move.id)))
            connection.execute(insert(MOVES), [asdict(stamped)])
            note(connection, entry)
        return stamped

    def reopen(self, move: str, entry: Entry) -> bool:
        """Forget a decision of which nothing came yet; False where there was none."""
        with self._writing() as connection:
            done = connection.execute(delete(MOVES).where(self._open(move)))
            if done.rowcount:
                note(connection, entry)
        return int(done.rowcount) > 0

    def checked(self, move: str, outcome: Mapping[str, Any]) -> None:
        """Note what came of a move, once: what was noted first stays."""
        with self._writing() as connection:
            noted = update(MOVES).where(self._open(move)).values(outcome=dict(outcome), checked_at=now())
            connection.execute(noted)

    @staticmethod
    def _open(move: str) -> ColumnElement[bool]:
        return and_(MOVES.c.id == move, MOVES.c.checked_at.is_(None))
