from __future__ import annotations

from typing import Any

from percorso.speak import sources


def _finding(problem: str, expected: str | None) -> dict[str, Any]:
    return {
        "problem": problem,
        "event": "Prodct Viewed",
        "field": "price",
        "expected": expected,
        "count": 1_200,
        "example": '"1,50"',
    }


def test_a_report_says_what_is_not_as_expected_and_what_was_perhaps_meant() -> None:
    found = [
        _finding("unknown_event", "Product Viewed"),
        _finding("unknown_event", None),
        _finding("wrong_kind", "number"),
    ]
    head, meant, unknown, wrong = sources.reported([{"name": "web", "events": 1, "findings": found}], "en").splitlines()
    assert head == "web: 1 event looked at"
    assert meant == '    1,200  Prodct Viewed is no known event (is it Product Viewed?), such as "1,50"'
    assert unknown == '    1,200  Prodct Viewed is no known event, such as "1,50"'
    assert wrong == '    1,200  Prodct Viewed has price that is no number, such as "1,50"'
    clean = [{"name": "web", "events": 2, "findings": []}]
    assert sources.reported(clean, "it") == "web: guardati 2 eventi, tutti come attesi."
    assert sources.reported([], "it") == "Nulla è ancora conservato."


def test_sources_are_listed_with_their_webhooks() -> None:
    topics = [{"topic": "", "deliveries": 3, "last_at": "2026-03-01"}]
    hook = {"platform": "shopify", "secret": "********", "uninstalled_at": None, "topics": topics}
    shop = {
        "name": "mugs",
        "write_key": "k",
        "enabled": True,
        "last_at": None,
        "webhook": hook,
        "connectors": ["segment"],
    }
    assert sources.listed([shop], "en").splitlines() == [
        "mugs: k (last event: none yet)",
        "  webhooks of shopify, secret ********",
        "    no topic: 3, last 2026-03-01",
    ]
    gone = {**shop, "enabled": False, "webhook": {**hook, "uninstalled_at": "2026-04-01", "topics": []}}
    assert sources.listed([gone], "it").splitlines() == [
        "mugs: disattivata (ultimo evento: ancora nessuno)",
        "  webhook di shopify, segreto ********, disinstallato 2026-04-01",
    ]
    assert "percorso sources create" in sources.listed([], "it")


def test_a_secret_is_said_only_where_it_was_made() -> None:
    made = {"source": "mugs", "path": "/webhooks/shopify/k", "generated": None}
    assert len(sources.hooked(made, "en").splitlines()) == 1
    assert sources.hooked({**made, "generated": "hush"}, "it").endswith("solo questa volta: hush")


def test_limits_and_ends_are_said_in_both_languages() -> None:
    assert sources.limited("web", 1_000, "en") == "web may send 1,000 requests a minute."
    assert sources.limited("web", None, "it") == "web può inviare quante richieste vuole."
    assert sources.disabled("web", "it") == "web non è più ammessa."


def test_requests_name_who_asks_as_well_as_is_known() -> None:
    asked = {"id": "r1", "kind": "customers/redact", "due_at": "2026-04-01T00:00:00Z", "identifiers": {"phone": "+39"}}
    first, then = sources.requested([asked], "en").splitlines()
    assert first == "r1: customers/redact by 2026-04-01, +39"
    assert "percorso privacy erase --request ID" in then
    assert ", nessuno" in sources.requested([{**asked, "identifiers": {}}], "it")
    assert sources.requested([], "it") == "Nessuna richiesta sulla privacy è aperta."
