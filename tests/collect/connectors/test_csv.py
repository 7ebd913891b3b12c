from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from percorso.core.errors import PercorsoError

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]

MAPPING = """
time_zone = "Europe/Rome"
decimal = ","
[fields]
at = "quando"
user_id = "cliente"
name = "evento"
message_id = "id"
[properties]
total = "totale"
"""
FILE = "id;quando;cliente;evento;totale\n1;2026-03-01 10:00;7;acquisto;1.234,50\n2;2026-03-01T10:00Z;8;visita;\n"


def test_a_file_with_semicolons_and_decimal_commas_is_read(write: Write, gather: Gather) -> None:
    batch = gather("csv", write("a.csv", FILE), MAPPING)
    assert [(one.message_id, one.name, one.user_id, one.at) for one in batch.events] == [
        ("1", "acquisto", "7", 1772355600000000),
        ("2", "visita", "8", 1772359200000000),
    ]
    assert json.loads(batch.events[0].properties) == {"total": "1234.50", "currency": "EUR"}


def test_the_same_rows_come_from_gzip_and_from_another_encoding(write: Write, gather: Gather) -> None:
    text = FILE.replace("visita", "caffè")
    plain = gather("csv", write("a.csv", text), MAPPING)
    packed = gather("csv", write("a.csv.gz", gzip.compress(text.encode())), MAPPING)
    old = gather("csv", write("b.csv", text.encode("cp1252")), 'encoding = "cp1252"\n' + MAPPING)
    assert plain == packed == old


def test_a_missing_column_names_the_nearest_and_reads_nothing(write: Write, gather: Gather) -> None:
    with pytest.raises(PercorsoError, match=r"No column named 'quand'\. Did you mean 'quando'") as caught:
        gather("csv", write("a.csv", FILE), MAPPING.replace('"quando"', '"quand"'))
    assert caught.value.code == "missing_column"


def test_a_column_name_that_comes_twice_is_ambiguous_only_where_it_is_used(write: Write, gather: Gather) -> None:
    path = write("a.csv", FILE.replace("totale\n", "cliente\n"))
    with pytest.raises(PercorsoError, match="ambiguous_column"):
        gather("csv", path, MAPPING.replace('total = "totale"', ""))
    path = write("a.csv", "x;x;" + FILE.replace("\n1;", "\n;;1;").replace("\n2;", "\n;;2;"))
    assert len(gather("csv", path, MAPPING).events) == 2


def test_bad_rows_are_set_aside_whole_and_the_rest_is_taken(write: Write, gather: Gather) -> None:
    rows = [
        "3;2026-03-29 02:30;7;x;",
        "4;ieri;7;x;",
        "5;2026-03-01;7;x;12.50.1",
        "6;2026-03-01;;x;",
        "7;2026-03-01;7",
        "1;2026-03-02 10:00;7;altro;",
        "1;2026-03-01 10:00;7;acquisto;1.234,50",
    ]
    batch = gather("csv", write("a.csv", FILE + "\n".join(rows)), MAPPING)
    assert [(one.row, one.code) for one in batch.rejected] == [
        (4, "time_does_not_exist"),
        (5, "bad_time"),
        (6, "bad_amount"),
        (7, "missing_identity"),
        (8, "wrong_number_of_fields"),
        (9, "duplicate_id"),
    ]
    assert [one.original for one in batch.rejected] == rows[:6]
    assert {one.header for one in batch.rejected} == {"id;quando;cliente;evento;totale"}
    assert len(batch.events) == 3


def test_a_lookup_beside_the_data_is_joined_row_by_row(write: Write, gather: Gather) -> None:
    write("campaigns.csv", "id,start\n1,2026-03-01\n")
    mapping = """
    time_zone = "UTC"
    [lookup.campaign]
    file = "campaigns.csv"
    key = "id"
    on = "campaign_id"
    [fields]
    at = {column = "campaign.start", format = "%Y-%m-%d"}
    user_id = "who"
    name = {value = "Campaign Received"}
    utm_campaign = "Campaign {campaign_id}"
    """
    batch = gather("csv", write("a.csv", "campaign_id,who\n1,7\n2,8\n"), mapping)
    assert [(one.user_id, one.utm_campaign, one.at) for one in batch.events] == [("7", "Campaign 1", 1772323200000000)]
    assert [(one.row, one.code) for one in batch.rejected] == [(3, "missing_time")]


def test_rows_meant_for_another_mapping_are_passed_over(write: Write, gather: Gather) -> None:
    batch = gather("csv", write("a.csv", FILE + "3;ieri;7;reso;\n"), MAPPING + '[where]\nevento = "visita"\n')
    assert ([one.name for one in batch.events], batch.rejected) == (["visita"], [])
    with pytest.raises(PercorsoError, match="missing_column"):
        gather("csv", write("a.csv", FILE), MAPPING + '[where]\nevent = "visita"\n')


def test_a_header_alone_is_a_file_without_rows(write: Write, gather: Gather) -> None:
    batch = gather("csv", write("a.csv", FILE.partition("\n")[0]), MAPPING)
    assert not batch.events
    assert not batch.rejected


LINES = """
record = "order_line"
time_zone = "UTC"
currency = "USD"
[fields]
at = "transaction_timestamp"
user_id = "household_id"
order_id = "basket_id"
[properties]
total = "sales_value"
quantity = "quantity"
"""


def test_a_grocer_s_75_000_lines_keep_every_cent(shared: Path, gather: Gather) -> None:
    path = shared / "data" / "completejourney" / "transactions_sample.csv.gz"
    batch = gather("csv", path, LINES)
    assert (len(batch.events), len(batch.rejected)) == (75_000, 0)
    assert len({one.order_id for one in batch.events}) == 47_243
    assert len({one.user_id for one in batch.events}) == 2_377
    total = sum(Decimal(json.loads(one.properties)["total"]) for one in batch.events)
    assert Decimal(total).quantize(Decimal("0.01")) == Decimal("233935.24")


def test_all_events_of_an_exported_shop_are_taken(shared: Path, gather: Gather) -> None:
    mapping = """
    time_zone = "UTC"
    [fields]
    at = "timestamp"
    user_id = "user_id"
    session_id = "session_id"
    name = "event"
    channel = "acquisition_channel"
    """
    batch = gather("csv", shared / "data" / "retentioneering_ecom" / "ecom.csv.gz", mapping)
    assert (len(batch.events), len(batch.rejected)) == (31_106, 0)
    assert len({one.session_id for one in batch.events}) == 3_605
    assert len({one.user_id for one in batch.events}) == 600
