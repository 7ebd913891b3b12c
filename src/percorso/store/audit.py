"""The audit log: who did what, and who tried to come in. Rows are added, and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import Connection, insert, select

from percorso.store.schema import AUDIT
from percorso.store.transactions import Transactions, now


@dataclass(frozen=True)
class Entry:
    """One thing that was done; microseconds since 1970 UTC.

    Attributes:
        actor: who did it: an account, a token, or the command line; empty for somebody unknown.
        subject: to whom or what.
        address: where from, cut short; empty for the machine itself.
        at: now, where none is given.
    """

    actor: str
    action: str
    subject: str = ""
    address: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    at: int = 0


def note(connection: Connection, entry: Entry) -> None:
    """Add an entry in the transaction of what it tells of, so that there is neither without the other."""
    connection.execute(insert(AUDIT), [asdict(entry if entry.at else replace(entry, at=now()))])


class Audit(Transactions):
    """The audit log of one state database."""

    def add(self, entry: Entry) -> None:
        """Add an entry by itself."""
        with self._writing() as connection:
            note(connection, entry)

    def last(self, limit: int, before: int | None = None) -> tuple[tuple[int, Entry], ...]:
        """List the newest entries with their numbers, newest first; ``before`` a number, those that are older."""
        query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(AUDIT.c.id < before)
        with self._reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return tuple((row.pop("id"), Entry(**row)) for row in rows)

    def times(self, action: str, since: int, subject: str | None = None, address: str | None = None) -> list[int]:
        """Give when an action was done after a moment, oldest first; to a subject or from an address where named."""
        query = select(AUDIT.c.at).where(AUDIT.c.action == action, AUDIT.c.at > since).order_by(AUDIT.c.at)
        if subject is not None:
            query = query.where(AUDIT.c.subject == subject)
        if address is not None:
            query = query.where(AUDIT.c.address == address)
        with self._reading() as connection:
            return list(connection.execute(query).scalars())
