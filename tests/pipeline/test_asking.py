from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from percorso.pipeline.asking import answers, edition, stages
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
Write = Callable[[str, Iterable[dict[str, Any]]], Path]
ADS = "Day,Campaign,Currency code,Cost,Clicks\n2026-03-01,Brand,EUR,10.00,5\n"


def order(user: str, number: str, **told: Any) -> dict[str, Any]:
    properties = {"order_id": number, "total": 10, "currency": "EUR", **told}
    event = {"type": "track", "event": "Order Completed", "userId": user, "timestamp": "2026-03-01T11:00:00Z"}
    return {**event, "properties": properties}


def test_orders_and_spend_alone_say_what_they_can_and_name_what_is_missing(
    make_shop: Make, write_calls: Write, tmp_path: Path
) -> None:
    shop = make_shop()
    calls = [order(f"u{place % 150}", str(place)) for place in range(210)]
    (tmp_path / "ads.csv").write_text(ADS)
    import_files(shop, "segment", [write_calls("a.jsonl", calls)])
    import_files(shop, "spend", [tmp_path / "ads.csv"])
    build(shop)
    document = answers(shop)
    assert document["summary"] == "150 people known, 150 of them buyers: 210 orders worth €2,100."
    told = document["answers"]
    figures = {one["name"]: one for one in told[0]["figures"]}
    assert (figures["new_customers"]["value"], figures["returning_orders"]["value"]) == (150, 60)
    assert float(figures["cost_per_new_customer"]["value"]) == round(10 / 150, 2)
    assert told[0]["headline"].startswith("150 people bought for the first time and 60 came back (")
    assert told[4]["headline"].startswith("1 campaign cost €10; a new customer cost €0.07 of advertising on average.")
    assert figures["payback_months"]["reason"] == "not enough data"
    assert all(one["missing"] or one["status"] == "ok" for one in told)
    assert any("Visits to the site" in text for text in told[0]["missing"])


def test_cost_told_again_by_ad_group_is_the_same_cost(make_shop: Make, write_calls: Write, tmp_path: Path) -> None:
    shop = make_shop()
    finer = (
        "Day,Campaign,Ad group,Currency code,Cost\n2026-03-01,Brand,x,EUR,4.00\n2026-03-01,Brand,y,EUR,6.00\n",
        "Day,Campaign,Campaign ID,Currency code,Cost\n2026-03-01,Brand,77,EUR,10.00\n",
    )
    for place, text in enumerate((ADS, *finer)):
        (tmp_path / f"ads{place}.csv").write_text(text)
        import_files(shop, "spend", [tmp_path / f"ads{place}.csv"])
    import_files(shop, "segment", [write_calls("a.jsonl", [order(f"u{place}", str(place)) for place in range(210)])])
    build(shop)
    assert answers(shop)["answers"][4]["headline"].startswith("1 campaign cost €10;")


def page(visitor: str) -> dict[str, Any]:
    context = {"page": {"url": "https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=May"}}
    return {"type": "page", "anonymousId": visitor, "timestamp": "2026-03-01T10:00:00Z", "context": context}


IDENTIFIED = {
    "type": "identify",
    "userId": "u1",
    "timestamp": "2026-03-01T10:00:00Z",
    "traits": {"email": "a@b.example"},
}
BARE_SHOPS = {
    "one order": [order("u1", "1")],
    "visits only": [page(f"v{place}") for place in range(40)],
    "people only": [IDENTIFIED],
    "nothing paid": [order(f"u{place}", str(place), total=0) for place in range(210)],
    "several currencies": [order(f"u{place}", str(place), currency=("EUR", "USD")[place % 2]) for place in range(420)],
}


@pytest.mark.parametrize("calls", BARE_SHOPS.values(), ids=BARE_SHOPS.keys())
def test_a_bare_shop_hears_six_calm_sentences_without_a_hole(
    calls: list[dict[str, Any]], make_shop: Make, write_calls: Write
) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", calls)])
    build(shop)
    for language in ("en", "it"):
        for answer in answers(shop, language)["answers"]:
            assert not re.search(r"\{|(?:^|\s)–(?:[\s,.;:)]|$)|\bnan\b", answer["headline"]), answer["headline"]
            assert answer["missing"] or answer["status"] == "ok"


def test_the_shops_own_currency_is_spoken_unless_nothing_was_sold_in_it(make_shop: Make, write_calls: Write) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", [order("u1", "1", currency="USD")])])
    build(shop)
    told = answers(shop)
    assert told["shop"]["currency"] == "USD"
    assert (told["totals"]["currency"], told["totals"]["orders"]) == ("USD", 1)


def test_new_spend_means_new_answers_without_a_build(make_shop: Make, write_calls: Write, tmp_path: Path) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", [order("u1", "1")])])
    build(shop)
    before = edition(shop)
    (tmp_path / "ads.csv").write_text(ADS)
    import_files(shop, "spend", [tmp_path / "ads.csv"])
    assert edition(shop) != before


def test_a_sign_up_may_be_what_a_shop_calls_a_conversion(make_shop: Make, write_calls: Write) -> None:
    shop = make_shop(conversion=("sign_up",))
    signed = {"type": "track", "event": "Signed Up", "userId": "u1", "timestamp": "2026-03-01T11:00:00Z"}
    import_files(shop, "segment", [write_calls("a.jsonl", [signed, order("u2", "1")])])
    build(shop)
    totals = answers(shop)["totals"]
    assert (totals["customers"], totals["buyers"], totals["orders"], totals["revenue"]) == (2, 1, 1, "0.00")


def test_stages_speak_a_language(make_shop: Make, write_calls: Write) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", [order("u1", "1")])])
    build(shop)
    assert stages(shop, "it")["stages"][2] | {"low": 0, "high": 0} == {
        "stage": "decision",
        "label": "Decisione",
        "people": 1,
        "share": 1.0,
        "low": 0,
        "high": 0,
        "touchpoints": 1,
    }
