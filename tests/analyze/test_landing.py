from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.intervals import rate
from percorso.analyze.landing import Landing, SessionRates
from percorso.sequence.journeys import Journeys


def asked(journeys: Journeys, by: Any = "landing") -> SessionRates:
    question = Landing(by)
    return question.finish(question.map(journeys))


@pytest.mark.parametrize("by", ["landing", "channel", "device", "campaign"])
@given(data=st.data())
def test_session_rates_equal_the_slow_reference(
    by: str, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = asked(journeys(shop), by)
    sessions: dict[str, list[Any]] = {}
    for person in shop:
        for session in {row.session for row in person if row.session >= 0}:
            rows = [row for row in person if row.session == session]
            subject = next((getattr(row, by) for row in rows if getattr(row, by)), "")
            sessions.setdefault(subject, []).append(rows)
    assert {row.subject for row in found.rows} == set(sessions)
    for row in (*found.rows, found.overall):
        own = [one for all_of in sessions.values() for one in all_of] if row is found.overall else sessions[row.subject]
        assert row.rate == rate(sum(any(one.role == "order" for one in rows) for rows in own), len(own))
        orders = [one for rows in own for one in rows if one.role == "order"]
        euros = sum(one.value for one in orders if one.currency == "EUR")
        assert (row.orders, row.value) == (len(orders), euros)


def test_a_page_nobody_orders_from_is_there(written: Callable[..., Journeys]) -> None:
    found = asked(written([{"day": 0, "session": 0, "landing": "/sale"}]))
    assert [(row.subject, row.rate.successes, row.rate.n) for row in found.rows] == [("/sale", 0, 1)]
