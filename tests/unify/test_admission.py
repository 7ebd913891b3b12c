from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.keys import customer_id_of
from percorso.unify.growth import every_link, identifier_rows, link_rows
from percorso.unify.rules import LEVELS, Likely, LinkRules

Row = dict[str, Any]
Events = Callable[[list[Row]], pa.Table]
LIMITS = LinkRules(max_customers={"email": 2, "order": 2, "anonymous": 1}, max_values={"email": 2, "user": 2})
LOOSE = replace(
    LIMITS,
    likely=(
        *(Likely("user:u1", "user:u2", 0.97, 0), Likely("user:u2", "user:u3", 0.98, 0)),
        *(Likely("email:a@x.example", "user:u4", 0.99, 0), Likely("anonymous:d1", "user:u3", 0.96, 0)),
    ),
)

rows = st.lists(
    st.fixed_dictionaries(
        {"at": st.integers(0, 3)},
        optional={
            "user_id": st.sampled_from(["u1", "u2", "u3", "u4"]),
            "email": st.sampled_from(["a@x.example", "b@x.example", "c@x.example"]),
            "phone": st.sampled_from(["339 1234567", "339 7654321"]),
            "anonymous_id": st.sampled_from(["d1", "d2"]),
            "order_id": st.sampled_from(["1", "2"]),
            "name": st.sampled_from(["Page Viewed", "Order Completed", "Consent Updated"]),
            "consent": st.sampled_from(["cross_device=granted", "cross_device=denied"]),
        },
    ),
    min_size=1,
    max_size=14,
)


def told(unified: Callable[..., Any], table: pa.Table, rules: LinkRules) -> tuple[Any, ...]:
    """Everything that is made of events: whose each is, every identifier, every link and what became of it."""
    found = unified(table, rules=rules)
    known = found.known
    people = identifier_rows(known, np.flatnonzero(known.customer >= 0), 4).to_pylist()
    ties = link_rows(known, every_link(known)).drop_columns(["seq", "source"]).to_pylist()
    return found.owners(table), sorted(map(str, people)), sorted(map(str, ties))


@given(rows, st.randoms(), st.sampled_from([LIMITS, LOOSE]))
def test_any_order_of_the_same_events_gives_the_same_customers_and_sets_the_same_links_aside(
    events: Events, unified: Callable[..., Any], made: list[Row], random: Random, rules: LinkRules
) -> None:
    whole = [{"event_id": f"e{n}", **row} for n, row in enumerate(made)]
    shuffled = whole.copy()
    random.shuffle(shuffled)
    assert told(unified, events(shuffled), rules) == told(unified, events(whole), rules)


def statuses(unified: Callable[..., Any], table: pa.Table, rules: LinkRules) -> dict[str, str]:
    known = unified(table, rules=rules).known
    found = link_rows(known, every_link(known)).to_pylist()
    return {f"{one['left_value']} {one['right_value']}": one["status"] for one in found}


def test_a_value_that_ties_too_many_customers_ties_none(events: Events, unified: Callable[..., Any]) -> None:
    made = [{"user_id": user, "email": "desk@x.example"} for user in ("u1", "u2", "u3")]
    found = statuses(unified, events(made), LIMITS)
    assert found == dict.fromkeys([f"u{n} desk@x.example" for n in (1, 2, 3)], "too_many_customers")


def test_a_customer_with_too_many_values_of_a_kind_has_none(events: Events, unified: Callable[..., Any]) -> None:
    made = [{"user_id": "staff", "email": f"{n}@x.example"} for n in range(3)]
    assert set(statuses(unified, events(made), LIMITS).values()) == {"too_many_values"}


def test_an_order_placed_by_too_many_stays_with_the_first(events: Events, unified: Callable[..., Any]) -> None:
    made = [{"user_id": f"u{n}", "name": "Order Completed", "order_id": "9", "at": 9 - n} for n in (1, 2, 3)]
    table = events(made)
    assert statuses(unified, table, LIMITS) == {
        "u1 shop:9": "too_many_customers",
        "u2 shop:9": "too_many_customers",
        "u3 shop:9": "",
    }
    assert set(unified(table, rules=LIMITS).owners(table).values()) == {customer_id_of("user:u3")}


def test_a_link_that_is_forbidden_ties_nobody_whenever_it_is_seen(events: Events, unified: Callable[..., Any]) -> None:
    made = [{"user_id": "u1", "email": "a@x.example"}, {"user_id": "u1", "anonymous_id": "d"}]
    rules = LinkRules(forbidden=(("email:a@x.example", "user:u1"),))
    assert statuses(unified, events([*made, made[0]]), rules) == {"u1 a@x.example": "unlinked", "u1 d": ""}


def test_strict_takes_logins_and_addresses_alone_and_tells_every_order_of_one_customer(
    events: Events, unified: Callable[..., Any]
) -> None:
    order = {"name": "Order Completed", "order_id": "9"}
    table = events(
        [
            {"user_id": "u1", "phone": "339 1234567", "at": 0},
            {"user_id": "u2", "phone": "339 1234567", "at": 1},
            {"user_id": "u1", "anonymous_id": "d", "email": "a@x.example", "at": 2},
            {"anonymous_id": "other", **order, "at": 3},
            {"email": "b@x.example", **order, "at": 4},
        ]
    )
    strict = unified(table, rules=LinkRules(evidence=LEVELS["strict"])).owners(table)
    whole = unified(table).owners(table)
    assert whole["e0"] == whole["e1"] == customer_id_of("user:u1")
    assert strict["e0"] != strict["e1"]
    assert strict["e3"] == strict["e4"] == customer_id_of("email:b@x.example")
