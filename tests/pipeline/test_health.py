from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from percorso.core.time import from_micros
from percorso.pipeline import health, sources, webhooks
from percorso.pipeline.building import build
from percorso.pipeline.health import findings, tracked
from percorso.pipeline.importing import import_files
from percorso.pipeline.published import Published
from percorso.pipeline.supply import supply
from percorso.store.state import Source, State
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
Write = Callable[..., Any]
HOUR = 3_600_000_000


class At:
    """A clock for datetime.now that is some hours after a moment."""

    def __init__(self, micros: int) -> None:
        self._micros = micros

    def now(self, _zone: object) -> object:
        return from_micros(self._micros)


def told(shop: Workspace, monkeypatch: pytest.MonkeyPatch, micros: int) -> list[dict[str, Any]]:
    monkeypatch.setattr(health, "datetime", At(micros))
    return [one for one in findings(shop, None, 0) if one["code"] != "not_built"]


def test_a_source_of_webhooks_may_be_silent_for_a_night(make_shop: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop()
    webhooks.set_up(shop, "mugs", webhooks.Terms("woocommerce"))
    (key,) = shop.state.write_keys()
    assert told(shop, monkeypatch, key.created_at + 23 * HOUR) == []
    (found,) = told(shop, monkeypatch, key.created_at + 25 * HOUR)
    assert (found["code"], found["source"]) == ("no_events_yet", "mugs")


def test_a_source_that_sends_by_itself_is_missed_after_two_hours(
    make_shop: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop()
    made = sources.create(shop, "web")
    assert told(shop, monkeypatch, made.created_at + HOUR) == []
    waited = told(shop, monkeypatch, made.created_at + 3 * HOUR)
    assert waited == [{"code": "no_events_yet", "count": 3, "source": "web"}]
    at = made.created_at + 4 * HOUR
    shop.state.seen_source("web", "shop", "segment", at)
    assert told(shop, monkeypatch, at + 2 * HOUR - 1) == []
    assert told(shop, monkeypatch, at + 50 * HOUR) == [{"code": "no_events", "count": 50, "source": "web"}]
    sources.disable(shop, "web")
    assert told(shop, monkeypatch, at + 50 * HOUR) == []


def test_an_imported_source_is_missed_after_a_week(make_shop: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop()
    shop.state.seen_source("till", "shop", "csv", 24 * HOUR)
    assert told(shop, monkeypatch, 7 * 24 * HOUR) == []
    assert told(shop, monkeypatch, 8 * 24 * HOUR) == [{"code": "source_silent", "count": 7, "source": "till"}]


def test_pages_and_books_under_one_name_are_to_be_told_apart(
    make_shop: Make, monkeypatch: pytest.MonkeyPatch, newsletter_calls: list[dict[str, Any]], add: Callable[..., None]
) -> None:
    shop = make_shop()
    add(shop, newsletter_calls)
    (own,) = shop.state.sources()
    shop.state.seen_source("books", "shop", "orders", own.last_at)
    build(shop)
    assert tracked(Published.open(shop)) is not None
    shop.state.seen_source(own.name, "shop", "shopify", own.last_at)
    mixed = {"code": "source_mixed", "count": 2, "source": own.name}
    assert told(shop, monkeypatch, own.last_at) == [mixed]
    # Of one that is both nobody knows which of its orders the pages told of.
    assert tracked(Published.open(shop)) is None
    for language, words in (("en", "a source of its own"), ("it", "la sua fonte")):
        (said,) = [one for one in supply(shop, language)["findings"] if one["code"] == "source_mixed"]
        assert own.name in said["text"]
        assert words in said["text"]
    (shown,) = [one for one in supply(shop)["sources"] if one["name"] == own.name]
    assert (shown["connector"], shown["connectors"]) == ("shopify", ["segment", "shopify"])


def test_orders_the_pages_do_not_tell_of_are_counted_against_the_books(
    make_shop: Make, write_calls: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop()

    def order(number: int, **more: str) -> dict[str, Any]:
        properties = {"order_id": f"#{number}", "total": 10, **more}
        at = f"2026-03-01T10:{number:02d}:00Z"
        return {
            "type": "track", "event": "Order Completed", "userId": f"u{number}", "timestamp": at,
            "properties": properties,
        }  # fmt: skip

    import_files(shop, "segment", [write_calls("web.jsonl", [order(1), order(2)])], source="web")
    books = [*map(order, range(1, 5)), order(5, sold_in="till"), {**order(6), "timestamp": "2026-01-01T10:00:00Z"}]
    import_files(shop, "segment", [write_calls("books.jsonl", books)], source="books")
    seen = State.sources

    def as_books_are(state: State) -> tuple[Source, ...]:
        return tuple(replace(one, connectors=("orders",)) if one.name == "books" else one for one in seen(state))

    monkeypatch.setattr(State, "sources", as_books_are)
    last = build(shop).build
    assert findings(shop, last, 0) == [{"code": "orders_not_tracked", "count": 2}]
    import_files(shop, "segment", [write_calls("rest.jsonl", [order(3), order(4)])], source="web")
    assert findings(shop, build(shop).build, 0) == []
