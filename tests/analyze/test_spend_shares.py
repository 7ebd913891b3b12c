from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.spend import SpendRow
from percorso.analyze.spend_shares import Touches, shared

COSTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=8)
COUNTS = st.integers(0, 50)


def row(cost: int, campaign: str = "Spring", channel: str = "Paid Search", **told: str) -> SpendRow:
    return SpendRow(date(2026, 3, 1), "google_ads", channel, campaign, cost, "EUR", clicks=9, **told)


def test_a_campaigns_cost_is_shared_as_its_contacts_were_whatever_they_are_spelt() -> None:
    everybody = Touches({"Paid Search": 100}, {"spring": 6, "Spring ": 2, "7711": 2})
    members = Touches({"Paid Search": 90}, {"SPRING": 4, "7711": 1})
    found = shared([row(100, campaign_id="7711")], everybody, members)
    assert [(one.cost, one.clicks) for one in found.rows] == [(50, None)]
    assert found.untold == ()


def test_one_that_no_contact_names_is_shared_as_its_channel_was_and_one_nobody_met_is_nobodys() -> None:
    everybody, members = Touches({"Paid Search": 4}, {}), Touches({"Paid Search": 1}, {})
    rows = [row(200), row(70, "Lost video", "Paid Video")]
    found = shared(rows, everybody, members)
    assert [one.cost for one in found.rows] == [50, 0]
    assert found.untold == (rows[1],)


@given(costs=COSTS, one=COUNTS, other=COUNTS)
def test_the_parts_of_two_halves_add_up_to_the_cost_to_one_minor_unit(costs: list[int], one: int, other: int) -> None:
    everybody = Touches({}, {"spring": one + other})
    halves = [shared([row(cost) for cost in costs], everybody, Touches({}, {"spring": own})) for own in (one, other)]
    parts = [sum(part.cost for part in half.rows) for half in halves]
    whole = sum(costs) if one + other else 0
    assert abs(sum(parts) - whole) <= 1
    assert all(part.cost >= 0 for half in halves for part in half.rows)
    assert (
        parts[0] == (round(whole * one / (one + other)) if one + other else 0)
        or abs(parts[0] - whole * one / (one + other)) <= 0.5
    )
