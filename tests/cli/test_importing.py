from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import ORDERS

Run = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]
Checksum = Callable[[Path], dict[str, bytes]]

MAPPING = """
connector = "csv"
record = "order"
time_zone = "Europe/Rome"
decimal = ","
[fields]
at = "when"
user_id = "who"
order_id = "number"
[properties]
total = "amount"
currency = "currency"
"""
HEADER = "when,who,number,amount,currency\n"
GOOD = HEADER + '2026-03-01 10:00,anna,1,"12,50",EUR\n2026-03-02 10:00,bruno,2,"7,50",EUR\n'


def rows(percorso: Run, table: str) -> int:
    counted: int = json.loads(percorso("status", "--format", "json").out)["tables"][table]["rows"]
    return counted


@pytest.fixture
def orders(shop: Path, percorso: Run, write: Write) -> Run:
    """Import an orders file through the mapping above."""
    assert shop.exists()
    mapping = write("orders.toml", MAPPING)
    return lambda content, name="orders.csv": percorso(
        "import", "csv", write(name, content), "--mapping", mapping, "--source", "shop"
    )


def test_the_same_file_twice_changes_nothing_and_a_grown_one_adds_its_new_rows(orders: Run, percorso: Run) -> None:
    assert "2 rows read; 2 new events." in orders(GOOD).out
    assert "2 rows read; 2 known already." in orders(GOOD).out
    said = orders(GOOD + '2026-03-03 10:00,carla,3,"1,00",EUR\n', "later.csv")
    assert "3 rows read; 1 new event, 2 known already." in said.out
    assert rows(percorso, "events") == 3


