from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.simulate import texts
from percorso.simulate.streams import mixed

MILLIS = st.integers(0, 4_000_000_000_000)


@given(millis=st.lists(MILLIS, min_size=1, max_size=10))
def test_instants_are_iso_8601(millis: list[int]) -> None:
    written = texts.instants(np.array(millis, np.int64)).to_pylist()
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    expected = [(epoch + timedelta(milliseconds=one)).isoformat(timespec="milliseconds") for one in millis]
    assert written == [one.replace("+00:00", "Z") for one in expected]


@given(cents=st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=10))
def test_money_is_exact(cents: list[int]) -> None:
    written = texts.money(np.array(cents, np.int64)).to_pylist()
    assert [Decimal(one) * 100 for one in written] == cents
    assert texts.money(np.array([5]), ",").to_pylist() == ["0,05"]


def test_ids_have_their_shape_and_are_unlike_each_other() -> None:
    keys = mixed(np.arange(1000), 1)
    found = texts.uuids(keys).to_pylist()
    assert len({UUID(one) for one in found}) == 1000
    assert {one[14] for one in found} == {"4"}
    assert [one[:16] for one in texts.hexadecimal(keys).to_pylist()] == texts.hexadecimal(keys, 16).to_pylist()
    assert texts.hexadecimal(keys, 16).to_pylist()[0] == f"{int(keys[0]):016x}"


def test_columns_are_joined_row_by_row() -> None:
    joined = texts.join("<", texts.numbers(np.array([7, 8]), 3), ">")
    assert joined.to_pylist() == ["<007>", "<008>"]
    assert texts.days(np.array([86_400_000])).to_pylist() == ["1970-01-02"]
    assert texts.seconds(np.array([1_999])).to_pylist() == ["1970-01-01 00:00:01"]
