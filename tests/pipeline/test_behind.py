from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.core.period import Period
from percorso.pipeline.behind import Found, lost_for, people_of_step
from percorso.pipeline.exploring import CountFunnel, Source, Step, funnel
from percorso.store.workspace import Workspace

QUESTION = CountFunnel((Step("Page Viewed"), Step("Order Completed")), column="name")


@pytest.fixture
def shop(
    make_shop: Callable[..., Workspace], add: Callable[..., None], newsletter_calls: list[dict[str, Any]]
) -> Workspace:
    """Six who order, and one who only looks."""
    looks = {**newsletter_calls[0], "userId": "looker", "timestamp": "2026-03-09T10:00:00Z"}
    made = make_shop()
    add(made, [*newsletter_calls, looks])
    return made


def test_a_figure_leads_to_as_many_people_as_it_counts_those_seen_last_first(shop: Workspace) -> None:
    source = Source.of_workspace(shop.folder)
    counted = funnel(source, QUESTION)["steps"]
    for number, step in enumerate(counted, start=1):
        assert people_of_step(shop, source, QUESTION, number)["total"] == step["customers"]
    lost = people_of_step(shop, source, QUESTION, 2, "lost")
    assert lost["total"] == counted[1]["dropped"] == 1
    assert lost["people"][0]["identifier"] == {"kind": "user", "value": "looker"}
    assert (lost["people"][0]["orders"], lost["people"][0]["revenue"]) == (0, {})
    first = people_of_step(shop, source, QUESTION, 2, limit=2)
    rest = people_of_step(shop, source, QUESTION, 2, limit=200, offset=2)
    assert [one["identifier"]["value"] for one in first["people"] + rest["people"]] == [
        f"u{n}" for n in range(5, -1, -1)
    ]
    assert first["people"][0]["revenue"] == {"EUR": "10.00"}


@given(last=st.lists(st.integers(-1, 5), max_size=30), count=st.integers(1, 40), offset=st.integers(0, 40))
def test_any_page_is_a_part_of_all_in_order(last: list[int], count: int, offset: int) -> None:
    keys = np.random.default_rng(len(last)).permutation(len(last)).astype(np.uint64)
    slow = sorted(zip(last, keys.tolist(), strict=True), key=lambda one: (-one[0], one[1]))
    found = Found(keys, np.array(last, np.int64)).first(offset + count).of(slice(offset, None))
    assert list(zip(found.last.tolist(), found.key.tolist(), strict=True)) == slow[offset : offset + count]


def test_a_list_made_for_a_purpose_names_who_allows_it_and_counts_who_does_not(
    shop: Workspace, add: Callable[..., None], newsletter_calls: list[dict[str, Any]]
) -> None:
    agrees: dict[str, Any] = {"type": "track", "event": "Consent Updated", "timestamp": "2026-03-01T00:00:00Z"}
    agrees |= {"properties": {"purposes": {"marketing": True}}}
    looks = {**newsletter_calls[0], "userId": "other", "timestamp": "2026-03-09T11:00:00Z"}
    emails: dict[str, Any] = {"type": "identify", "userId": "looker", "timestamp": "2026-03-01T00:00:00Z"}
    emails |= {"traits": {"email": "looker@x.example"}}
    add(shop, [looks, emails, {**agrees, "userId": "looker"}, {**agrees, "userId": "u1"}])
    source = Source.of_workspace(shop.folder)
    seen = people_of_step(shop, source, QUESTION, 2)
    assert (seen["total"], "left_out" in seen) == (6, False)
    found = people_of_step(shop, source, QUESTION, 2, purpose="marketing")
    assert (found["total"], found["left_out"], found["purpose"]) == (1, 5, "marketing")
    assert [one["identifier"]["value"] for one in found["people"]] == ["u1"]
    lost = lost_for(shop, source, QUESTION, 2, "marketing")
    assert (lost["left_out"], [one["email"] for one in lost["people"]]) == (1, ["looker@x.example"])
    assert lost["people"][0]["identifier"] == {"kind": "user", "value": "looker"}
    assert lost["people"][0]["customer_id"] in funnel(source, QUESTION, 1)["dropped"]
    everyone = lost_for(shop, source, QUESTION, 2, "analytics")
    assert ([one["email"] for one in everyone["people"]], everyone["left_out"]) == ([None, "looker@x.example"], 0)
    with pytest.raises(PercorsoError, match="bad_steps"):
        lost_for(shop, source, QUESTION, 3, "analytics")


def test_of_a_period_only_those_seen_in_it_are_behind_the_figure(shop: Workspace) -> None:
    source = Source.of_workspace(shop.folder, period=Period.read("2026-03-02", "2026-03-03"))
    assert [one["customers"] for one in funnel(source, QUESTION)["steps"]] == [2, 2]
    assert [one["identifier"]["value"] for one in people_of_step(shop, source, QUESTION, 1)["people"]] == ["u2", "u1"]


@pytest.mark.parametrize(
    ("asked", "code"), [({"step": 3}, "bad_steps"), ({"step": 1, "limit": 0}, "bad_page"), ({"step": 0}, "bad_steps")]
)
def test_what_is_no_step_or_page_is_refused(shop: Workspace, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        people_of_step(shop, Source.of_workspace(shop.folder), QUESTION, **asked)
    assert refused.value.code == code
