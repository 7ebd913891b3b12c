from percorso.analyze.attribution import CreditRow, Credits
from percorso.analyze.intervals import Estimate
from percorso.analyze.spend import ReturnRow
from percorso.analyze.winning import winning


def paid(subject: str, cost: int) -> ReturnRow:
    return ReturnRow(subject, "", "", cost, None, (), None, "no_spend")


def credited(**orders: float) -> Credits:
    rows = [CreditRow(name, each, 0.0, each / 2, each * 2, 0.0, 0.0) for name, each in orders.items()]
    return Credits("linear", "campaign", "EUR", tuple(rows), 0, 0, 0)


def test_a_cost_is_divided_as_the_orders_are_and_nothing_of_it_is_lost() -> None:
    spent = [paid("Brand", 400), paid("spring", 600), paid("Nobody", 50), paid("free", 0)]
    found = winning(spent, credited(brand=1, Spring=6, free=2), credited(brand=3, free=5))
    assert [(row.cost_to_win, row.cost_to_keep) for row in found.rows] == [(100, 300), (600, 0), (None, None), (0, 0)]
    assert [row.cost_per_new_customer for row in found.rows] == [
        *(Estimate(400, 200, 800), Estimate(100, 50, 200)),
        *(None, None),
    ]
    assert (found.cost_to_win, found.cost_to_keep, found.without_orders) == (700, 300, 50)
    assert found.each_won == Estimate(100, 50, 200)
    assert found.each_kept == Estimate(100, 50, 200)


def test_without_a_cost_or_an_order_no_order_has_a_price() -> None:
    found = winning([paid("Nobody", 50), paid("free", 0)], credited(free=2), credited())
    assert (found.each_won, found.each_kept, found.without_orders) == (None, None, 50)


def test_orders_that_may_be_none_have_no_highest_price() -> None:
    one = Credits("linear", "campaign", "EUR", (CreditRow("a", 1.0, 0.0, 0.0, 4.0, 0.0, 0.0),), 1, 0, 1)
    each = winning([paid("a", 8)], one, credited()).each_won
    assert each is not None
    assert each == Estimate(8, 2, float("inf"))
