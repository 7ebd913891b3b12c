from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.conversion import ContactRow, ContactToCustomer
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000
AS_OF = 60


def asked(journeys: Journeys, **options: Any) -> Any:
    question = ContactToCustomer(AS_OF * DAY, **options)
    return question.finish(question.map(journeys))


def counts_of(row: ContactRow) -> tuple[int, int, int]:
    return row.rate.n, row.rate.successes, row.waiting


def slow(shop: Any, by: str, subject: str | None, directions: tuple[str, ...]) -> tuple[int, int, int]:
    """The slow, obvious way: look for each person's first contact and first order."""
    judged = converted = waiting = 0
    for person in shop:
        order = next((place for place, row in enumerate(person) if row.role == "order"), len(person))
        contacts = [
            row
            for row in person[:order]
            if row.role == "touch" and row.direction in directions and (subject is None or getattr(row, by) == subject)
        ]
        if not contacts:
            continue
        if AS_OF * DAY - contacts[0].at < 30 * DAY:
            waiting += 1
            continue
        judged += 1
        converted += order < len(person) and person[order].at - contacts[0].at <= 30 * DAY
    return judged, converted, waiting


@pytest.mark.parametrize("by", ["channel", "campaign"])
@pytest.mark.parametrize("directions", [("inbound", "outbound"), ("outbound",)])
@given(data=st.data())
def test_rates_equal_the_slow_reference(
    by: str, directions: tuple[str, ...], data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    made = journeys(shop)
    found = asked(made, by=by, directions=directions)
    expected = {subject: slow(shop, by, subject, directions) for subject in made.words[by]}
    assert {row.subject: counts_of(row) for row in found.rows} == {
        subject: counts for subject, counts in expected.items() if any(counts)
    }
    assert counts_of(found.overall) == slow(shop, by, None, directions)


def test_a_contact_exactly_as_long_ago_as_the_window_is_judged(written: Callable[..., Journeys]) -> None:
    shop = written(
        [{"day": 30, "channel": "Email"}, {"day": 60, "role": "order"}],
        [{"day": 30.5, "channel": "Email"}, {"day": 31, "role": "order"}],
        [{"day": 0, "channel": "Direct"}, {"day": 30.5, "role": "order"}],
    )
    found = asked(shop)
    assert {row.subject: counts_of(row) for row in found.rows} == {"Email": (1, 1, 1), "Direct": (1, 0, 0)}
    assert found.rows[0].subject == "Email"
    assert found.within == timedelta(days=30)


def test_a_contact_after_the_first_order_makes_no_customer(written: Callable[..., Journeys]) -> None:
    shop = written([{"day": 0, "role": "order"}, {"day": 1, "channel": "Email"}, {"day": 2, "role": "order"}])
    assert asked(shop).rows == ()
