from __future__ import annotations

import datetime as dt
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pytest
from sqlalchemy import text

from percorso.store.arrow import schema
from percorso.store.schema import METADATA
from percorso.store.state import State
from percorso.tables import EVENTS, SPEND, TableSpec

DAY = dt.date(2026, 3, 1)
MOMENT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
_VALUES = {"string": "a", "int32": 1, "int64": 1, "bool": True, "instant": MOMENT, "date": DAY}


class Rows(Protocol):
    """Make a table of a specification: given columns as they are, the other required ones filled, the rest empty."""

    def __call__(self, spec: TableSpec, without: str = "", **columns: Sequence[object]) -> pa.Table: ...


@pytest.fixture(scope="session")
def rows() -> Rows:
    def make(spec: TableSpec, without: str = "", **columns: Sequence[object]) -> pa.Table:
        count = len(next(iter(columns.values())))
        filled = {
            name: columns.get(name, [None if nullable else _VALUES[kind]] * count)
            for name, (kind, nullable) in spec.columns.items()
        }
        table = pa.table(filled, schema=schema(spec))
        return table.drop_columns([without]) if without else table

    return make


@pytest.fixture(scope="session")
def arrived(rows: Rows) -> object:
    """Make events as a connector gives them: without their place in the log."""

    def make(*ids: str, day: dt.date = DAY) -> pa.Table:
        return rows(EVENTS, without="seq", event_id=list(ids), received_on=[day] * len(ids))

    return make


@pytest.fixture(scope="session")
def costs(rows: Rows) -> object:
    """Make spend rows from (id, cost) pairs."""

    def make(*pairs: tuple[str, int]) -> pa.Table:
        return rows(SPEND, spend_id=[one for one, _ in pairs], cost=[cost for _, cost in pairs])

    return make


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Start a PostgreSQL of our own for this run, reached by a socket in a folder that goes with it."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    if os.geteuid() == 0 and "postgres" not in {one.pw_name for one in pwd.getpwall()}:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    folder = Path(tempfile.mkdtemp(prefix="percorso-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data, programs_folder = folder / "data", programs[-1].parent
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs_folder / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        run("initdb", "-U", "percorso", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "start", "-w", "-s", "-o", options, "-l", str(folder / "log"))
        try:
            yield f"postgresql://percorso@/postgres?unix_sock={folder}/.s.PGSQL.5432"
        finally:
            run("pg_ctl", "stop", "-w", "-s", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    """Give a state database of each kind, which leaves nothing behind."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else ""
    opened = State(tmp_path / "state.db", url)
    yield opened
    with opened._writing() as connection:
        METADATA.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    opened.close()
