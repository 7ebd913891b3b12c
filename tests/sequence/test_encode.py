from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from percorso.core.errors import PercorsoError
from percorso.sequence.encode import WIDTHS, encode, fitting
from percorso.sequence.journeys import MARGIN_UNKNOWN, Journeys

WORDS = {
    "name": ("Page Viewed", "Order Completed"),
    "channel": ("Email",),
    "campaign": (),
    "creative": ("red shoe",),
    "source_medium": ("google / (not set)", "google / cpc"),
    "landing": ("/", "/shoes"),
    "device": ("mobile",),
    "step": (),
    "currency": ("EUR",),
}
ROWS = [
    # customer, role, name, session, landing, channel, order, excluded
    ("a", "touch", "Page Viewed", 0, "/", "Email", None, None),
    ("a", "step", "Page Viewed", 0, "/", "Email", None, "inside a session"),
    ("a", "order", "Order Completed", 0, "/", "Email", "1", "order"),
    ("c", "touch", "Page Viewed", 0, "/shoes", None, None, "no channel"),
    ("c", "touch", "Page Viewed", 1, "/", None, None, "no channel"),
]


def touchpoints() -> pa.Table:
    names = ("customer_id", "role", "name", "session", "landing", "channel", "order_id", "excluded_from_credit")
    columns = {name: pa.array([row[place] for row in ROWS]) for place, name in enumerate(names)}
    moments = [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in range(len(ROWS))]
    same = {"direction": "inbound", "stage": "awareness", "cycle": 1}
    return pa.table(
        {
            **columns,
            "at": pa.array(moments, pa.timestamp("us", "UTC")),
            **{name: pa.array([value] * len(ROWS)) for name, value in same.items()},
            "campaign": pa.array([None] * len(ROWS), pa.string()),
            "creative": pa.array(["red shoe", None, None, None, None]),
            "traffic_source": pa.array(["google", "google", None, None, "google"]),
            "traffic_medium": pa.array(["cpc", "cpc", None, None, None]),
            "device": pa.array(["mobile"] * len(ROWS)),
            "step": pa.array([None] * len(ROWS), pa.string()),
        }
    )


def orders() -> pa.Table:
    return pa.table(
        {
            "customer_id": ["a"],
            "order_id": ["1"],
            "revenue": pa.array([1000], pa.int64()),
            "gross": pa.array([1220], pa.int64()),
            "margin": pa.array([None], pa.int64()),
            "number": pa.array([1], pa.int32()),
            "currency": ["EUR"],
            "goods": pa.array([None], pa.int64()),
            "refunds": pa.array([None], pa.string()),
        }
    )


def encoded() -> Journeys:
    return encode(pa.array(["a", "b", "c"]), touchpoints(), orders())


def test_customers_without_a_row_keep_an_empty_range() -> None:
    assert encoded().offsets.tolist() == [0, 3, 3, 5]
    assert encoded().customers == 3


def test_money_stands_on_the_orders_own_row_alone() -> None:
    journeys = encoded()
    assert journeys["value"].tolist() == [0, 0, 1000, 0, 0]
    assert journeys["gross"].tolist() == [0, 0, 1220, 0, 0]
    assert journeys["margin"].tolist() == [0, 0, MARGIN_UNKNOWN, 0, 0]
    assert journeys["currency"].tolist() == [-1, -1, 0, -1, -1]
    assert journeys["number"].tolist() == [0, 0, 1, 0, 0]


def test_a_landing_stands_on_its_sessions_first_row_alone() -> None:
    assert encoded()["landing"].tolist() == [0, -1, -1, 1, 0]


def test_only_creditable_touches_may_earn() -> None:
    assert encoded()["credit"].tolist() == [1, 0, 0, 0, 0]


def test_every_coded_column_has_its_width_on_disk() -> None:
    journeys = encoded()
    assert {name: journeys[name].dtype for name in WIDTHS} == {name: np.dtype(kind) for name, kind in WIDTHS.items()}


def test_a_buckets_dictionaries_hold_the_words_its_rows_use() -> None:
    names = pa.DictionaryArray.from_arrays([1, 1, 2, 1, 1], ["x", "y", "z"])
    rows = touchpoints().drop_columns(["name"]).append_column("name", names)
    found = encode(pa.array(["a", "b", "c"]), rows, orders())
    assert found.words["name"] == ("y", "z")
    assert found["name"].tolist() == [0, 0, 1, 0, 0]
    assert encoded().words == WORDS


def test_a_dictionary_beyond_its_width_is_refused_rather_than_wrapped() -> None:
    many = tuple(map(str, range(200)))
    assert fitting(many, "channel") == many
    with pytest.raises(PercorsoError) as caught:
        fitting(many, "device")
    assert caught.value.code == "too_many_values"
