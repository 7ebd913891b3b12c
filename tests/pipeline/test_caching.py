from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.published import Published
from percorso.sequence.journeys import ORDER, ROLES
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, JOURNEYS, TOUCHPOINTS

Add = Callable[..., None]


def test_the_cache_says_what_the_tables_say(newsletter_shop: Workspace) -> None:
    published = Published.open(newsletter_shop)
    for cached in published.buckets:
        found = published.rows("FROM touchpoints ORDER BY customer_id, n", TOUCHPOINTS, bucket=cached.number)
        journeys, customers = cached.journeys(), cached.customers().to_pylist()
        assert journeys["at"].tolist() == [int(row["at"].timestamp() * 1_000_000) for row in found]
        assert [ROLES[code] for code in journeys["role"].tolist()] == [row["role"] for row in found]
        for name in ("name", "channel"):
            told = [None if code < 0 else journeys.words[name][code] for code in journeys[name].tolist()]
            assert told == [row[name] for row in found]
        owners = np.repeat(np.array(customers, object), np.diff(journeys.offsets))
        assert owners.tolist() == [row["customer_id"] for row in found]
    assert sum(one.journeys().rows for one in published.buckets) == 12


def test_a_customer_without_a_touchpoint_is_kept_as_an_empty_journey(newsletter_shop: Workspace, add: Add) -> None:
    add(newsletter_shop, [{"type": "identify", "userId": "u9", "timestamp": "2026-03-01T10:00:00Z"}], "b.jsonl")
    published = Published.open(newsletter_shop)
    sizes = np.concatenate([np.diff(one.journeys().offsets) for one in published.buckets])
    assert sorted(sizes.tolist()) == [0, 2, 2, 2, 2, 2, 2]
    assert published.sql("FROM customers", CUSTOMERS).num_rows == 7


def test_a_message_that_is_no_contact_is_in_no_journey_and_no_dictionary(
    make_shop: Callable[..., Workspace], newsletter_calls: list[dict[str, Any]], add: Add
) -> None:
    mail: dict[str, Any] = {"type": "track", "event": "Email Sent", "timestamp": "2026-03-09T10:00:00Z"}
    calls = [*newsletter_calls, *({**mail, "userId": f"u{number}"} for number in range(8))]
    shop = make_shop(contact=("inbound",))
    add(shop, calls)
    published = Published.open(shop)
    sizes = np.concatenate([np.diff(one.journeys().offsets) for one in published.buckets])
    assert sorted(sizes.tolist()) == [0, 0, 2, 2, 2, 2, 2, 2]
    assert "Email Sent" not in published.words["name"]
    assert published.sql("FROM touchpoints WHERE role = 'message'", TOUCHPOINTS).num_rows == 8
    assert published.sql("FROM journeys", JOURNEYS).num_rows == 6


def test_a_code_once_given_keeps_its_meaning(newsletter_shop: Workspace, add: Add) -> None:
    before = Published.open(newsletter_shop).words
    visit = {"type": "page", "userId": "u1", "timestamp": "2026-04-01T10:00:00Z"}
    page = {"url": "https://shop.example/", "referrer": "https://www.bing.com/"}
    add(newsletter_shop, [visit | {"context": {"page": page}}], "b.jsonl")
    after = Published.open(newsletter_shop).words
    assert after["channel"] == (*before["channel"], "Organic Search")
    assert all(after[name][: len(words)] == words for name, words in before.items())


def test_orders_are_worth_the_shops_currency_where_rates_are_known(
    make_shop: Callable[..., Workspace], newsletter_calls: list[dict[str, Any]], add: Add, tmp_path: Path
) -> None:
    shop = make_shop(currency="USD")
    add(shop, newsletter_calls)
    assert worth(shop) == [("EUR", 1000)] * 6
    rates = tmp_path / "rates.csv"
    rates.write_text("on,base,quote,rate\n2026-03-01,EUR,USD,1.10\n", encoding="utf-8")
    import_files(shop, "rates", [rates])
    build(shop)
    assert worth(shop) == [("USD", 1100)] * 6


def worth(shop: Workspace) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for cached in Published.open(shop).buckets:
        journeys = cached.journeys()
        orders = journeys["role"] == ORDER
        codes, gross = journeys["currency"][orders].tolist(), journeys["gross"][orders].tolist()
        found += zip((journeys.words["currency"][code] for code in codes), gross, strict=True)
    return sorted(found)
