"""What state knows of privacy: work begun, who was erased (as marks), whose data rests, and what was done when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from percorso.core.errors import PercorsoError
from percorso.store.database import state_unreachable
from percorso.store.schema import (
    IMPORTS,
    ORDER_NUMBERS,
    PRIVACY_AUDIT,
    PRIVACY_REQUESTS,
    PRIVACY_WORK,
    RESOLVED,
    RESTRICTIONS,
    TOMBSTONES,
)
from percorso.store.transactions import Transactions, now

_CHUNK = 1_000
# The kind, and the id, of the record of what came late of people who were erased.
LATE = "late"


@dataclass(frozen=True)
class Work:
    """Work on somebody's data that was begun.

    Attributes:
        subject: whom it concerns, as whoever began it wrote it down.
        orders: whether their orders go as well.
    """

    id: str
    kind: str
    subject: Mapping[str, Any] = field(repr=False)
    orders: bool = False


@dataclass(frozen=True)
class Done:
    """What was done with people's data; microseconds since 1970 UTC, ``done_at`` None while it is not done."""

    id: str
    kind: str
    begun_at: int
    done_at: int | None
    counts: Mapping[str, Any]


class PrivacyRecords(Transactions):
    """Privacy in one state database."""

    def begin(self, work: Work, marks: Iterable[str], counts: Mapping[str, Any]) -> None:
        """Begin an erasure: from here on it will be finished, and nothing that comes with these marks is taken."""
        at = now()
        rows = [{"mark": mark, "at": at, "orders": work.orders} for mark in sorted(set(marks))]
        with self._writing() as connection:
            connection.execute(
                insert(PRIVACY_WORK),
                [{"id": work.id, "kind": work.kind, "subject": work.subject, "orders": work.orders}],
            )
            for start in range(0, len(rows), _CHUNK):
                statement = self._insert(TOMBSTONES).values(rows[start : start + _CHUNK])
                connection.execute(statement.on_conflict_do_nothing(index_elements=["mark"]))
            record = {"id": work.id, "kind": work.kind, "begun_at": at, "done_at": None, "counts": counts}
            connection.execute(insert(PRIVACY_AUDIT), [record])

    def open(self) -> tuple[Work, ...]:
        """List the work that is not done."""
        with self._reading() as connection:
            rows = connection.execute(select(PRIVACY_WORK).order_by(PRIVACY_WORK.c.id)).mappings()
            return tuple(Work(**row) for row in rows)

    def count(self, work: Work, counts: Mapping[str, Any]) -> None:
        """Note how much a step of a work does, before it is done: run again after a kill, it may find less."""
        own = PRIVACY_AUDIT.c.id == work.id
        with self._writing() as connection:
            before: dict[str, Any] = connection.execute(select(PRIVACY_AUDIT.c.counts).where(own)).scalar_one()
            noted = {**before, **{name: max(before.get(name, 0), number) for name, number in counts.items()}}
            connection.execute(update(PRIVACY_AUDIT).where(own).values(counts=noted))

    def forget(self, work: Work) -> None:
        """Forget whom a work concerned; that it is not done yet stays."""
        with self._writing() as connection:
            connection.execute(update(PRIVACY_WORK).where(PRIVACY_WORK.c.id == work.id).values(subject={}))

    def finish(self, work: Work) -> None:
        """Note that a work is done, and when."""
        with self._writing() as connection:
            connection.execute(delete(PRIVACY_WORK).where(PRIVACY_WORK.c.id == work.id))
            connection.execute(update(PRIVACY_AUDIT).where(PRIVACY_AUDIT.c.id == work.id).values(done_at=now()))

    def record(self, done: Done) -> None:
        """Note something that is done in one stroke."""
        row = {"id": done.id, "kind": done.kind, "begun_at": now(), "done_at": now(), "counts": done.counts}
        with self._writing() as connection:
            connection.execute(insert(PRIVACY_AUDIT), [row])

    def came_late(self, number: int) -> None:
        """Add to how many rows were not stored since whom they name was erased: one record for all of them."""
        own, at = PRIVACY_AUDIT.c.id == LATE, now()
        row = {"id": LATE, "kind": LATE, "begun_at": at, "done_at": at, "counts": {LATE: 0}}
        with self._writing() as connection:
            before = connection.execute(select(PRIVACY_AUDIT.c.counts).where(own)).scalar_one_or_none()
            if before is None:
                connection.execute(insert(PRIVACY_AUDIT), [row])
            counts = {LATE: (before or {}).get(LATE, 0) + number}
            connection.execute(update(PRIVACY_AUDIT).where(own).values(counts=counts, done_at=at))

    def audit(self) -> tuple[Done, ...]:
        """List what was done, oldest first."""
        with self._reading() as connection:
            query = select(PRIVACY_AUDIT).order_by(PRIVACY_AUDIT.c.begun_at, PRIVACY_AUDIT.c.id)
            return tuple(Done(**row) for row in connection.execute(query).mappings())

    def changes(self) -> int:
        """Count what was done that journeys depend on, besides events that come in."""
        with self._reading() as connection:
            query = select(func.count()).where(PRIVACY_AUDIT.c.kind.in_(("erase", "restrict", "release", "expire")))
            return int(connection.execute(query).scalar_one())

    def tombstones(self) -> frozenset[str]:
        """Give the marks of everybody who was erased."""
        with self._reading() as connection:
            return frozenset(connection.execute(select(TOMBSTONES.c.mark)).scalars())

    def buried(self) -> Mapping[str, bool]:
        """Give the marks of everybody who was erased, and whether their orders went too."""
        with self._reading() as connection:
            rows = connection.execute(select(TOMBSTONES.c.mark, TOMBSTONES.c.orders)).all()
            return {row.mark: row.orders for row in rows}

    def bury(self, marks: Mapping[str, bool]) -> None:
        """Take over marks from another copy of this workspace."""
        rows = [{"mark": mark, "at": now(), "orders": orders} for mark, orders in sorted(marks.items())]
        for start in range(0, len(rows), _CHUNK):
            with self._writing() as connection:
                statement = self._insert(TOMBSTONES).values(rows[start : start + _CHUNK])
                connection.execute(statement.on_conflict_do_nothing(index_elements=["mark"]))

    def readmit(self, marks: Iterable[str]) -> int:
        """Take marks away, of somebody who came back, and return how many there were."""
        with self._writing() as connection:
            done = connection.execute(delete(TOMBSTONES).where(TOMBSTONES.c.mark.in_(sorted(set(marks)))))
        return int(done.rowcount)

    def restrict(self, own_id: str, identifiers: Iterable[tuple[str, str]]) -> None:
        """Let somebody's data rest."""
        rows = [{"kind": kind, "value": value, "id": own_id, "at": now()} for kind, value in sorted(set(identifiers))]
        with self._writing() as connection:
            for start in range(0, len(rows), _CHUNK):
                statement = self._insert(RESTRICTIONS).values(rows[start : start + _CHUNK])
                connection.execute(statement.on_conflict_do_nothing(index_elements=["kind", "value"]))

    def release(self, identifiers: Iterable[tuple[str, str]]) -> int:
        """Let somebody's data be used again, and return how many of their identifiers rested."""
        known = frozenset(identifiers)
        ids = {one for kind, value, one in self.restrictions() if (kind, value) in known}
        with self._writing() as connection:
            done = connection.execute(delete(RESTRICTIONS).where(RESTRICTIONS.c.id.in_(sorted(ids))))
        return int(done.rowcount)

    def restrictions(self) -> tuple[tuple[str, str, str], ...]:
        """Give kind, value and id of all restricted identifiers."""
        table = RESTRICTIONS.c
        with self._reading() as connection:
            return tuple(
                (kind, value, one) for kind, value, one in connection.execute(select(table.kind, table.value, table.id))
            )

    def count_orders(self, orders: Iterable[str]) -> int:
        """Count what is known of the numbers of orders (``shop:number``)."""
        known = frozenset(orders)
        with self._reading() as connection:
            rows = connection.execute(select(ORDER_NUMBERS.c.shop, ORDER_NUMBERS.c.number)).all()
        return sum(f"{shop}:{number.removeprefix('#')}" in known for shop, number in rows)

    def forget_orders(self, orders: Iterable[str]) -> int:
        """Delete what is known of the numbers of orders (``shop:number``), and return how many there were."""
        known, gone = frozenset(orders), 0
        table = ORDER_NUMBERS.c
        with self._writing() as connection:
            rows = connection.execute(select(table.shop, table.number)).all()
            for shop, number in {(row[0], row[1]) for row in rows if f"{row[0]}:{row[1].removeprefix('#')}" in known}:
                gone += connection.execute(
                    delete(ORDER_NUMBERS).where(table.shop == shop, table.number == number)
                ).rowcount
        return gone

    def forget_resolved(self, waiting: Iterable[str]) -> int:
        """Delete what is known of rows that are in quarantine no more, and return how many there were."""
        known = frozenset(waiting)
        with self._writing() as connection:
            ids = [one for one in connection.execute(select(RESOLVED.c.quarantine_id)).scalars() if one not in known]
            for start in range(0, len(ids), _CHUNK):
                own = RESOLVED.c.quarantine_id.in_(ids[start : start + _CHUNK])
                connection.execute(delete(RESOLVED).where(own))
        return len(ids)

    def forget_request(self, request_id: str) -> None:
        """Forget whom a privacy request concerns; that it came, and when it was done, stays."""
        own = PRIVACY_REQUESTS.c.id == request_id
        done = func.coalesce(PRIVACY_REQUESTS.c.done_at, now())
        with self._writing() as connection:
            connection.execute(update(PRIVACY_REQUESTS).where(own).values(identifiers={}, done_at=done))

    def rename_files(self, names: Mapping[str, str]) -> None:
        """Put other names in place of those of imported files."""
        with self._writing() as connection:
            for before, after in names.items():
                connection.execute(update(IMPORTS).where(IMPORTS.c.file == before).values(file=after))

    def compact(self) -> None:
        """Write the database anew, so that nothing deleted is left in its free pages or beside it.

        Raises:
            PercorsoError: ``busy`` where somebody reads what was before for longer than five seconds.
        """
        connection = self._engine.raw_connection()
        try:
            if self._engine.dialect.name == "postgresql":
                connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            if self._engine.dialect.name == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, *_ = cursor.fetchone() or (0,)
                if busy:
                    message = "Another process is reading the state database."
                    raise PercorsoError("busy", message, hint="Run the same command again.")
        except sqlite3.OperationalError as error:
            raise state_unreachable(self._engine.url, DBAPIError(None, None, error)) from error
        finally:
            connection.close()
