from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.exporting import consent_history, export
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]


def _calls() -> list[dict[str, Any]]:
    anna = {"userId": "anna", "anonymousId": "device-1"}
    chosen = {"analytics": "granted", "marketing": "denied"}
    order = {"order_id": "A-1", "total": 12.5, "currency": "EUR"}
    return [
        {"type": "page", "anonymousId": "device-1", "timestamp": "2026-03-01T10:00:00Z"},
        {"type": "identify", **anna, "timestamp": "2026-03-01T10:01:00Z", "traits": {"email": "anna@mail.example"}},
        {"type": "track", "event": "Consent Updated", **anna, "timestamp": "2026-03-01T10:02:00Z"}
        | {"properties": chosen},
        {"type": "track", "event": "Order Completed", **anna, "timestamp": "2026-03-01T10:03:00Z", "properties": order},
        {"type": "track", "event": "Seen", **anna, "timestamp": "yesterday"},
        {"type": "page", "userId": "piero", "timestamp": "2026-03-01T11:00:00Z"},
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_everything_of_one_person_is_written_and_nothing_of_another(
    make_shop: Make, add: Callable[..., None], tmp_path: Path
) -> None:
    shop, out = make_shop(), tmp_path / "out"
    add(shop, _calls())
    done = export(shop, ["anna@mail.example"], out, "it")
    assert [row["name"] for row in _rows(out / "events.jsonl")] == [
        *("Page Viewed", "Identified", "Consent Updated", "Order Completed"),
    ]
    assert {row["kind"] for row in _rows(out / "identifiers.jsonl")} == {"user", "email", "anonymous", "order"}
    assert [(row["code"], row["row"]) for row in _rows(out / "quarantine.jsonl")] == [("bad_time", 5)]
    assert [row["order_id"] for row in _rows(out / "derived_orders.jsonl")] == ["A-1"]
    assert {row["table"] for row in _rows(out / "log.jsonl")} == {"events", "quarantine"}
    assert done["rows"] == sum(done["files"].values())
    assert not any("piero" in path.read_text(encoding="utf-8") for path in out.iterdir())
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "12.50 EUR" in page
    assert "Che cosa sappiamo di lei" in page
    (record,) = shop.state.privacy.audit()
    assert (record.kind, "anna" in str(record)) == ("export", False)


def test_each_choice_is_listed_with_the_event_that_proves_it(
    make_shop: Make, add: Callable[..., None], tmp_path: Path
) -> None:
    shop = make_shop()
    add(shop, _calls())
    export(shop, ["anna"], tmp_path / "out")
    history = _rows(tmp_path / "out" / "consent_history.jsonl")
    assert [(row["purpose"], row["state"], row["event"]) for row in history] == [
        ("analytics", "granted", "Consent Updated"),
        ("marketing", "denied", "Consent Updated"),
    ]
    events = {row["event_id"] for row in _rows(tmp_path / "out" / "events.jsonl")}
    assert {row["event_id"] for row in history} <= events


def test_who_states_nothing_has_no_history() -> None:
    assert list(consent_history([{"consent": None}])) == []


def test_a_folder_that_holds_something_is_left_alone(newsletter_shop: Workspace, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(PercorsoError) as raised:
        export(newsletter_shop, ["u1"], tmp_path)
    assert raised.value.code == "not_empty"


def test_who_is_not_known_leaves_no_folder(newsletter_shop: Workspace, tmp_path: Path) -> None:
    with pytest.raises(PercorsoError) as raised:
        export(newsletter_shop, ["nobody"], tmp_path / "out")
    assert (raised.value.code, "nobody" in str(raised.value)) == ("unknown_person", False)
    assert not (tmp_path / "out").exists()
