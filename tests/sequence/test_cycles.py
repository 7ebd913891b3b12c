import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.cycles import count_cycles, cycle_numbers, latest_order, places_within

# One customer's rows: "order", "other", "message", or the place of the order that the row concerns.
Row = str | int


def columns(people: list[list[Row]]) -> tuple[list[int], list[bool], list[int], list[bool]]:
    customer: list[int] = []
    order: list[bool] = []
    bound: list[int] = []
    message: list[bool] = []
    for number, rows in enumerate(people):
        start = len(customer)
        for row in rows:
            customer.append(number)
            order.append(row == "order")
            bound.append(start + row if isinstance(row, int) else -1)
            message.append(row == "message")
    return customer, order, bound, message


def cycles(people: list[list[Row]]) -> list[int]:
    customer, order, bound, message = columns(people)
    found = cycle_numbers(
        np.array(customer, np.int64), np.array(order, bool), np.array(bound, np.int64), np.array(message, bool)
    )
    return [int(number) for number in found]


def reference(people: list[list[Row]]) -> list[int]:
    """Walk each customer's way once, then give every row that concerns an order the cycle of that order."""
    found: list[int] = []
    for rows in people:
        cycle, closed = 1, False
        mine: list[int | None] = []
        for row in rows:
            if isinstance(row, int):
                mine.append(None)
                continue
            if row == "message":
                mine.append(cycle)
                continue
            if closed:
                cycle, closed = cycle + 1, False
            mine.append(cycle)
            closed = row == "order"
        found += [one if one is not None else mine[row] or 0 for one, row in zip(mine, rows, strict=True)]  # type: ignore[index]
    return found


@st.composite
def customers(draw: st.DrawFn) -> list[list[Row]]:
    people: list[list[Row]] = []
    for _ in range(draw(st.integers(0, 3))):
        kinds = draw(st.lists(st.sampled_from(["order", "other", "after", "message"]), min_size=1, max_size=10))
        orders = [place for place, kind in enumerate(kinds) if kind == "order"]
        rows: list[Row] = []
        for kind in kinds:
            concerns = kind == "after" and orders
            rows.append(draw(st.sampled_from(orders)) if concerns else "other" if kind == "after" else kind)
        people.append(rows)
    return people


@given(customers())
def test_cycles_are_those_of_a_walk(people: list[list[Row]]) -> None:
    assert cycles(people) == reference(people)


@given(customers())
def test_a_cycle_holds_one_order_at_most_and_numbers_have_no_gap(people: list[list[Row]]) -> None:
    customer, order, _, _ = columns(people)
    found = list(zip(customer, cycles(people), order, strict=True))
    closing = [(who, cycle) for who, cycle, is_order in found if is_order]
    assert len(closing) == len(set(closing))
    for number in range(len(people)):
        mine = {cycle for who, cycle, _ in found if who == number}
        assert mine == set(range(1, len(mine) + 1))


def test_an_order_closes_its_cycle_and_the_next_row_opens_another() -> None:
    assert cycles([["other", "order", "other", "other", "order"]]) == [1, 1, 2, 2, 2]


def test_orders_in_a_row_are_cycles_of_their_own() -> None:
    assert cycles([["order", "order", "order"]]) == [1, 2, 3]


def test_what_concerns_an_order_belongs_to_it_even_when_the_next_way_has_begun() -> None:
    assert cycles([["other", "order", "other", 1, "order", 1, 4]]) == [1, 1, 2, 1, 2, 1, 2]


def test_what_concerns_an_order_opens_no_cycle() -> None:
    assert cycles([["order", 0, 0]]) == [1, 1, 1]


def test_a_message_lies_in_the_cycle_begun_last_and_opens_none() -> None:
    assert cycles([["message", "other", "order", "message", 2, "message", "other", "message"]]) == [1] * 6 + [2, 2]


def test_a_message_before_anything_else_lies_in_the_first_cycle_whoever_came_before() -> None:
    assert cycles([["order", "order"], ["message"], ["message", "order"]]) == [1, 2, 1, 1, 1]


@given(customers())
def test_the_latest_order_is_the_nearest_one_before(people: list[list[Row]]) -> None:
    customer, order, _, _ = columns(people)
    expected = [
        max((row for row in range(here) if order[row] and customer[row] == customer[here]), default=-1)
        for here in range(len(customer))
    ]
    assert latest_order(np.array(customer, np.int64), np.array(order, bool)).tolist() == expected


@given(st.lists(st.lists(st.booleans(), max_size=6), max_size=5))
def test_a_row_that_closes_a_cycle_is_its_last(people: list[list[bool]]) -> None:
    offsets = np.concatenate([[0], np.cumsum([len(own) for own in people])]).astype(np.int64)
    closes = np.array([one for own in people for one in own], np.bool_)
    cycle = np.empty(len(closes), np.int32)
    count_cycles(offsets, closes, cycle)
    assert cycle.tolist() == [1 + sum(own[:place]) for own in people for place in range(len(own))]


@given(st.lists(st.integers(0, 4), max_size=12))
def test_the_rows_of_each_group_are_numbered_from_nought(sizes: list[int]) -> None:
    groups = np.repeat(np.arange(len(sizes)), sizes)
    assert places_within(groups).tolist() == [place for size in sizes for place in range(size)]