def test_true_twins_survive(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    mapping = write("m.toml", MAPPING.replace("order_id", "session_id").replace('"order"', '"event"') + "[names]\n")
    mapping.write_text(mapping.read_text().replace('at = "when"', 'at = "when"\nname = {value = "Store Visit"}'))
    twins = HEADER + '2026-03-01 10:00,anna,1,"12,50",EUR\n' * 2
    assert percorso("import", "csv", write("twins.csv", twins), "--mapping", mapping).code == 0
    assert rows(percorso, "events") == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        ("when,who,number,amount,currency\n2026-03-01,Nicolò,1,2,EUR\n".encode("latin-1"), "wrong_encoding"),
        (b"when,who,amount,currency\n2026-03-01,anna,1,EUR\n", "missing_column"),
        (gzip.compress(GOOD.encode() * 50, mtime=0)[:-20], "truncated_gzip"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_an_error_and_harms_nothing(
    shop: Path, orders: Run, checksum: Checksum, content: bytes, code: str
) -> None:
    orders(GOOD)
    before = checksum(shop)
    said = orders(content, "bad.csv")
    assert said.code == 1
    assert f"[{code}]" in said.err
    assert "Traceback" not in said.err
    assert checksum(shop) == before


def test_of_two_rows_with_one_id_the_first_stays_and_the_other_is_told(
    shop: Path, percorso: Run, write: Write, checksum: Checksum
) -> None:
    call = '{"type":"track","event":"Sign Up","messageId":"m1","userId":"u1","timestamp":"2026-03-01T10:00:00Z"}\n'
    both = write("twice.jsonl", call + call.replace("u1", "u2"))
    assert "1 new event, 1 in quarantine" in percorso("import", "segment", both).out
    (kept,) = json.loads(percorso("quarantine", "list", "--format", "json").out)
    assert (kept["code"], kept["row"]) == ("duplicate_id", 2)
    before = checksum(shop / "lake" / "events")
    assert before
    assert percorso("import", "segment", both).code == 0
    # The lake notes how far it has read the log; whatever it held before it still holds, byte for byte.
    assert before.items() <= checksum(shop / "lake" / "events").items()
    assert (rows(percorso, "events"), rows(percorso, "quarantine")) == (1, 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('2026-03-29 02:30,anna,9,"1,00",EUR', "time_does_not_exist"),
        ('yesterday,anna,9,"1,00",EUR', "bad_time"),
        ('2026-03-03 10:00,anna,9,"-1,00",EUR', "negative_money"),
        ('2026-03-03 10:00,anna,9,"1,00",EURO', "unknown_currency"),
        ('2026-03-03 10:00,anna,9,"1.234,5,6",EUR', "bad_amount"),
        ("2026-03-03 10:00,anna,9", "wrong_number_of_fields"),
    ],
)
def test_a_row_that_is_wrong_goes_to_quarantine_with_its_reason(
    orders: Run, percorso: Run, row: str, code: str
) -> None:
    said = orders(GOOD + row + "\n")
    assert "3 rows read; 2 new events, 1 in quarantine." in said.out
    (kept,) = json.loads(percorso("quarantine", "list", "--format", "json").out)
    assert (kept["code"], kept["row"], kept["original"]) == (code, 4, row)
    assert kept["reason"]


def test_times_of_several_zones_are_each_taken_as_they_say(orders: Run, percorso: Run) -> None:
    mixed = (
        HEADER
        + "2026-03-01T10:00:00+09:00,anna,1,1,EUR\n2026-03-01T10:00:00Z,bruno,2,1,EUR\n2026-03-01 10:00,c,3,1,EUR\n"
    )
    assert orders(mixed).code == 0
    assert percorso("build").code == 0
    told = json.loads(percorso("answers", "--format", "json").out)
    assert told["period"] == {"from": "2026-03-01", "to": "2026-03-01"}
    assert told["as_of"] == "2026-03-01T11:00:00+01:00"


def test_a_preview_proposes_a_mapping_and_writes_nothing(
    shop: Path, percorso: Run, write: Write, checksum: Checksum
) -> None:
    before = checksum(shop)
    readable = GOOD.replace("when,who,number", "order_date,customer_id,order_id")
    said = percorso("import", "csv", write("orders.csv", readable), "--preview")
    assert 'at = "order_date"' in said.out
    assert "Of the first 2 rows" in said.out
    assert checksum(shop) == before


def test_a_connector_that_needs_a_mapping_says_how_to_get_one(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    said = percorso("import", "csv", write("orders.csv", GOOD))
    assert "[mapping_needed]" in said.err
    assert "--preview" in said.err
    assert "[unknown_connector]" in percorso("import", "cvs", write("orders.csv", GOOD)).err
    assert "[bad_mapping]" in percorso("import", "csv", "orders.csv", "--mapping", write("m.toml", "a = ")).err


def test_restated_spend_replaces_what_was_said_before(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    export = "Day,Campaign,Currency code,Cost,Clicks\n2026-03-01,Brand,EUR,10.00,5\n2026-03-02,Brand,EUR,11.00,6\n"
    percorso("import", "spend", write("google.csv", export))
    said = percorso("import", "spend", write("google.csv", export.replace("11.00", "12.50")))
    assert "1 spend row, 1 of them in place of what was stored" in said.out
    assert rows(percorso, "spend") == 2


def test_several_currencies_are_never_added_until_rates_are_imported(orders: Run, percorso: Run, write: Write) -> None:
    orders(GOOD + '2026-03-03 10:00,carla,3,"10,00",USD\n')
    percorso("build")
    totals = json.loads(percorso("answers", "--format", "json").out)["totals"]
    assert [(one["currency"], one["orders"], one["revenue"]) for one in totals] == [
        ("EUR", 2, "20.00"),
        ("USD", 1, "10.00"),
    ]
    percorso("import", "rates", write("rates.csv", "on,base,quote,rate\n2026-03-01,USD,EUR,0.90\n"))
    assert "everyone was traced again" in percorso("build").out
    totals = json.loads(percorso("answers", "--format", "json").out)["totals"]
    assert (totals["currency"], totals["orders"], totals["revenue"]) == ("EUR", 3, "29.00")


def test_a_later_export_of_a_changed_order_takes_its_place(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    export = (
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Refunded Amount,Created at,"
        "Lineitem quantity,Lineitem name,Lineitem price\n"
        "#1,anna@example.com,paid,2026-03-01 10:00:00 +0100,EUR,100.00,10.00,19.84,110.00,0.00,"
        "2026-03-01 10:00:00 +0100,1,Shoes,100.00\n"
    )
    percorso("import", "orders", write("first.csv", export))
    changed = export.replace(",paid,", ",refunded,").replace("110.00,0.00", "110.00,110.00")
    percorso("import", "orders", write("second.csv", changed))
    percorso("build")
    totals = json.loads(percorso("answers", "--format", "json").out)["totals"]
    assert (totals["orders"], totals["revenue"], totals["revenue_gross"]) == (1, "0.00", "110.00")


PREVIEWED = {
    "segment": ("calls.jsonl", '{"type":"page","anonymousId":"v1","timestamp":"2026-03-01T10:00:00Z"}\n'),
    "jsonl": ("rows.jsonl", '{"order_date":"2026-03-01","customer_id":"anna","order_id":"1","total":"2"}\n'),
    "orders": (
        "orders.csv",
        "Name,Email,Financial Status,Created at,Currency,Total,Lineitem name,Lineitem quantity,Lineitem price\n"
        "#1,a@b.example,paid,2026-03-01 10:00:00 +0100,EUR,9.00,Shoes,1,9.00\n",
    ),
    "spend": ("spend.csv", "Day,Campaign,Currency code,Cost,Clicks\n2026-03-01,Brand,EUR,10.00,5\n"),
    "rates": ("rates.csv", "on,base,quote,rate\n2026-03-01,USD,EUR,0.90\n"),
    "email": ("email.csv", "Email,Event,Date,Campaign\na@b.example,opened,2026-03-01,Spring\n"),
    "tickets": ("tickets.csv", "Ticket ID,Opened at,Email\n1,2026-03-01,a@b.example\n"),
    "reviews": ("reviews.csv", "Date,Rating,Email\n2026-03-01,5,a@b.example\n"),
    "surveys": ("surveys.csv", "Date,NPS,Email\n2026-03-01,9,a@b.example\n"),
    "shipments": ("shipments.csv", "Order number,Status,Date\n1,delivered,2026-03-01\n"),
}


@pytest.mark.parametrize("connector", PREVIEWED)
def test_a_preview_of_any_file_writes_nothing(
    shop: Path, percorso: Run, write: Write, checksum: Checksum, connector: str
) -> None:
    before = checksum(shop)
    said = percorso("import", connector, write(*PREVIEWED[connector]), "--preview")
    assert (said.code, said.err) == (0, "")
    assert "Of the first 1 row, 1 would come in." in said.out
    assert checksum(shop) == before


def test_a_parquet_file_is_previewed_as_its_columns_are_typed(
    shop: Path, tmp_path: Path, percorso: Run, checksum: Checksum
) -> None:
    row = {"order_date": datetime(2026, 3, 1, 10, tzinfo=UTC), "customer_id": "anna", "order_id": 1, "total": 2.5}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "orders.parquet")
    before = checksum(shop)
    assert "1 would come in" in percorso("import", "parquet", tmp_path / "orders.parquet", "--preview").out
    assert checksum(shop) == before


def test_two_exports_that_overlap_bring_every_row_once(orders: Run, percorso: Run) -> None:
    first, second, third = (f'2026-03-0{day} 10:00,p{day},{day},"1,00",EUR\n' for day in (1, 2, 3))
    assert "2 new events." in orders(HEADER + first + second, "march.csv").out
    assert "1 new event, 1 known already." in orders(HEADER + second + third, "april.csv").out
    assert rows(percorso, "events") == 3


@pytest.mark.parametrize(
    ("settings", "amounts", "margin"),
    [
        ({}, "122.00,0.00,22.00,122.00", None),
        ({"prices_include_vat": "false"}, "100.00,0.00,22.00,122.00", None),
        ({"margin": "40"}, "122.00,0.00,22.00,122.00", 40_00),
    ],
)
def test_revenue_is_net_of_vat_however_prices_are_written_and_margin_is_the_shops(
    shop: Path, percorso: Run, write: Write, settings: dict[str, str], amounts: str, margin: int | None
) -> None:
    text = (shop / "percorso.toml").read_text(encoding="utf-8")
    text = text.replace('id = "shop"', 'id = "aurora"')
    for name, value in settings.items():
        text = re.sub(f"(?m)^(# )?{name} = .*$", f"{name} = {value}", text)
    (shop / "percorso.toml").write_text(text, encoding="utf-8")
    header = "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
    header += "Lineitem quantity,Lineitem name,Lineitem price\n"
    line = f"#1,a@b.example,paid,2026-03-01 10:00:00 +0100,EUR,{amounts},2026-03-01 10:00:00 +0100,1,Shoes,"
    percorso("import", "orders", write("orders.csv", header + line + amounts.split(",", maxsplit=1)[0] + "\n"))
    percorso("build")
    document = json.loads(percorso("answers", "--format", "json").out)
    assert (document["totals"]["revenue"], document["totals"]["revenue_gross"]) == ("100.00", "122.00")
    # Every source and every order says whose shop it is.
    assert [one["shop"] for one in document["coverage"]["sources"]] == ["aurora"]
    stored = Published.open(Workspace.open(shop)).rows("SELECT shop, margin FROM orders", ORDERS)
    assert stored == [{"shop": "aurora", "margin": margin}]


def test_a_file_under_another_name_or_packed_quarantines_nothing_again(orders: Run, percorso: Run) -> None:
    bad = GOOD + 'yesterday,anna,9,"1,00",EUR\n' * 2
    orders(bad)
    orders(bad + 'tomorrow,anna,9,"1,00",EUR\n', "grown.csv")
    orders(gzip.compress(bad.encode(), mtime=0), "packed.csv.gz")
    kept = json.loads(percorso("quarantine", "list", "--format", "json").out)
    assert sorted(row["original"][:9] for row in kept) == ["tomorrow,", "yesterday", "yesterday"]


def test_an_amount_that_may_be_a_thousand_times_another_is_asked_about(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    export = "Day,Campaign,Currency code,Cost\n2026-03-01,Brand,EUR,1.234\n2026-03-02,Brand,EUR,12.5\n"
    assert "1 spend row, 1 in quarantine" in percorso("import", "spend", write("google.csv", export)).out
    (kept,) = json.loads(percorso("quarantine", "list", "--format", "json").out)
    assert kept["code"] == "ambiguous_amount"
    mapping = write("spend.toml", 'decimal = ","\n')
    export = export.replace("12.5", '"12,5"')
    assert "in quarantine" not in percorso("import", "spend", write("g.csv", export), "--mapping", mapping).out
    assert rows(percorso, "spend") == 2


def test_a_total_row_is_no_cost_wherever_it_says_so(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    export = 'Inizio report,Fine report,Nome della campagna,Importo speso (EUR)\n,,Totale,"100,00"\n'
    export += '2026-03-01,2026-03-01,Estate,"60,00"\n2026-03-02,2026-03-02,Estate,"40,00"\n'
    assert percorso("import", "spend", write("meta.csv", export)).out == "meta.csv: 2 rows read; 2 spend rows.\n"


def test_rows_of_another_export_are_left_out_and_said(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    header = "Event ID,Metric,Event Timestamp,Profile Email\n"
    rows = "e1,Opened Email,2026-03-01T08:00:00Z,a@b.example\n" + "".join(
        f"e{number},Placed Order,2026-03-01T08:00:00Z,a@b.example\n" for number in range(2, 5)
    )
    said = percorso("import", "email", write("klaviyo.csv", header + rows)).out
    assert "4 rows read; 1 new event." in said
    assert "3 rows are left out, since another export tells of them better: Placed Order 3." in said
    assert "Of the first 4 rows, 1 would come in." in percorso("import", "email", "klaviyo.csv", "--preview").out
