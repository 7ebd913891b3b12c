from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from percorso.core.errors import PercorsoError
from percorso.store.database import SCHEMA_VERSION, engine_for, schema_version


def test_a_new_database_gets_the_newest_schema_and_keeps_it(tmp_path: Path) -> None:
    file = tmp_path / "it's [my] shop 100%.db"
    for _ in range(2):
        with engine_for("", file).connect() as connection:
            assert schema_version(connection) == SCHEMA_VERSION
    assert file.is_file()


def test_sqlite_is_set_to_lose_nothing_and_to_wait(tmp_path: Path) -> None:
    with engine_for("", tmp_path / "state.db").connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000}


def test_a_schema_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    engine_for("", file)
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9000'")
    raw.close()
    with pytest.raises(PercorsoError, match="schema 9000") as raised:
        engine_for("", file)
    assert raised.value.code == "newer_workspace"


@pytest.mark.parametrize("url", ["mysql://host/shop", "postgres", "http://", "state.db"])
def test_another_kind_of_url_is_refused_without_repeating_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(PercorsoError) as raised:
        engine_for(url, tmp_path / "state.db")
    assert raised.value.code == "bad_state_url"
    assert url not in raised.value.message.split()


def test_a_url_may_name_a_sqlite_file_elsewhere(tmp_path: Path) -> None:
    engine_for(f"sqlite:///{tmp_path}/elsewhere.db", tmp_path / "state.db")
    assert [path.name for path in tmp_path.glob("*.db")] == ["elsewhere.db"]


def test_a_database_out_of_reach_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(PercorsoError) as raised:
        engine_for("postgresql://anna:secret@127.0.0.1:1/shop", tmp_path / "state.db")
    assert raised.value.code == "state_unreachable"
    assert "127.0.0.1" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    file.write_bytes(b"this is not a database, it is a note " * 100)
    with pytest.raises(PercorsoError, match="not a database") as raised:
        engine_for("", file)
    assert raised.value.code == "state_unreachable"
    assert file.read_bytes().startswith(b"this is not")
