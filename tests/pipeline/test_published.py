from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.analyze.totals import CountTotals
from percorso.core.errors import PercorsoError
from percorso.pipeline.published import Published, let_go_of_past
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, ORDERS, TOUCHPOINTS


def test_nothing_is_published_before_the_first_build(make_shop: Callable[..., Workspace]) -> None:
    with pytest.raises(PercorsoError) as caught:
        Published.open(make_shop())
    assert caught.value.code == "not_built"


def test_a_reader_sees_one_build_whatever_is_published_meanwhile(
    newsletter_shop: Workspace, add: Callable[..., None]
) -> None:
    early = Published.open(newsletter_shop)
    add(newsletter_shop, [{"type": "page", "userId": "new", "timestamp": "2026-04-01T10:00:00Z"}], "b.jsonl")
    late = Published.open(newsletter_shop)
    seen = [(one.sql("FROM touchpoints", TOUCHPOINTS).num_rows, customers(one)) for one in (early, late)]
    assert seen == [(12, 6), (13, 7)]


def customers(published: Published) -> int:
    return published.ask(CountTotals("EUR"))[0].customers


def test_an_analysis_is_asked_of_every_bucket(newsletter_shop: Workspace) -> None:
    (totals,) = Published.open(newsletter_shop).ask(CountTotals("EUR"))
    assert (totals.customers, totals.buyers, totals.orders, totals.revenue) == (6, 6, 6, 6000)


def test_buckets_add_up_to_the_whole(newsletter_shop: Workspace) -> None:
    published = Published.open(newsletter_shop)
    parts = [published.rows("SELECT customer_id FROM customers", CUSTOMERS, bucket=number) for number in range(4)]
    whole = published.rows("SELECT customer_id FROM customers", CUSTOMERS)
    assert sorted(row["customer_id"] for part in parts for row in part) == sorted(row["customer_id"] for row in whole)


def test_a_parameter_is_a_value_and_never_sql(newsletter_shop: Workspace) -> None:
    query = "SELECT order_id FROM orders WHERE order_id = $given"
    published = Published.open(newsletter_shop)
    assert published.rows(query, ORDERS, given="A-3") == [{"order_id": "A-3"}]
    assert published.rows(query, ORDERS, given="A-3' OR 'a' = 'a") == []


def _mapped(shop: Workspace) -> int:
    """How many files of the journeys this process holds mapped."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return sum(str(shop.cache_folder.absolute()) in line for line in maps)


def test_journeys_that_are_published_no_longer_are_let_go(newsletter_shop: Workspace) -> None:
    for open_ in Published.open(newsletter_shop).openers:
        assert open_().customers >= 0
    assert _mapped(newsletter_shop) > 0
    assert let_go_of_past(newsletter_shop, 1) == 1
    assert _mapped(newsletter_shop) > 0
    assert let_go_of_past(newsletter_shop, 0) == 1
    assert _mapped(newsletter_shop) == 0
