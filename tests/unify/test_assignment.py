from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import DELIVERIES, UNPAID_ORDERS
from percorso.sequence.keys import customer_id_of

Row = dict[str, Any]
Owners = Callable[[list[Row]], dict[str, str]]


@pytest.fixture(scope="session", params=["plain texts", "dictionaries"])
def owners(
    request: pytest.FixtureRequest, events: Callable[[list[Row]], pa.Table], unified: Callable[..., Any]
) -> Owners:
    def assigned(rows: list[Row]) -> dict[str, str]:
        table = events(rows)
        found: dict[str, str] = unified(table, coded=request.param == "dictionaries").owners(table)
        return found

    return assigned


def test_history_before_the_login_belongs_to_the_user(owners: Owners) -> None:
    rows = [{"anonymous_id": "a"}, {"anonymous_id": "a", "user_id": "u"}, {"user_id": "u"}, {"email": "b@x.it"}]
    user, other = customer_id_of("user:u"), customer_id_of("email:b@x.it")
    assert owners(rows) == {"e0": user, "e1": user, "e2": user, "e3": other}


def test_an_event_that_names_only_an_order_belongs_to_whoever_placed_it(owners: Owners) -> None:
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "9"},
        {"name": "Order Delivered", "order_id": " 9 "},
        {"name": "Order Delivered", "order_id": "10"},
    ]
    assert owners(rows) == {"e0": customer_id_of("user:u"), "e1": customer_id_of("user:u")}


def test_a_carrier_may_leave_the_sign_of_an_order_s_number_out_or_put_it_in(owners: Owners) -> None:
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "#9"},
        {"name": "Order Completed", "user_id": "v", "order_id": "10"},
        {"name": "Order Delivered", "order_id": "9"},
        {"name": "Order Delivered", "order_id": "#10"},
        {"name": "Order Delivered", "order_id": "##9"},
    ]
    user, other = customer_id_of("user:u"), customer_id_of("user:v")
    assert owners(rows) == {"e0": user, "e1": other, "e2": user, "e3": other}


@pytest.mark.parametrize("name", ["Order Refunded", "Order Cancelled", "Order Updated", *UNPAID_ORDERS, *DELIVERIES])
def test_a_change_or_delivery_told_by_another_belongs_to_the_buyer(owners: Owners, name: str) -> None:
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "9"},
        {"name": name, "user_id": "staff", "order_id": "9"},
        {"name": name, "user_id": "staff", "order_id": "10"},
    ]
    user, staff = customer_id_of("user:u"), customer_id_of("user:staff")
    assert owners(rows) == {"e0": user, "e1": user, "e2": staff}


def test_whoever_opens_an_order_stays_who_they_are(owners: Owners) -> None:
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "9"},
        {"name": "Order Viewed", "user_id": "v", "order_id": "9"},
    ]
    assert owners(rows)["e1"] == customer_id_of("user:v")


def test_what_names_nobody_is_left_out(owners: Owners) -> None:
    assert owners([{"user_id": "null"}, {"email": "nobody"}, {"anonymous_id": ""}]) == {}


def test_an_order_that_is_told_twice_is_told_of_one_customer(owners: Owners) -> None:
    placed = {"name": "Order Completed", "order_id": "9"}
    rows = [{"anonymous_id": "till", "user_id": "u"}, {"anonymous_id": "till", "user_id": "v"}]
    found = owners([*rows, {"anonymous_id": "till", **placed}, {"email": "a@x.it", **placed}])
    assert found["e2"] == found["e3"] == customer_id_of("email:a@x.it")


def test_a_parcel_scanned_by_its_code_belongs_to_whom_it_is_for_whatever_terminal_scans_it(owners: Owners) -> None:
    code = {"properties": '{"pickup_code":"77"}'}
    rows = [
        {"name": "Order Completed", "user_id": "u", "order_id": "9"},
        {"name": "Pickup Ready", "order_id": "9", **code},
        {"name": "Pickup Completed", "anonymous_id": "terminal", **code},
        {"name": "Page Viewed", "anonymous_id": "terminal"},
    ]
    user, terminal = customer_id_of("user:u"), customer_id_of("anonymous:terminal")
    assert owners(rows) == {"e0": user, "e1": user, "e2": user, "e3": terminal}


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
def test_identifiers_of_one_event_stay_together(owners: Owners, made: list[Row]) -> None:
    owner = owners(made)
    named = [
        f"e{n}" for n, row in enumerate(made) if row["email"] or {(row["user_id"] or "").strip()} & {"a", "b", "c"}
    ]
    assert set(named) <= set(owner)
    same: dict[tuple[str, str], set[str]] = {}
    for n, row in enumerate(made):
        for field in ("user_id", "email"):
            value = (row[field] or "").strip()
            if value not in ("", "null") and row["name"] == "Page Viewed":
                same.setdefault((field, value.lower()), set()).add(owner[f"e{n}"])
    assert all(len(customers) == 1 for customers in same.values())
