from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.keys import customer_id_of
from percorso.unify.devices import Use, users

Row = dict[str, Any]
Events = Callable[[list[Row]], pa.Table]
GAP, WINDOW = 3, 6
MINUTE = 60_000_000

uses = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 20), st.integers(-1, 2)), min_size=1, max_size=14)


def slowly(made: list[tuple[int, int, int]]) -> list[int]:
    """Look at each event by itself: who logs in later in its session, else who did last within the window."""
    found = []
    for device, at, person in made:
        own = sorted((when, who) for which, when, who in made if which == device)
        if person >= 0:
            found.append(person)
            continue
        end = at
        for when, _ in own:
            if end < when <= end + GAP:
                end = when
        coming = [who for when, who in own if at <= when <= end and who >= 0]
        gone = [who for when, who in own if at - WINDOW <= when < at and who >= 0]
        found.append(coming[0] if coming else gone[-1] if gone else -1)
    return found


@given(uses)
def test_users_of_shared_devices_equal_the_slow_reference(made: list[tuple[int, int, int]]) -> None:
    use = Use(*(np.array(column, dtype=np.int64) for column in zip(*made, strict=True)))
    assert users(use, GAP, WINDOW).tolist() == slowly(made)


def owners(events: Events, unified: Callable[..., Any], rows: list[Row]) -> list[str | None]:
    table = events(rows)
    found = unified(table).owners(table)
    return [found.get(f"e{n}") for n in range(len(rows))]


def test_a_device_of_one_person_gives_them_its_whole_history(events: Events, unified: Callable[..., Any]) -> None:
    rows = [
        {"anonymous_id": "d", "at": 0},
        {"anonymous_id": "d", "at": 54_000 * MINUTE},
        {"anonymous_id": "d", "user_id": "u", "at": 30_000 * MINUTE},
    ]
    assert owners(events, unified, rows) == [customer_id_of("user:u")] * 3


def test_a_shared_device_is_theirs_who_log_in_and_nobody_s_for_the_rest(
    events: Events, unified: Callable[..., Any]
) -> None:
    anna, bruno, nobody = (customer_id_of(one) for one in ("user:anna", "user:bruno", "anonymous:tablet"))
    told = [
        (0, None, anna),
        (10, "anna", anna),
        (50, None, anna),
        (3000, None, nobody),
        (9000, None, bruno),
        (9020, "bruno", bruno),
        (9100, None, bruno),
    ]
    rows: list[Row] = [
        {"anonymous_id": "tablet", "at": minutes * MINUTE} | ({"user_id": who} if who else {})
        for minutes, who, _ in told
    ]
    assert owners(events, unified, rows) == [owner for _, _, owner in told]


def test_an_order_that_two_people_s_devices_placed_for_nobody_ties_no_two_people(
    events: Events, unified: Callable[..., Any]
) -> None:
    order = {"name": "Order Completed", "order_id": "9"}
    rows: list[Row] = [
        {"anonymous_id": "a", "user_id": "u"},
        {"anonymous_id": "a", **order},
        {"anonymous_id": "b", "user_id": "v"},
        {"anonymous_id": "b", **order},
    ]
    placed = customer_id_of("order:shop:9")
    assert owners(events, unified, rows) == [customer_id_of("user:u"), placed, customer_id_of("user:v"), placed]
