from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from percorso.collect import mapped
from percorso.collect.mapping import read_mapping
from percorso.collect.options import ReadOptions
from percorso.core.errors import PercorsoError
from percorso.core.record import Event, Rejected, Spend
from percorso.core.settings import Shop


def build(text: str) -> Callable[[dict[str, Any]], Event | Spend | None]:
    mapping = read_mapping(tomllib.loads(text), Shop())
    return mapped.builder(mapping, lambda name: lambda row: row.get(name), ReadOptions())


LINE = """
record = "order_line"
time_zone = "UTC"
[fields]
at = "at"
order_id = "basket"
user_id = "user"
[properties]
total = "total"
quantity = "quantity"
product_id = "product"
note = {column = "note", prefix = "n:"}
"""


def test_an_order_line_carries_its_order_and_its_amounts_as_decimal_text() -> None:
    row = {"at": "2026-03-01 10:00:00", "basket": 318, "user": 7, "total": "2.3899999999999997", "quantity": 1.0}
    event = build(LINE)(row | {"product": "A1", "note": "x"})
    assert isinstance(event, Event)
    assert (event.name, event.order_id, event.user_id, event.message_id) == ("Order Line", "318", "7", None)
    assert event.properties == (
        '{"currency":"EUR","note":"n:x","product_id":"A1","quantity":"1.0","total":"2.3899999999999997"}'
    )


def test_a_column_may_state_consent_and_one_that_states_something_else_is_refused() -> None:
    mapping = LINE.replace("[properties]", 'consent = "analytics={measured}"\n[properties]')
    row = {"at": "2026-03-01", "basket": "1", "user": "7"}
    stated = [build(mapping)(row | {"measured": value}) for value in ("no", "TRUE", "Unset", "")]
    assert [one.consent for one in stated if isinstance(one, Event)] == [
        *("analytics=denied", "analytics=granted", None, None)
    ]
    with pytest.raises(PercorsoError, match="bad_consent"):
        build(LINE.replace("[properties]", 'consent = "measured"\n[properties]'))(row | {"measured": "perhaps"})


