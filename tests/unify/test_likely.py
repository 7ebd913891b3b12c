from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from percorso.unify.likely import likely_rows, pairs_of
from percorso.unify.rules import Likely, LinkRules

Events = Callable[[list[dict[str, Any]]], pa.Table]
PAIR = Likely("user:u1", "user:u2", 0.97, 5)


def statuses(unified: Callable[..., Any], table: pa.Table, rules: LinkRules) -> list[tuple[str, float, bool]]:
    """Of each likely pair its status and probability, and whether both are one customer."""
    known = unified(table, rules=rules).known
    told, left, right = pairs_of(known.rank, known.values, rules)
    rows = likely_rows(known.rank, known.values, known.customer, known.apart, rules).to_pylist()
    assert [(row["left_kind"], row["left_value"]) for row in rows] == [tuple(one.left.split(":")) for one in told]
    same = (known.customer[left] == known.customer[right]).tolist()
    return [(row["status"], row["strength"], one) for row, one in zip(rows, same, strict=True)]


def test_a_likely_pair_is_one_person_and_says_how_probable_that_is(events: Events, unified: Callable[..., Any]) -> None:
    table = events([{"user_id": "u1"}, {"user_id": "u2"}])
    assert statuses(unified, table, LinkRules(likely=(PAIR,))) == [("", 0.97, True)]


@pytest.mark.parametrize(
    "rules",
    [
        LinkRules(likely=(PAIR,), forbidden=(("user:u2", "user:u1"),)),
        LinkRules(likely=(Likely("user:u1", "user:nobody", 0.97, 5),)),
        LinkRules(likely=(Likely("user:u1", "email:u2", 0.97, 5),)),
        LinkRules(),
    ],
)
def test_a_pair_that_was_parted_or_of_which_an_end_is_not_known_is_none(
    events: Events, unified: Callable[..., Any], rules: LinkRules
) -> None:
    table = events([{"user_id": "u1"}, {"user_id": "u2"}])
    assert statuses(unified, table, rules) == []
    known = unified(table, rules=rules).known
    assert len(set(known.customer.tolist())) == 2


def test_a_likely_pair_never_breaks_a_limit(events: Events, unified: Callable[..., Any]) -> None:
    made = [{"user_id": user, "email": f"{user}@x.example"} for user in ("u1", "u2")]
    rules = LinkRules(likely=(PAIR,), max_values={"email": 1})
    assert statuses(unified, events(made), rules) == [("too_many_values", 0.97, False)]


def test_two_who_are_likely_one_do_not_share_their_device_and_a_stranger_does(
    events: Events, unified: Callable[..., Any]
) -> None:
    rules = LinkRules(likely=(PAIR,))
    made = [{"user_id": user, "anonymous_id": "d"} for user in ("u1", "u2")]
    assert not unified(events(made), rules=rules).known.shared.any()
    stranger = [*made, {"user_id": "u3", "anonymous_id": "d"}]
    assert unified(events(stranger), rules=rules).known.shared.any()


def test_a_shared_device_is_nobody_s_however_likely(events: Events, unified: Callable[..., Any]) -> None:
    made = [{"user_id": user, "anonymous_id": "d"} for user in ("u1", "u2")]
    rules = LinkRules(likely=(Likely("anonymous:d", "user:u1", 0.99, 5),))
    assert statuses(unified, events(made), rules) == [("shared_device", 0.99, False)]
