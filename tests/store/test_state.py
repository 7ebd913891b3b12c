from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import event, text

from percorso.core.errors import PercorsoError
from percorso.store import database
from percorso.store.database import SCHEMA_VERSION
from percorso.store.schema import METADATA
from percorso.store.state import Build, Import, State, WriteKey
from percorso.tables import CONSENTS, EVENTS

BUILD = Build(1, {"events": 3, "orders": 2**40}, 1, "digest", 2**50, {"customers": 7, "why": "perché sì"})
IMPORT = Import("till", "shop", "csv", "sales.csv", "ab12", rows=10, new=7, duplicates=2, rejected=1)


def _now() -> int:
    return time.time_ns() // 1000


def test_a_new_state_is_empty_and_of_the_newest_schema(state: State) -> None:
    assert state.schema_version == SCHEMA_VERSION
    assert state.latest_build() is None
    assert state.imports() == ()
    assert state.sources() == ()
    assert state.resolved() == frozenset()
    assert state.write_keys() == ()


def test_a_key_is_kept_with_its_sites_and_when_it_was_withdrawn(state: State) -> None:
    first = state.add_key(WriteKey("k1", "web", "shop", ("https://a.example",)))
    with pytest.raises(PercorsoError) as raised:
        state.add_key(WriteKey("k2", "web", "shop"))
    assert raised.value.code == "source_exists"
    other = state.add_key(WriteKey("k3", "web", "another shop"))
    assert state.write_keys() == (first, other)
    second = state.add_key(WriteKey("k4", "web", "shop"), instead=True)
    kept = {key.key: key.disabled_at for key in state.write_keys()}
    assert kept == {"k1": kept["k1"], "k3": None, "k4": None}
    assert kept["k1"] is not None
    assert state.disable_keys("web", "shop") == 1
    assert state.disable_keys("web", "shop") == 0
    assert [key.key for key in state.write_keys() if key.disabled_at is None] == ["k3"]
    assert second.created_at >= first.created_at


def test_the_last_published_build_is_the_one_everyone_reads(state: State) -> None:
    before = _now()
    published = state.publish(BUILD)
    assert before <= published.published_at <= _now()
    assert state.latest_build() == published
    second = state.publish(Build(2, {"events": 4}, 2, "other", 5))
    assert state.latest_build() == second
    assert second.stats == {}
    assert (second.version(EVENTS), second.version(CONSENTS)) == (4, 0)


def test_a_build_that_was_overtaken_is_not_published(state: State) -> None:
    state.publish(Build(5, {}, 5, "", 0))
    for number in (4, 5):
        with pytest.raises(PercorsoError) as raised:
            state.publish(Build(number, {}, number, "", 0))
        assert raised.value.code == "build_overtaken"
    latest = state.latest_build()
    assert latest is not None
    assert latest.id == 5


def test_imports_and_their_sources_are_noted(state: State) -> None:
    state.record_import(IMPORT)
    (first,) = state.sources()
    state.record_import(IMPORT)
    state.seen_source("ads", "shop", "spend")
    ads, till = state.sources()
    assert [one.rows for one in state.imports()] == [10, 10]
    assert (till.name, till.shop, till.connector) == ("till", "shop", "csv")
    state.seen_source("ads", "shop", "segment")
    assert [(one.connector, one.connectors) for one in state.sources()] == [
        ("segment", ("segment", "spend")),
        ("csv", ("csv",)),
    ]
    assert till.first_at == first.first_at < till.last_at <= ads.first_at


def test_rows_that_left_quarantine_are_noted_once(state: State) -> None:
    state.resolve(["b", "a", "b"])
    state.resolve(["a", "c"])
    state.resolve([])
    assert state.resolved() == {"a", "b", "c"}


def test_many_rows_can_leave_quarantine_at_once(state: State) -> None:
    ids = [f"row {number}" for number in range(12_000)]
    state.resolve(ids)
    assert state.resolved() == set(ids)


def test_a_failure_in_a_transaction_leaves_nothing_of_it(state: State) -> None:
    def half_done() -> None:
        with state._writing() as connection:
            connection.execute(text("INSERT INTO resolved (quarantine_id, at) VALUES ('x', 1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert state.resolved() == frozenset()


def test_a_state_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    (tmp_path / "state.db").unlink()
    (tmp_path / "state.db").mkdir()
    for ask in (state.resolved, lambda: state.resolve(["a"])):
        with pytest.raises(PercorsoError, match=r"state\.db") as raised:
            ask()
        assert raised.value.code == "state_unreachable"


def test_a_writer_waits_for_another_and_then_says_who_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    state = State(tmp_path / "state.db")
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(PercorsoError) as raised:
        state.resolve(["a"])
    assert raised.value.code == "busy"
    assert state.resolved() == frozenset()
    other.execute("COMMIT")
    other.close()
    state.resolve(["a"])
    assert state.resolved() == {"a"}


def test_a_full_disk_is_said_plainly(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")

    @event.listens_for(state._engine, "connect")
    def no_more_pages(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    with pytest.raises(PercorsoError) as raised:
        state.resolve(f"row {number}" for number in range(5000))
    assert raised.value.code == "disk_full"
    assert state.resolved() == frozenset()


NUMBERS = """
import sys
from pathlib import Path
from percorso.store.state import State
state = State(Path(sys.argv[1]), sys.argv[2])
for number in range(20):
    state.resolve([f"{sys.argv[3]}-{number}"])
    state.seen_source("till", "shop", "csv")
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_open_a_new_state_together_all_write(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql_url") if kind == "postgresql" else ""
    file = tmp_path / "state.db"
    command = [sys.executable, "-c", NUMBERS, str(file), url]
    processes = [subprocess.Popen([*command, str(one)], env=os.environ) for one in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    state = State(file, url)
    assert len(state.resolved()) == 60
    assert len(state.sources()) == 1
    with state._writing() as connection:
        METADATA.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    state.close()
