from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.totals import CountTotals
from percorso.core.answer import Totals
from percorso.sequence.journeys import Journeys


def totals(journeys: Journeys) -> tuple[Totals, ...]:
    question = CountTotals("EUR")
    return question.finish(question.map(journeys))


@given(data=st.data())
def test_totals_equal_the_slow_reference(data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]) -> None:
    shop = data.draw(shops)
    found = totals(journeys(shop))
    orders = [(place, row) for place, person in enumerate(shop) for row in person if row.role == "order"]
    currencies = ["EUR", *({"USD"} & {row.currency for _, row in orders})]
    assert [one.currency for one in found] == currencies
    for one in found:
        own = [(place, row) for place, row in orders if row.currency == one.currency]
        assert (one.customers, one.touchpoints) == (len(shop), sum(len(person) for person in shop))
        assert (one.buyers, one.orders) == (len({place for place, _ in orders}), len(own))
        assert (one.revenue, one.revenue_gross) == (
            sum(row.value for _, row in own),
            2 * sum(row.value for _, row in own),
        )


def test_an_order_worth_nothing_is_an_order(written: Callable[..., Journeys]) -> None:
    (found,) = totals(written([{"day": 0, "role": "order"}], []))
    assert (found.customers, found.buyers, found.orders, found.revenue) == (2, 1, 1, 0)
