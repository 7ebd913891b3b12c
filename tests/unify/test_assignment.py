from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import DELIVERIES
from percorso.sequence.bucket import Bucket
from percorso.sequence.keys import bucket_of, customer_id_of
from percorso.tables import EVENTS
from percorso.unify.assignment import ASSIGN_SQL
from percorso.unify.clusters import clusters
from percorso.unify.links import links

Row = dict[str, Any]
Assign = Callable[[list[Row]], pa.Table]


@pytest.fixture(scope="session")
def assign(events: Callable[[list[Row]], pa.Table], bucket: Callable[..., Bucket]) -> Assign:
    def assigned(rows: list[Row]) -> pa.Table:
        table = events(rows)
        identifiers = clusters(links(bucket(events=table)), 16)
        return bucket(events=table, identifiers=identifiers).sql(f"SELECT * FROM ({ASSIGN_SQL}) ORDER BY seq")

    return assigned


def owners(table: pa.Table) -> dict[str, str]:
    return dict(zip(table["event_id"].to_pylist(), table["customer_id"].to_pylist(), strict=True))


def test_history_before_the_login_belongs_to_the_user(assign: Assign) -> None:
    rows = [{"anonymous_id": "a"}, {"anonymous_id": "a", "user_id": "u"}, {"user_id": "u"}, {"email": "b@x.it"}]
    user, other = customer_id_of("user:u"), customer_id_of("email:b@x.it")
    assert owners(assign(rows)) == {"e0": user, "e1": user, "e2": user, "e3": other}


def test_the_columns_are_those_of_events_with_customer_and_bucket(assign: Assign) -> None:
    found = assign([{"user_id": "u"}])
    assert found.column_names == [*EVENTS.columns, "customer_id", "bucket"]
    assert found["bucket"].to_pylist() == bucket_of(found["customer_id"], 16).tolist()


def test_an_event_that_names_only_an_order_belongs_to_whoever_placed_it(assign: Assign) -> None:
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "9"},
        {"name": "Order Delivered", "order_id": " 9 "},
        {"name": "Order Delivered", "order_id": "10"},
    ]
    assert owners(assign(rows)) == {"e0": customer_id_of("user:u"), "e1": customer_id_of("user:u")}


def test_a_carrier_may_leave_the_sign_of_an_order_s_number_out_or_put_it_in(assign: Assign) -> None:
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "#9"},
        {"name": "Order Completed", "user_id": "v", "order_id": "10"},
        {"name": "Order Delivered", "order_id": "9"},
        {"name": "Order Delivered", "order_id": "#10"},
        {"name": "Order Delivered", "order_id": "##9"},
    ]
    user, other = customer_id_of("user:u"), customer_id_of("user:v")
    assert owners(assign(rows)) == {"e0": user, "e1": other, "e2": user, "e3": other}


@pytest.mark.parametrize("name", ["Order Refunded", "Order Cancelled", "Order Updated", *DELIVERIES])
def test_a_change_or_delivery_told_by_another_belongs_to_the_buyer(assign: Assign, name: str) -> None:
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "9"},
        {"name": name, "user_id": "staff", "order_id": "9"},
        {"name": name, "user_id": "staff", "order_id": "10"},
    ]
    user, staff = customer_id_of("user:u"), customer_id_of("user:staff")
    assert owners(assign(rows)) == {"e0": user, "e1": user, "e2": staff}


def test_whoever_opens_an_order_stays_who_they_are(assign: Assign) -> None:
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "9"},
        {"name": "Order Viewed", "user_id": "v", "order_id": "9"},
    ]
    assert owners(assign(rows))["e1"] == customer_id_of("user:v")


def test_what_names_nobody_is_left_out(assign: Assign) -> None:
    assert assign([{"user_id": "null"}, {"email": "nobody"}, {"anonymous_id": ""}]).num_rows == 0


some = st.sampled_from([None, "", "null", "a", "b ", "c"])
rows = st.lists(
    st.fixed_dictionaries(
        {"user_id": some, "anonymous_id": some, "email": st.sampled_from([None, "A@x.it", "b@x.it"]), "order_id": some},
    ).flatmap(
        lambda row: st.sampled_from(["Page Viewed", "Order Completed", "Order Refunded"]).map(
            lambda name: {**row, "name": name}
        )
    ),
    max_size=12,
)


@given(rows)
def test_every_event_is_assigned_once_and_identifiers_of_one_event_stay_together(
    assign: Assign, made: list[Row]
) -> None:
    found = assign(made)
    assert len(set(found["event_id"].to_pylist())) == found.num_rows
    owner = owners(found)
    named = [
        f"e{n}" for n, row in enumerate(made) if row["email"] or {(row["user_id"] or "").strip()} & {"a", "b", "c"}
    ]
    assert set(named) <= set(owner)
    same: dict[tuple[str, str], set[str]] = {}
    for n, row in enumerate(made):
        for field in ("user_id", "anonymous_id", "email"):
            value = (row[field] or "").strip()
            if value not in ("", "null") and row["name"] != "Order Refunded":
                same.setdefault((field, value.lower()), set()).add(owner[f"e{n}"])
    assert all(len(customers) == 1 for customers in same.values())