def test_a_row_without_money_states_no_currency() -> None:
    event = build(LINE)({"at": "2026-03-01", "basket": "1", "quantity": "2"})
    assert isinstance(event, Event)
    assert json.loads(event.properties) == {"quantity": "2"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"at": ""}, "missing_time"),
        ({"at": "yesterday"}, "bad_time"),
        ({"at": "1901-01-01"}, "time_out_of_range"),
        ({"basket": None}, "missing_order_id"),
        ({"basket": None, "user": None}, "missing_identity"),
        ({"total": "12,5"}, "bad_amount"),
        ({"total": "12345678901"}, "bad_amount"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(change: dict[str, str | None], code: str) -> None:
    row = {"at": "2026-03-01", "basket": "1", "user": "7", "total": "12.50"} | change
    found = mapped.convert(build(LINE), row, 5, "the text", "the header")
    assert isinstance(found, Rejected)
    assert (found.row, found.code, found.original, found.header) == (5, code, "the text", "the header")


def test_a_line_may_be_negative_an_order_may_not() -> None:
    row = {"at": "2026-03-01", "basket": "1", "total": "-2.00"}
    assert isinstance(build(LINE)(row), Event)
    with pytest.raises(PercorsoError, match="negative_money"):
        build(LINE.replace("order_line", "order"))(row)


EVENT = """
time_zone = "America/New_York"
[fields]
at = "at"
anonymous_id = "visitor"
name = "event"
message_id = "id"
kind = "kind"
[names]
add_to_cart = "Product Added"
[traits]
age = "age"
"""


def test_an_event_s_own_name_is_kept_unless_it_is_renamed() -> None:
    row = {"at": "2026-07-01 12:00:00", "visitor": "v", "event": "add_to_cart", "age": 40}
    renamed, kept = build(EVENT)(row), build(EVENT)(row | {"event": "catalog"})
    assert isinstance(renamed, Event)
    assert isinstance(kept, Event)
    assert (renamed.name, kept.name, renamed.traits) == ("Product Added", "catalog", '{"age":40}')
    assert renamed.at == 1782921600000000


def test_offsets_in_a_column_are_honoured_row_by_row_and_the_gap_is_refused() -> None:
    event = build(EVENT)
    row = {"visitor": "v", "event": "e"}
    ats = [
        event(row | {"at": text})
        for text in ("2026-07-01 12:00:00", "2026-07-01T18:00:00+02:00", "2026-07-01T16:00:00Z")
    ]
    assert len({one.at for one in ats if isinstance(one, Event)}) == 1
    with pytest.raises(PercorsoError, match="time_does_not_exist"):
        event(row | {"at": "2026-03-08 02:30:00"})


def test_a_nameless_identify_gets_the_name_of_its_kind_and_a_nameless_track_none() -> None:
    row = {"at": "2026-07-01", "visitor": "v"}
    found = build(EVENT)(row | {"kind": "identify"})
    assert isinstance(found, Event)
    assert found.name == "Identified"
    with pytest.raises(PercorsoError, match="missing_event_name"):
        build(EVENT)(row)
    with pytest.raises(PercorsoError, match="bad_kind"):
        build(EVENT)(row | {"kind": "click"})


def test_an_id_met_again_with_another_content_is_refused() -> None:
    event = build(EVENT)
    row = {"at": "2026-07-01", "visitor": "v", "event": "e", "id": "1"}
    assert event(row) == event(row)
    with pytest.raises(PercorsoError, match="duplicate_id"):
        event(row | {"visitor": "w"})


def test_a_currency_column_is_checked_row_by_row_and_falls_back_to_the_shop() -> None:
    text = LINE.replace('time_zone = "UTC"', 'currency = {column = "cur"}')
    row = {"at": "2026-03-01", "basket": "1", "total": "1.00"}
    found = [build(text)(row | {"cur": currency}) for currency in ("gbp", "")]
    assert [json.loads(one.properties)["currency"] for one in found if isinstance(one, Event)] == ["GBP", "EUR"]
    with pytest.raises(PercorsoError, match="unknown_currency"):
        build(text)(row | {"cur": "EURO"})


def test_only_the_rows_that_are_meant_are_read_and_the_others_are_no_mistakes() -> None:
    text = EVENT + '[where]\nevent = ["buy", "pay"]\ntotal = "*"\n'
    row = {"at": "2026-07-01", "visitor": "v", "event": "buy", "total": 0}
    assert isinstance(build(text)(row), Event)
    assert [
        build(text)(row | change) for change in ({"event": "view"}, {"total": ""}, {"event": "x", "at": "soon"})
    ] == [
        None,
        None,
        None,
    ]


SPEND = """
record = "spend"
decimal = ","
currency = "EUR"
[fields]
on = {column = "day", format = "%d/%m/%Y"}
campaign = "campaign"
cost = "cost"
clicks = "clicks"
platform = {value = "tiktok_ads"}
"""


def test_any_table_of_cost_can_be_mapped() -> None:
    row = {"day": "01/03/2026", "campaign": "Spring", "cost": "1.234,56", "clicks": "1.000"}
    assert build(SPEND)(row) == Spend("2026-03-01", "tiktok_ads", "Spring", 123456, "EUR", clicks=1000)
    with pytest.raises(PercorsoError, match="negative_money"):
        build(SPEND)(row | {"cost": "-1"})
    with pytest.raises(PercorsoError, match="missing_value"):
        build(SPEND)(row | {"cost": ""})
    with pytest.raises(PercorsoError, match="bad_date"):
        build(SPEND)(row | {"day": "2026-03-01"})


@pytest.mark.parametrize(
    ("mapping", "total", "came"),
    [
        ("", "£5.00", "GBP"),
        ("", "$5.00", "ambiguous_currency"),
        ('currency = "CAD"', "$5.00", "CAD"),
        ('currency = {column = "unit"}', "$5.00", "currency_conflict"),
        ('currency = {column = "none"}', "£5.00", "GBP"),
    ],
)
def test_the_sign_of_an_amount_is_never_swallowed(mapping: str, total: str, came: str) -> None:
    row = {"at": "2026-03-01", "basket": "1", "total": total, "unit": "EUR"}
    found = mapped.convert(build(f"{mapping}\n{LINE}"), row, 5, "the text", "the header")
    if isinstance(found, Rejected):
        assert found.code == came
    else:
        assert isinstance(found, Event)
        assert json.loads(found.properties) == {"currency": came, "total": "5.00"}


@pytest.mark.parametrize("trait", ["crm_id", "loyalty_id", "tax_code"])
def test_a_row_may_name_somebody_by_a_trait_alone(trait: str) -> None:
    mapping = f"""
    [fields]
    at = "at"
    kind = {{value = "identify"}}
    [traits]
    {trait} = "own"
    """
    event = build(mapping)({"at": "2026-03-01", "own": 1001})
    assert isinstance(event, Event)
    assert event.traits == f'{{"{trait}":"1001"}}'
    with pytest.raises(PercorsoError, match="missing_identity"):
        build(mapping)({"at": "2026-03-01", "own": ""})
