from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.segments import Condition
from percorso.core.time import DAY, to_micros
from percorso.sequence.journeys import ORDER, ROLES, STAGES, TOUCH, Array, Journeys
from percorso.sequence.segments import among, holding

WORDS = {
    "name": ("Viewed", "Ordered"),
    "channel": ("Email", "Direct"),
    "device": ("mobile",),
    "currency": ("EUR", "USD"),
}
BEGINS = to_micros(datetime(2026, 1, 1, tzinfo=UTC))


class Row(NamedTuple):
    day: int
    role: int
    name: int
    channel: int
    device: int
    stage: int
    cycle: int
    currency: int
    value: int


Person = list[Row]
ROWS = st.builds(
    Row,
    day=st.integers(0, 4),
    role=st.sampled_from([TOUCH, TOUCH, ORDER, ROLES.index("step")]),
    name=st.integers(-1, 1),
    channel=st.integers(-1, 1),
    device=st.integers(-1, 0),
    stage=st.integers(-1, 4),
    cycle=st.integers(1, 3),
    currency=st.integers(-1, 1),
    value=st.integers(0, 3).map(lambda euros: euros * 100),
)
SHOPS = st.lists(
    st.lists(ROWS, max_size=6).map(lambda rows: sorted(rows, key=lambda row: row.day)), min_size=1, max_size=6
)
DAYS = st.sampled_from(["", " during 2026-01-02..2026-01-03", " during 2026-01-03..", " during ..2026-01-02"])
ASKED = st.builds(
    "{}{}".format,
    st.sampled_from(
        ["did=Viewed", "did!=Ordered", "channel=Email", "channel!=Email,Direct", "device=mobile", "did=Flown"]
    )
    | st.sampled_from(["first_channel=Email", "last_channel!=Direct", "last_channel=Email,Direct"])
    | st.sampled_from(["stage=awareness", "stage!=decision,advocacy"])
    | st.builds(
        "{}{}{}".format,
        st.sampled_from(["orders", "revenue", "cycles", "contacts"]),
        st.sampled_from(["=", "!=", ">=", "<="]),
        st.integers(0, 4),
    ),
    DAYS,
)


def laid(shop: list[Person]) -> Journeys:
    rows = [row for person in shop for row in person]
    columns: dict[str, Array] = {
        name: np.array([getattr(row, name) for row in rows], np.int8)
        for name in ("role", "name", "channel", "device", "stage", "currency")
    }
    columns["at"] = np.array([BEGINS + row.day * DAY for row in rows], np.int64)
    columns["cycle"] = np.array([row.cycle for row in rows], np.int32)
    columns["value"] = np.array([row.value for row in rows], np.int64)
    offsets = np.cumsum([0, *map(len, shop)]).astype(np.int64)
    return Journeys(np.arange(len(shop), dtype=np.uint64), offsets, columns, WORDS, list(range(len(shop))))


def slowly(person: Person, asked: Condition) -> bool:
    """Judge one person, row by row."""
    since, until = asked.period.moments(UTC)
    own = [row for row in person if since is None or BEGINS + row.day * DAY >= since]
    own = [row for row in own if until is None or BEGINS + row.day * DAY < until]
    touches = [WORDS["channel"][row.channel] for row in own if row.role == TOUCH and row.channel >= 0]
    orders = [row for row in own if row.role == ORDER]
    if asked.field in ("orders", "revenue", "cycles", "contacts"):
        counted = {
            "orders": Decimal(len(orders)),
            "revenue": sum((Decimal(row.value) / 100 for row in orders if row.currency != 1), Decimal()),
            "cycles": Decimal(len({row.cycle for row in own})),
            "contacts": Decimal(len([row for row in own if row.role == TOUCH])),
        }[asked.field]
        number = Decimal(asked.values[0])
        return {"=": counted == number, "!=": counted != number, ">=": counted >= number, "<=": counted <= number}[
            asked.operator
        ]
    met = {
        "did": {WORDS["name"][row.name] for row in own if row.name >= 0},
        "channel": set(touches),
        "device": {WORDS["device"][row.device] for row in own if row.device >= 0},
        "stage": {STAGES[row.stage] for row in own if row.stage >= 0},
        "first_channel": set(touches[:1]),
        "last_channel": set(touches[-1:]),
    }[asked.field]
    return bool(met & set(asked.values)) is (asked.operator == "=")


@given(SHOPS, ASKED)
def test_a_condition_holds_for_whom_the_slow_reference_says(shop: list[Person], text: str) -> None:
    asked = Condition.read(text)
    assert holding(laid(shop), asked, UTC, "EUR").tolist() == [slowly(person, asked) for person in shop]


@given(SHOPS, st.data())
def test_the_members_keep_all_of_their_rows_and_nobody_else_is_there(shop: list[Person], data: st.DataObject) -> None:
    members = data.draw(st.lists(st.booleans(), min_size=len(shop), max_size=len(shop)))
    kept = [person for person, held in zip(shop, members, strict=True) if held]
    found, expected = among(laid(shop), np.array(members)), laid(kept)
    assert found.offsets.tolist() == expected.offsets.tolist()
    assert found.keys.tolist() == list(found.ids) == [place for place, held in enumerate(members) if held]
    for name in expected.columns:
        assert found[name].tolist() == expected[name].tolist()


def test_ids_in_memory_may_be_of_arrow_or_absent() -> None:
    whole = laid([[], []])
    members = np.array([False, True])
    assert list(among(Journeys(whole.keys, whole.offsets, whole.columns, WORDS), members).ids) == []
    named = Journeys(whole.keys, whole.offsets, whole.columns, WORDS, pa.array(["a", "b"]))
    assert [str(one) for one in among(named, members).ids] == ["b"]


@pytest.mark.parametrize("asked", ["revenue>=1", "channel=Email", "orders<=0"])
def test_a_bucket_without_anybody_has_no_members(asked: str) -> None:
    assert holding(laid([]), Condition.read(asked), UTC, "EUR").tolist() == []
