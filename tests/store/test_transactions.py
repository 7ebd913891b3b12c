from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from percorso.core.errors import PercorsoError
from percorso.store import database
from percorso.store.database import engine_for
from percorso.store.transactions import Transactions, now


def test_who_waits_too_long_for_another_writer_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    file = tmp_path / "state.db"
    found = Transactions(engine_for("", file))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(PercorsoError) as caught, found._writing() as connection:
        connection.execute(text("SELECT 1"))
    assert caught.value.code == "busy"
    other.close()


def test_the_present_is_counted_in_microseconds() -> None:
    assert 0 <= now() - now() + 1_000_000 <= 1_000_000
    assert len(str(now())) == 16
