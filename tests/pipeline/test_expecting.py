from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.expecting import FILE, report
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
Write = Callable[..., Any]


def seen(name: str, number: int, **properties: object) -> dict[str, Any]:
    at = f"2026-03-01T10:{number:02d}:00Z"
    return {"type": "track", "event": name, "userId": "u1", "timestamp": at, "properties": properties}


@pytest.fixture
def shop(make_shop: Make, write_calls: Write) -> Workspace:
    made = make_shop()
    web = [seen("Product Viewed", number, sku="a", price="1,50") for number in range(3)]
    page = {"type": "page", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
    import_files(made, "segment", [write_calls("web.jsonl", [*web, seen("Quiz Done", 5), page])], source="web")
    import_files(made, "segment", [write_calls("app.jsonl", [seen("Product Viewed", 9, sku="a")])], source="app")
    return made


def test_each_sources_newest_events_are_held_against_what_is_expected(shop: Workspace) -> None:
    app, web = report(shop)
    assert app == {"name": "app", "events": 1, "findings": []}
    assert (web["name"], web["events"]) == ("web", 4)
    assert [(one["event"], one["problem"], one["count"]) for one in web["findings"]] == [
        ("Product Viewed", "wrong_kind", 3),
        ("Quiz Done", "unknown_event", 1),
    ]
    assert [one["events"] for one in report(shop, "web", last=2)] == [2]


def test_the_shops_own_events_are_described_in_its_own_file(shop: Workspace) -> None:
    (shop.folder / FILE).write_text('[events]\n"Quiz Done" = { has = "score" }\n')
    (web,) = report(shop, "web")
    assert [one["event"] for one in web["findings"]] == ["Product Viewed"]
    (shop.folder / FILE).write_bytes(b"\xff")
    with pytest.raises(PercorsoError, match="UTF-8"):
        report(shop)


def test_an_unknown_source_is_named_with_those_there_are(shop: Workspace) -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'web'"):
        report(shop, "wep")
