from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from percorso.store.webhooks import PrivacyRequest
from percorso.store.workspace import Workspace

Run = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def anna(shop: Path, percorso: Run, write: Write) -> Path:
    """A shop that knows Anna, who visited and ordered, and Piero."""
    told = {"order_id": "A-1", "total": 10, "currency": "EUR"}
    who = {"userId": "anna-4711"}
    calls: list[dict[str, Any]] = [
        {"type": "identify", **who, "timestamp": "2026-03-01T10:00:00Z", "traits": {"email": "anna@mail.example"}},
        {"type": "track", "event": "Order Completed", **who, "timestamp": "2026-03-01T10:06:00Z", "properties": told},
        {"type": "page", "userId": "piero", "timestamp": "2026-03-01T10:00:00Z"},
    ]
    percorso("import", "segment", write("calls.jsonl", "".join(json.dumps(call) + "\n" for call in calls)))
    assert percorso("build").code == 0
    return shop


def _ask(shop: Path, **identifiers: Any) -> None:
    request = PrivacyRequest("r-1", "customers/redact", "web", "shop", identifiers, 1, 2)
    Workspace.open(shop).state.webhooks.ask([request])


def test_the_whole_errand_look_erase_and_see_what_was_done(
    anna: Path, percorso: Run, tmp_path: Path, write: Write
) -> None:
    assert anna.exists()
    said = percorso("privacy", "export", "anna@mail.example", "--out", tmp_path / "out")
    assert "index.html" in said.out
    assert (tmp_path / "out" / "events.jsonl").exists()
    refused = percorso("privacy", "erase", "anna@mail.example")
    assert (refused.code, "not_confirmed" in refused.err) == (1, True)
    done = percorso("privacy", "erase", "anna@mail.example", "--yes", "--language", "it")
    assert "Dimenticata ovunque" in done.out
    assert "1 evento tolto" in done.out
    assert "They were erased before" in percorso("privacy", "erase", "anna-4711", "--yes").out
    audit = json.loads(percorso("privacy", "audit", "--format", "json").out)
    assert [one["kind"] for one in audit] == ["export", "erase"]
    assert "exported" in percorso("privacy", "audit").out
    assert "anna" not in json.dumps(audit)
    late = '{"type":"page","userId":"anna-4711","timestamp":"2026-04-01T10:00:00Z"}\n'
    assert "1 not stored, of people who were erased" in percorso("import", "segment", write("late.jsonl", late)).out
    assert percorso("build").code == 0
    assert "people who were erased 1" in percorso("status").out
    said = percorso("privacy", "readmit", "anna-4711", "anna@mail.example", "someone").out
    assert "anna-4711, anna@mail.example" in said
    assert "nothing was changed for it: someone" in said
    assert "nothing was changed" in percorso("privacy", "readmit", "anna-4711").out
    assert "2 marks lifted" in percorso("privacy", "audit").out
    assert percorso("audit").out.count("readmitted") == 2


def test_a_shops_request_leads_into_the_verbs_and_is_answered_and_forgotten(
    anna: Path, percorso: Run, tmp_path: Path
) -> None:
    _ask(anna, email="anna@mail.example", customer_id="unknown-here")
    assert "percorso privacy" in percorso("sources", "privacy").out
    assert percorso("privacy", "export", "--request", "r-1", "--out", tmp_path / "out").code == 0
    assert percorso("privacy", "erase", "--request", "r-1", "--yes", "--orders").code == 0
    assert "No privacy request is open" in percorso("sources", "privacy").out
    (kept,) = Workspace.open(anna).state.webhooks.privacy_requests(open_only=False)
    assert (kept.identifiers, kept.done_at is not None) == ({}, True)
    assert "1 order was erased" in percorso("status").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("erase", "--yes"), "nobody_named"),
        (("erase", "anna", "--request", "r-1", "--yes"), "nobody_named"),
        (("erase", "--request", "r-9", "--yes"), "unknown_request"),
        (("erase", "--request", "r-1", "--yes"), "names_nobody"),
        (("restrict", "anna-4711", "--release"), "not_restricted"),
        (("erase", "nobody-here", "--yes"), "unknown_person"),
    ],
)
def test_what_names_nobody_is_refused(anna: Path, percorso: Run, arguments: tuple[str, ...], code: str) -> None:
    _ask(anna, shop_domain="shop.example")
    ended = percorso("privacy", *arguments)
    assert (ended.code, f"[{code}]" in ended.err) == (1, True)


def test_restricting_inventory_and_expiry_say_what_they_do(anna: Path, percorso: Run) -> None:
    assert anna.exists()
    assert "only the amounts" in percorso("privacy", "restrict", "anna-4711").out
    assert "used again" in percorso("privacy", "restrict", "anna-4711", "--release").out
    assert "Nothing is older" in percorso("privacy", "expire").out
    listed = percorso("privacy", "inventory", "--language", "it").out
    assert "lake: events" in listed
    assert "si riscrive senza la persona" in listed
    assert {"place", "holds", "erasing", "bytes"} == set(
        json.loads(percorso("privacy", "inventory", "--format", "json").out)[0]
    )
