from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.ways import asked_orders, session_orders, ways
from percorso.sequence.journeys import Journeys
from percorso.sequence.units import units

DAY = 86_400_000_000


def rows_of(shop: Any) -> list[Any]:
    return [row for person in shop for row in person]


@given(data=st.data())
def test_each_order_has_the_creditable_touches_of_its_cycle(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    made = journeys(shop)
    laid = ways(made, asked_orders(made), "channel", timedelta(days=30))
    expected = []
    start = 0
    for person in shop:
        for place, order in enumerate(person):
            if order.role == "order":
                touches = [
                    start + one
                    for one, row in enumerate(person[:place])
                    if row.credit and row.cycle == order.cycle and order.at - row.at <= 30 * DAY
                ]
                expected.append((start + place, touches or [start + place]))
        start += len(person)
    found = [
        (int(order), laid.touches[laid.starts[one] : laid.starts[one + 1]].tolist())
        for one, order in enumerate(laid.orders)
    ]
    assert found == expected
    rows = rows_of(shop)
    for touch, subject in zip(laid.touches, laid.subjects, strict=True):
        named = made.words["channel"][subject] if subject >= 0 else None
        assert named == (rows[touch].channel if rows[touch].role == "touch" else None)


@given(data=st.data())
def test_the_orders_asked_for_are_those_of_the_time(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = asked_orders(journeys(shop), "first", 3 * DAY, 90 * DAY)
    expected = [
        place
        for place, row in enumerate(rows_of(shop))
        if row.role == "order" and row.number == 1 and 3 * DAY <= row.at < 90 * DAY
    ]
    assert found.tolist() == expected


@given(data=st.data())
def test_session_orders_are_those_placed_in_a_session(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    made = journeys(shop)
    _, value = session_orders(made, units(made, "session"), "EUR")
    assert value.tolist() == [
        row.value if row.currency == "EUR" else 0 for row in rows_of(shop) if row.role == "order" and row.session >= 0
    ]
