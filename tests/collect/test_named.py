from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from percorso.collect.named import named_in, previous_of

COLUMNS = ("user_id", "email", "phone", "anonymous_id", "order_id")
OWN = {
    ("user", "anna"),
    ("email", "anna@mail.example"),
    ("anonymous", "d-1"),
    ("order", "shop:7"),
    ("phone", "+393331234567"),
}
OWN |= {("loyalty", "L-9"), ("tax", "4711"), ("tax", "VRDNNA80A41"), ("pickup", "shop:p-1")}


def _events(*rows: dict[str, Any]) -> pa.Table:
    whole = [
        {**dict.fromkeys(COLUMNS), "shop": "shop", "kind": "track", "name": "Seen", "properties": "{}", "traits": "{}"}
        | row
        for row in rows
    ]
    texts = (*COLUMNS, "shop", "kind", "name", "properties", "traits")
    return pa.Table.from_pylist(whole, schema=pa.schema([(name, pa.string()) for name in texts]))


def _theirs(kind: str, value: str) -> bool:
    return (kind, value) in OWN


@pytest.mark.parametrize(
    ("row", "theirs", "device"),
    [
        ({"user_id": " anna "}, True, False),
        ({"user_id": "piero", "email": "Anna@Mail.example"}, True, False),
        ({"anonymous_id": "d-1"}, True, False),
        ({"anonymous_id": "d-1", "user_id": "piero"}, False, True),
        ({"order_id": "#7"}, True, False),
        ({"order_id": "7", "shop": "other"}, False, False),
        ({"order_id": "7", "user_id": "clerk"}, False, False),
        ({"order_id": "7", "user_id": "clerk", "name": "Order Refunded"}, True, False),
        ({"order_id": "7", "anonymous_id": "courier", "name": "Order Delivered"}, True, False),
        ({"phone": "+39 333 1234567"}, True, False),
        ({"phone": "333-123 45.67"}, True, False),
        ({"user_id": "x", "traits": '{"codice_fiscale":"vrd nna 80a41"}'}, True, False),
        ({"properties": '{"pickup_code":"p-1"}'}, True, False),
        ({"properties": '{"pickup_code":"p-1"}', "shop": "other"}, False, False),
        ({"user_id": "piero"}, False, False),
        ({"kind": "alias", "user_id": "new", "properties": '{"previousId":"anna"}'}, True, False),
        ({"kind": "alias", "user_id": "new", "traits": '{"previous_id":"ANNA@mail.example"}'}, True, False),
        ({"kind": "track", "user_id": "new", "properties": '{"previousId":"anna"}'}, False, False),
        ({"user_id": "x", "traits": '{"loyalty_card":"l-9"}'}, True, False),
        ({"properties": '{"taxCode":4711}'}, True, False),
        ({"properties": '{"loyalty_card":"l-8"}'}, False, False),
        ({}, False, False),
    ],
)
def test_an_event_is_whose_name_it_bears_and_else_its_devices(row: dict[str, Any], theirs: bool, device: bool) -> None:
    found = named_in(_events(row, {"user_id": "piero"}), _theirs, "IT")
    assert (found.theirs.tolist(), found.device.tolist()) == ([theirs, False], [device, False])


def test_dictionaries_are_read_as_texts_are() -> None:
    plain = _events({"user_id": "anna"}, {"user_id": "piero"}, {"order_id": "7"})
    coded = pa.table({name: plain[name].dictionary_encode() for name in plain.column_names})
    assert named_in(coded, _theirs).theirs.tolist() == named_in(plain, _theirs).theirs.tolist() == [True, False, True]


@pytest.mark.parametrize("document", [None, "no json", "[]", '{"previous_id":7}', '{"previous_id":"null"}'])
def test_an_alias_that_names_nobody_names_nobody(document: str | None) -> None:
    assert previous_of(document) is None
