from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from percorso.collect.erased import carrying, drop_erased, drop_erased_rows
from percorso.collect.terms import Terms
from percorso.core.privacy import stand_in, tombstone
from percorso.core.settings import Settings

KEY = b"key"
MARKS = frozenset(
    tombstone(kind, value, KEY)
    for kind, value in [("user", "anna"), ("email", "anna@mail.example"), ("anonymous", "d-1"), ("phone", "393331234")]
)
TERMS = Terms(Settings(), KEY, lambda _: False, MARKS)
NOBODY = Terms(Settings(), KEY, lambda _: False)


def _events() -> pa.Table:
    texts = {
        "user_id": ["anna", "piero", None, "nina"],
        "anonymous_id": [None, "d-1", "d-1", "d-2"],
        **{name: [None] * 4 for name in ("email", "phone", "order_id")},
        **dict.fromkeys(("shop", "kind", "properties", "traits", "name"), ["{}"] * 4),
    }
    return pa.table({name: pa.array(values, pa.string()) for name, values in texts.items()})


def test_late_events_are_kept_out_and_others_lose_the_device_they_share() -> None:
    kept = drop_erased(_events(), TERMS)
    assert kept["user_id"].to_pylist() == ["piero", "nina"]
    assert kept["anonymous_id"].to_pylist() == [None, "d-2"]


def test_what_changes_an_order_that_stays_as_an_amount_stays_as_one_whoever_sent_it() -> None:
    names = ("user_id", "anonymous_id", "email", "phone", "order_id", "name", "properties", "event_id")
    rows: list[tuple[str | None, ...]] = [
        ("anna", None, None, None, "#7", "Order Refunded", '{"refunded": 5, "note": "for Anna"}', "e-1"),
        ("clerk", None, None, None, "7", "Order Refunded", '{"refunded": 5}', "e-2"),
        ("anna", None, None, None, "7", "Order Completed", '{"total": 50}', "e-3"),
        (None, None, None, None, "8", "Order Refunded", '{"refunded": 5}', "e-4"),
        ("clerk", None, None, None, "9", "Order Refunded", '{"refunded": 5}', "e-5"),
    ]
    plain = dict.fromkeys(("shop", "kind", "traits"), "s")
    columns = {name: pa.array(column, pa.string()) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    table = pa.table(columns | {name: pa.array([text] * len(rows)) for name, text in plain.items()})
    seven, eight = (tombstone("order", f"s:{number}", KEY) for number in "78")
    terms = replace(TERMS, erased=MARKS | {seven, eight}, kept=MARKS | {seven})
    told = {row["event_id"]: row for row in drop_erased(table, terms).to_pylist()}
    assert told.pop("e-5")["user_id"] == "clerk"
    assert told.pop(stand_in("event", "e-3", KEY))["properties"] == '{"total":50}'
    assert [(row["user_id"], row["properties"]) for row in told.values()] == [(None, '{"refunded":5}')] * 2
    assert {row["order_id"] for row in told.values()} == {stand_in("order", "s:7", KEY)}
    assert carrying(table, terms).tolist() == [True, True, True, True, False]


def test_where_nobody_was_erased_nothing_is_looked_at() -> None:
    events = _events()
    assert drop_erased(events, NOBODY) is events
    assert drop_erased_rows(events, NOBODY) is events


@pytest.mark.parametrize(
    ("original", "stays"),
    [
        ("2026-01-01,anna,12", False),
        ('{"email":"Anna@mail.example"}', False),
        ('{"e":"mailto:anna@mail.example"}', False),
        ("x;d-1;y", False),
        ("call +39-333-1234 now", False),
        ("2026-01-01,annabel,12", True),
        ("", True),
    ],
)
def test_a_refused_row_is_kept_out_that_names_somebody_in_any_word(original: str, stays: bool) -> None:
    columns = {"original": [original], "header": ["at,who,n"], "shown": [None], "reason": ["bad"]}
    rows = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    assert bool(drop_erased_rows(rows, TERMS).num_rows) == stays
