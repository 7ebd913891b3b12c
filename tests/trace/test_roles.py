import numpy as np

from percorso.sequence.journeys import ROLES
from percorso.trace.roles import Candidates, concerned_orders, roles_of, session_openers


def rows(*given: tuple[int, int, bool, int, bool, bool]) -> Candidates:
    columns = list(zip(*given, strict=True))
    return Candidates(
        np.array(columns[0], np.int64),
        np.array(columns[1], np.int64),
        np.array(columns[2], bool),
        np.array(columns[3], np.int64),
        np.array(columns[4], bool),
        np.array(columns[5], bool),
    )


def row(
    customer: int = 0,
    session: int = -1,
    *,
    placed: bool = False,
    order: int = -1,
    after: bool = False,
    confirming: bool = False,
) -> tuple[int, int, bool, int, bool, bool]:
    return customer, session, placed, order, after, confirming


def test_a_row_concerns_the_order_it_names_else_the_latest() -> None:
    log = rows(
        row(placed=True, order=0),
        row(placed=True, order=1),
        row(after=True, order=0),
        row(after=True),
        row(order=0),
        row(),
    )
    assert concerned_orders(log, 2).tolist() == [-1, -1, 0, 1, 0, -1]


def test_a_row_before_the_order_it_names_concerns_it_only_when_its_name_says_so() -> None:
    log = rows(row(order=0), row(after=True, order=0), row(placed=True, order=0))
    assert concerned_orders(log, 1).tolist() == [-1, 2, -1]


def test_without_an_order_before_it_nothing_concerns_one() -> None:
    log = rows(row(0, after=True), row(0, placed=True, order=0), row(1, after=True))
    assert concerned_orders(log, 1).tolist() == [-1, -1, -1]


def test_a_confirmation_page_concerns_the_order_of_its_own_session() -> None:
    log = rows(
        row(session=0, placed=True, order=0),
        row(session=0, confirming=True),
        row(session=1),
        row(session=1, confirming=True),
        row(session=-1, confirming=True),
    )
    assert concerned_orders(log, 1).tolist() == [-1, 0, -1, -1, -1]


def test_a_visit_that_begins_with_a_confirmation_page_followed_a_message_about_the_latest_order() -> None:
    log = rows(
        row(session=0, confirming=True),
        row(placed=True, order=0),
        row(session=1, confirming=True),
        row(session=1, confirming=True),
        row(session=2, confirming=True),
        row(session=2, placed=True, order=1),
    )
    # The page of the third session came just before an order of its own.
    assert concerned_orders(log, 2).tolist() == [-1, -1, 1, -1, -1, -1]


def test_the_customer_arrives_by_the_first_row_that_concerns_no_order() -> None:
    log = rows(
        row(placed=True, order=0),
        row(session=0, after=True),
        row(session=0),
        row(session=0),
        row(),
        row(session=1),
    )
    bound = concerned_orders(log, 1)
    openers = session_openers(log, bound, 2)
    assert np.flatnonzero(openers).tolist() == [2, 5]
    arrives = openers & (log.session == 0)  # nobody arrived by the second session: it holds a return
    nothing = np.zeros(len(bound), bool)
    assert [ROLES[code] for code in roles_of(log, bound, arrives, nothing)] == [
        "order",
        "after",
        "touch",
        "step",
        "touch",
        "step",
    ]


def test_what_was_sent_is_but_a_message_unless_it_concerns_an_order_or_is_one() -> None:
    log = rows(row(), row(placed=True, order=0), row(after=True), row())
    bound = concerned_orders(log, 1)
    sent = np.array([True, True, True, False])
    found = roles_of(log, bound, np.zeros(4, bool), sent)
    assert [ROLES[code] for code in found] == ["message", "order", "after", "touch"]
