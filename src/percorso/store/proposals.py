"""What state knows of proposals: pairs of customers that probably are one person, and what somebody said to each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete, or_, select, update

from percorso.store.schema import PROPOSALS
from percorso.store.transactions import Transactions, now

OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
_CHUNK = 1_000


@dataclass(frozen=True)
class Proposal:
    """Two customers by their canonical identifiers, such as ``user:42``; microseconds since 1970 UTC.

    Attributes:
        probability: that they are one person.
        why: of each column compared, ``column, level, weight``.
        status: ``open``, ``accepted`` or ``rejected``.
        proposed_at: given by ``propose``.
    """

    id: str
    left: str
    right: str
    probability: float
    why: tuple[Mapping[str, Any], ...]
    status: str = OPEN
    proposed_at: int = 0
    decided_at: int | None = None


class Proposals(Transactions):
    """Proposals in one state database; what was decided stays decided."""

    def propose(self, found: Iterable[Proposal]) -> int:
        """Put these in place of the open ones, and give how many of them nobody has decided on."""
        at = now()
        rows = [asdict(replace(one, status=OPEN, proposed_at=at)) for one in found]
        with self._writing() as connection:
            connection.execute(delete(PROPOSALS).where(PROPOSALS.c.status == OPEN))
            for start in range(0, len(rows), _CHUNK):
                statement = self._insert(PROPOSALS).values(rows[start : start + _CHUNK])
                connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))
        return len(self.all(OPEN))

    def all(self, status: str = "") -> tuple[Proposal, ...]:
        """List those of one status, or of any, the surest first."""
        query = select(PROPOSALS).where(PROPOSALS.c.status == status) if status else select(PROPOSALS)
        ordered = query.order_by(PROPOSALS.c.probability.desc(), PROPOSALS.c.id)
        with self._reading() as connection:
            rows = connection.execute(ordered).mappings().all()
        return tuple(Proposal(**{**row, "why": tuple(row["why"])}) for row in rows)

    def forget(self, identifiers: Iterable[tuple[str, str]]) -> int:
        """Delete all that name one of somebody's identifiers (kind and value), and return how many there were."""
        named = [f"{kind}:{value}" for kind, value in sorted(set(identifiers))]
        gone = 0
        with self._writing() as connection:
            for start in range(0, len(named), _CHUNK):
                some = named[start : start + _CHUNK]
                either = or_(PROPOSALS.c.left.in_(some), PROPOSALS.c.right.in_(some))
                gone += int(connection.execute(delete(PROPOSALS).where(either)).rowcount)
        return gone

    def decide(self, proposal: str, status: str) -> None:
        """Note what somebody said to an open proposal; saying it twice changes nothing."""
        own = PROPOSALS.c.id == proposal
        with self._writing() as connection:
            connection.execute(
                update(PROPOSALS).where(own, PROPOSALS.c.status == OPEN).values(status=status, decided_at=now())
            )
