from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline import uploads
from percorso.pipeline.dropped import mapping_for, shown
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
EXPORTS = Path(__file__).parents[1] / "data/exports"


def drop(shop: Workspace, content: bytes, name: str) -> str:
    with uploads.receive(shop, name) as (upload, incoming):
        incoming.write(content)
    return upload


def test_a_dropped_export_is_shown_for_what_it_is_and_nothing_is_stored(make_shop: Make) -> None:
    shop = make_shop()
    upload = drop(shop, (EXPORTS / "shopify_orders.csv").read_bytes(), "a.csv")
    found = shown(shop, upload, language="it")
    assert (found["connector"], found["system"], found["taken"], found["refused"]) == ("orders", "shopify", 5, 0)
    assert {"field": "order_id", "column": "Name"} in found["fields"]
    assert found["rows"][0] == {
        "at": "2026-03-02T09:14:30+00:00",
        "what": "Un ordine",
        "who": "anna@example.com",
        "of": "#1001",
        "amount": "59.00",
        "currency": "EUR",
    }
    assert (shop.log.end, shop.state.sources()) == (("", 0), ())
    assert [path.name for path in uploads.find(shop, upload).path.parent.iterdir()] == ["a.csv"]


def test_whom_rows_are_of_is_hidden_from_who_may_not_see_it(make_shop: Make) -> None:
    shop = make_shop()
    text = (EXPORTS / "shopify_orders.csv").read_text() + "#9,anna@example.com,paid,never\n"
    found = shown(shop, drop(shop, text.encode(), "a.csv"), personal=False)
    assert found["rejected"]
    rows = {name: found[name] for name in ("rows", "rejected")}
    assert "anna" not in json.dumps(rows)
    assert found["rows"][0]["who"].startswith("•••")
    assert found["rejected"][0]["reason"] == found["rejected"][0]["code"]


def test_spend_and_any_table_are_shown_by_the_same_few_columns(make_shop: Make) -> None:
    shop = make_shop()
    spend = shown(shop, drop(shop, (EXPORTS / "google_ads.csv").read_bytes(), "ads.csv"))
    assert (spend["connector"], spend["rows"][0]["what"]) == ("spend", "google_ads")
    assert spend["rows"][0]["amount"]
    table = drop(shop, b"when,who,paid\n2026-03-01,anna@a.example,12\n", "till.csv")
    first = shown(shop, table)
    assert (first["connector"], first["columns"]) == ("csv", ["when", "who", "paid"])
    chosen = shown(shop, table, "csv", {"total": "paid"})
    assert {"field": "total", "column": "paid"} in chosen["fields"]
    assert chosen["rows"][0]["amount"] == "12"


def test_a_mapping_that_cannot_be_used_yet_says_so_and_may_be_chosen(make_shop: Make) -> None:
    shop = make_shop()
    upload = drop(shop, b"x,y\n1,2\n", "what.csv")
    found = shown(shop, upload, language="it")
    assert (found["connector"], found["taken"], found["problem"]["code"]) == ("csv", 0, "missing_field")


@pytest.mark.parametrize(
    ("content", "connector", "code"),
    [
        (b"PK\x03\x04 a workbook", None, "not_text"),
        (b"x,y\n1,2\n", "orders", "unrecognised_export"),
        (b"x,y\n1,2\n", "../csv", "unknown_connector"),
    ],
)
def test_what_cannot_be_read_says_why(make_shop: Make, content: bytes, connector: str | None, code: str) -> None:
    shop = make_shop()
    with pytest.raises(PercorsoError, match=code):
        shown(shop, drop(shop, content, "a.csv"), connector)


def test_no_column_s_name_becomes_a_part_of_the_mapping(make_shop: Make) -> None:
    """A mapping may name files; what a file's header says stays a name."""
    shop = make_shop()
    evil = 'at"\\n[lookup.x]\\nfile = "/etc/passwd'
    upload = drop(shop, f'"{evil.replace(chr(34), chr(34) * 2)}",who\n2026-03-01,anna@a.example\n'.encode(), "a.csv")
    mapping = mapping_for(shop, "csv", uploads.find(shop, upload).path, {"at": evil})
    assert mapping
    assert "lookup" not in mapping.document
    assert mapping.document["fields"]["at"] == evil
