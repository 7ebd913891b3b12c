from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.store.privacy import Done, Work
from percorso.store.state import Import, State
from percorso.store.webhooks import PrivacyRequest

WORK = Work("w", "erase", {"identifiers": [["user", "anna-4711"]]})


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state.db")


def test_what_was_begun_is_open_until_it_is_finished(state: State) -> None:
    state.privacy.begin(WORK, ["m1", "m2"], {"orders_removed": 2})
    assert state.privacy.open() == (WORK,)
    assert state.privacy.tombstones() == {"m1", "m2"}
    state.privacy.count(WORK, {"events": 3})
    state.privacy.count(WORK, {"events": 1})
    state.privacy.forget(WORK)
    (open_,) = state.privacy.open()
    assert open_.subject == {}
    state.privacy.finish(WORK)
    assert state.privacy.open() == ()
    (done,) = state.privacy.audit()
    assert done.counts == {"orders_removed": 2, "events": 3}
    assert done.done_at is not None


def test_only_what_changes_journeys_counts_as_a_change(state: State) -> None:
    assert state.privacy.changes() == 0
    state.privacy.begin(WORK, (), {})
    state.privacy.record(Done("x", "export", 0, None, {}))
    state.privacy.record(Done("y", "restrict", 0, None, {}))
    assert state.privacy.changes() == 2


def test_whose_data_rests_rests_until_any_of_their_identifiers_is_released(state: State) -> None:
    state.privacy.restrict("r", [("user", "a"), ("email", "a@b.example")])
    state.privacy.restrict("q", [("user", "c")])
    assert state.privacy.release([("email", "a@b.example")]) == 2
    assert state.privacy.restrictions() == (("user", "c", "q"),)
    assert state.privacy.release([("user", "nobody")]) == 0


def test_marks_are_taken_over_and_lifted(state: State) -> None:
    state.privacy.bury({"m1": True, "m2": False})
    state.privacy.bury({"m1": False})
    assert state.privacy.buried() == {"m1": True, "m2": False}
    assert state.privacy.readmit(["m1", "m3"]) == 1
    assert state.privacy.tombstones() == {"m2"}


def test_order_numbers_requests_and_file_names_are_forgotten(state: State) -> None:
    state.webhooks.remember_orders({("web", "shop", "1"): "#7", ("web", "shop", "2"): "8"})
    state.webhooks.ask([PrivacyRequest("r", "customers/redact", "web", "shop", {"email": "a@b.example"}, 1, 2)])
    state.record_import(Import("web", "shop", "csv", "anna.csv", "d", 1, 1, 0, 0))
    assert state.privacy.forget_orders(["shop:7", "other:8"]) == 1
    assert (state.webhooks.order_number("web", "shop", "1"), state.webhooks.order_number("web", "shop", "2")) == (
        None,
        "8",
    )
    state.privacy.forget_request("r")
    (request,) = state.webhooks.privacy_requests(open_only=False)
    assert (request.identifiers, request.done_at is not None) == ({}, True)
    state.resolve(["q1", "q2"])
    assert state.privacy.forget_resolved(["q2"]) == 1
    assert state.resolved() == {"q2"}
    state.privacy.rename_files({"anna.csv": "x.csv"})
    assert [one.file for one in state.imports()] == ["x.csv"]


def test_what_was_forgotten_is_in_no_page_and_no_log_of_the_database(state: State, tmp_path: Path) -> None:
    state.privacy.begin(WORK, (), {})
    assert any(b"anna-4711" in path.read_bytes() for path in tmp_path.iterdir())
    state.privacy.forget(WORK)
    state.privacy.compact()
    assert not any(b"anna-4711" in path.read_bytes() for path in tmp_path.iterdir())


def test_while_somebody_reads_what_was_before_compacting_says_so(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("percorso.store.database.BUSY_SECONDS", 0.05)
    state.privacy.begin(WORK, (), {})
    with closing(sqlite3.connect(tmp_path / "state.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM privacy_work").fetchall()
        state.privacy.forget(WORK)
        with pytest.raises(PercorsoError) as raised:
            state.privacy.compact()
    assert raised.value.code == "busy"
    state.privacy.compact()
