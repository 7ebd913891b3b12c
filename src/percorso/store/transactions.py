"""Transactions with the state database: the same for whatever is kept there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import OperationalError

from percorso.core.errors import PercorsoError
from percorso.store.database import state_unreachable

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


class Transactions:
    """What reads and writes one state database.

    From any method ``busy`` after five seconds' wait for another process, ``disk_full``, ``state_unreachable``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        # A dialect loads its drivers; whoever merely reads waits for none that is not in use.
        if self._engine.dialect.name == "postgresql":
            from sqlalchemy.dialects import postgresql

            return postgresql.insert(table)
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except OperationalError as error:
            raise self._told(error) from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(writing=True) as connection, connection.begin():
                yield connection
        except OperationalError as error:
            raise self._told(error) from error

    def _told(self, error: OperationalError) -> PercorsoError:
        if "database is locked" in str(error.orig):
            message = "Another process is writing to the state database."
            return PercorsoError("busy", message, hint="Run the same command again.")
        return state_unreachable(self._engine.url, error)


def now() -> int:
    """Give the present, in microseconds since 1970 UTC."""
    return time.time_ns() // 1_000
