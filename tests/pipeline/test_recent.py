from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.people import person
from percorso.pipeline.recent import recent
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
Write = Callable[[str, Iterable[dict[str, Any]]], Path]


def page(minute: int, **who: str) -> dict[str, Any]:
    context = {"page": {"url": f"https://a.example/{minute}"}}
    return {"type": "page", "timestamp": f"2026-03-01T10:{minute:02d}:00Z", "context": context, **who}


@pytest.fixture
def shop(make_shop: Make, write_calls: Write) -> Workspace:
    made = make_shop()
    import_files(made, "segment", [write_calls("a.jsonl", [page(0, userId="u1", anonymousId="phone")])])
    build(made)
    return made


def minutes(told: dict[str, Any]) -> list[str]:
    return [one["url"].rpartition("/")[2] for one in told["recent"]]


def test_what_came_since_the_build_is_on_the_timeline_of_whoever_did_it(shop: Workspace, write_calls: Write) -> None:
    assert person(shop, "u1")["recent"] == []
    calls = [page(3, anonymousId="phone"), page(1, userId="u1"), page(2, userId="u2", anonymousId="tablet")]
    import_files(shop, "segment", [write_calls("b.jsonl", calls)])
    told = person(shop, "phone", "it")
    assert minutes(told) == ["1", "3"]
    assert (told["recent"][0]["name"], told["recent"][0]["label"]) == ("Page Viewed", "Una pagina vista")
    assert len(told["timeline"]) == 1
    build(shop)
    told = person(shop, "u1")
    assert (minutes(told), len(told["timeline"])) == ([], 3)


def test_a_login_leads_to_what_else_was_done_and_nobody_elses(shop: Workspace, write_calls: Write) -> None:
    calls = [
        page(1, anonymousId="tablet"),
        page(2, userId="u1", anonymousId="tablet"),
        page(3, userId="u3", anonymousId="null"),
        page(4, userId="u1", anonymousId="null"),
    ]
    import_files(shop, "segment", [write_calls("b.jsonl", calls)])
    assert minutes(person(shop, "u1")) == ["1", "2", "4"]


def test_somebody_new_is_found_before_any_build_knows_them(shop: Workspace, write_calls: Write) -> None:
    identify = {"type": "identify", "userId": "u9", "timestamp": "2026-03-01T11:00:00Z"}
    calls = [{**identify, "traits": {"email": "Anna@Example.com"}}, page(5, userId="u9")]
    import_files(shop, "segment", [write_calls("b.jsonl", calls)])
    told = person(shop, " anna@example.com ")
    assert (told["customer_id"], told["timeline"], told["orders"]) == (None, [], [])
    assert told["identifiers"] == [
        {"kind": "email", "value": "anna@example.com"},
        {"kind": "user", "value": "u9"},
    ]
    assert len(told["recent"]) == 2
    with pytest.raises(PercorsoError, match=r"nobody@example\.com"):
        person(shop, "nobody@example.com")


def test_without_anything_new_nothing_is_read(shop: Workspace) -> None:
    last = shop.state.latest_build()
    assert last is not None
    found = recent(shop, last, [("user", "u1")], measured=True)
    assert (found.events, found.identifiers) == ((), frozenset())


def test_what_is_denied_to_be_measured_is_not_shown_but_for_orders_and_choices(
    shop: Workspace, write_calls: Write
) -> None:
    def track(minute: int, event: str, **properties: Any) -> dict[str, Any]:
        return {**page(minute, userId="u1"), "type": "track", "event": event, "properties": properties}

    calls = [
        page(1, userId="u1"),
        track(2, "Consent Updated", purposes={"analytics": False}),
        page(3, userId="u1"),
        track(4, "Order Completed", order_id="7", total=3, currency="EUR"),
        track(5, "Consent Updated", purposes={"analytics": True}),
        page(6, userId="u1"),
    ]
    import_files(shop, "segment", [write_calls("b.jsonl", calls)])
    told = person(shop, "u1")
    assert [(one["name"], (one["url"] or "none").rpartition("/")[2]) for one in told["recent"]] == [
        ("Page Viewed", "1"),
        ("Consent Updated", "none"),
        ("Order Completed", "none"),
        ("Consent Updated", "5"),
        ("Page Viewed", "6"),
    ]
    import_files(
        shop, "segment", [write_calls("c.jsonl", [track(7, "Consent Updated", purposes={"analytics": False})])]
    )
    build(shop)
    import_files(shop, "segment", [write_calls("d.jsonl", [page(8, userId="u1")])])
    assert person(shop, "u1")["recent"] == []


def test_who_denies_that_devices_be_tied_is_followed_to_none_at_once(shop: Workspace, write_calls: Write) -> None:
    denial = {**page(2, userId="u1"), "type": "track", "event": "Consent Updated"}
    denial |= {"properties": {"purposes": {"cross_device": False}}}
    calls = [page(1, anonymousId="phone"), page(3, userId="u1", anonymousId="phone"), page(4, anonymousId="phone")]
    import_files(shop, "segment", [write_calls("b.jsonl", calls)])
    assert minutes(person(shop, "u1")) == ["1", "3", "4"]
    import_files(shop, "segment", [write_calls("c.jsonl", [denial])])
    assert minutes(person(shop, "u1")) == ["2", "3"]
    build(shop)
    import_files(shop, "segment", [write_calls("d.jsonl", [page(5, anonymousId="phone"), page(6, userId="u1")])])
    assert minutes(person(shop, "u1")) == ["6"]
    told = person(shop, "phone")
    assert ([one["name"] for one in told["timeline"]], minutes(told)) == (["Page Viewed"] * 2, ["5"])
    again = [page(7, userId="u1", anonymousId="phone")]
    import_files(shop, "segment", [write_calls("e.jsonl", again)])
    assert (minutes(person(shop, "u1")), minutes(person(shop, "phone"))) == (["6", "7"], ["5"])
