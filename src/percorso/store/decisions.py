"""Decisions: what somebody said of identity that no event says. Links to forbid, values that name nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace

from sqlalchemy import and_, delete, select

from percorso.store.schema import IDENTITY_DECISIONS
from percorso.store.transactions import Transactions, now


@dataclass(frozen=True)
class Decision:
    """One decision.

    Attributes:
        kind: ``unlink``, that no link ties two identifiers, or ``block``, that a value names nobody.
        left, right: identifiers such as ``user:42``; of a value that is blocked, ``right`` is empty.
        at: given by ``add``, microseconds since 1970 UTC.
    """

    kind: str
    left: str
    right: str = ""
    at: int = 0


class Decisions(Transactions):
    """The decisions in a state database."""

    def all(self) -> tuple[Decision, ...]:
        """List them, oldest first."""
        table = IDENTITY_DECISIONS
        query = select(table).order_by(table.c.at, table.c.left, table.c.right)
        with self._reading() as connection:
            return tuple(Decision(**row) for row in connection.execute(query).mappings())

    @property
    def digest(self) -> str:
        """A fingerprint of them, whenever they were made; empty where there are none."""
        told = sorted(f"{one.kind}\x1e{one.left}\x1e{one.right}" for one in self.all())
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest() if told else ""

    def add(self, decision: Decision) -> None:
        """Take a decision down; the same once more changes nothing."""
        stamped = replace(decision, at=now())
        statement = self._insert(IDENTITY_DECISIONS).values(asdict(stamped))
        with self._writing() as connection:
            connection.execute(statement.on_conflict_do_nothing(index_elements=["kind", "left", "right"]))

    def forget(self, identifiers: Collection[tuple[str, str]]) -> int:
        """Delete what was decided of somebody's identifiers, by kind and value, and return how many decisions."""
        named = {f"{kind}:{value}" for kind, value in identifiers}
        values = named | {value.lower() for _, value in identifiers} | {one.lower() for one in named}
        gone = [one for one in self.all() if {one.left, one.right} & values]
        for decision in gone:
            self.withdraw(decision)
        return len(gone)

    def withdraw(self, decision: Decision) -> bool:
        """Take a decision back; gives False where it was not made."""
        table = IDENTITY_DECISIONS.c
        own = and_(table.kind == decision.kind, table.left == decision.left, table.right == decision.right)
        with self._writing() as connection:
            return int(connection.execute(delete(IDENTITY_DECISIONS).where(own)).rowcount) > 0
