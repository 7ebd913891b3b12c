from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.choices import standing


class Row(NamedTuple):
    customer: int
    device: int
    known: bool
    stated: int


def found(rows: list[Row]) -> list[int]:
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    customer, device, known, stated = table.T
    told: list[int] = standing(customer, device, known.astype(bool), stated).tolist()
    return told


def literal(rows: list[Row], at: int) -> int:
    """The rule as it reads: its own, else the last one stated by the person, or by a device that is nobody's yet."""
    row = rows[at]
    if row.stated >= 0:
        return row.stated

    def theirs(device: int) -> bool:
        return device < 0 or any(one.device == device and one.known for one in rows[: at + 1])

    before = [one for one in rows[:at] if one.customer == row.customer and one.stated >= 0]
    heard = [one.stated for one in before if (theirs(one.device) if theirs(row.device) else one.device == row.device)]
    return heard[-1] if heard else -1


made = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-1, 2), st.sampled_from([False, False, True]), st.integers(-1, 1)),
    max_size=14,
)


@given(made)
def test_the_choice_that_stands_is_the_one_the_rule_says(told: list[tuple[int, int, bool, int]]) -> None:
    # No two customers share a device.
    rows = [
        Row(who, device if device < 0 else 3 * who + device, known, stated)
        for who, device, known, stated in sorted(told, key=lambda one: one[0])
    ]
    assert found(rows) == [literal(rows, at) for at in range(len(rows))]


def test_a_device_brings_its_last_choice_to_the_person_it_turns_out_to_be() -> None:
    rows = [
        Row(0, 0, False, 0),  # the phone refuses, nobody's yet
        Row(0, 1, True, 1),  # the laptop, logged in, agrees
        Row(0, 0, False, -1),  # the phone still refuses
        Row(0, 1, False, -1),  # the laptop still agrees
        Row(0, 0, True, -1),  # the phone logs in: the person's choice, made later, holds on it
        Row(0, -1, False, -1),
        Row(0, 1, False, 0),  # withdrawn on one device: withdrawn on all
        Row(0, 0, False, -1),
        Row(1, 2, False, -1),
    ]
    assert found(rows) == [0, 1, 0, 1, 1, 1, 0, 0, -1]


def test_columns_of_several_lengths_are_refused() -> None:
    one, two = np.zeros(1, np.int64), np.zeros(2, np.int64)
    with pytest.raises(ValueError, match="several lengths"):
        standing(one, two, one.astype(bool), one)
