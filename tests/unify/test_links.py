from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

Row = dict[str, Any]
Find = Callable[..., list[str]]


@pytest.fixture(scope="session")
def find(events: Callable[[list[Row]], pa.Table], unified: Callable[[pa.Table], Any]) -> Find:
    def found(*rows: Row) -> list[str]:
        table = unified(events(list(rows))).links
        return ["{a_kind}:{a_value} {b_kind}:{b_value} {evidence} e{seq}".format(**row) for row in table.to_pylist()]

    return found


def test_a_login_links_the_device_to_the_user(find: Find) -> None:
    assert find({"user_id": "u", "anonymous_id": "a"}) == ["user:u anonymous:a login e0"]


def test_an_address_links_in_lower_case_and_keeps_its_dots_and_tags(find: Find) -> None:
    assert find({"email": " An.Na+x@GMAIL.com\u00a0", "anonymous_id": "a"}) == [
        "email:an.na+x@gmail.com anonymous:a email e0"
    ]


def test_ids_keep_their_letters_and_lose_the_white_space_around_them(find: Find) -> None:
    assert find({"user_id": "\t U a0u \n"}) == ["user:U a0u user:U a0u alone e0"]


def test_an_identifier_seen_by_itself_is_known(find: Find) -> None:
    assert find({"anonymous_id": "a"}) == ["anonymous:a anonymous:a alone e0"]


@pytest.mark.parametrize("name", ["Order Completed", "Order Line", "Booking Completed", "Quote Requested"])
def test_an_order_links_whoever_places_it(find: Find, name: str) -> None:
    placed = {"name": name, "order_id": "9"}
    assert find({"user_id": "u", **placed}, {"email": "a@x.it", **placed}) == [
        "email:a@x.it order:shop:9 order e1",
        "user:u order:shop:9 order e0",
    ]


@pytest.mark.parametrize("name", ["Order Viewed", "Order Delivered", "Order Refunded", "Order Updated"])
def test_an_order_that_is_opened_shipped_or_refunded_links_nobody(find: Find, name: str) -> None:
    assert find({"user_id": "u", "name": name, "order_id": "9"}) == ["user:u user:u alone e0"]


def test_two_shops_orders_of_one_number_are_two_orders(find: Find) -> None:
    placed = {"name": "Order Completed", "order_id": "9"}
    assert find({"user_id": "u", "shop": "a", **placed}, {"user_id": "v", "shop": "b", **placed}) == [
        "user:u order:a:9 order e0",
        "user:v order:b:9 order e1",
    ]


@pytest.mark.parametrize("value", ["", "  ", "null", "NULL", "undefined", "0", "none", "anonymous", "n/a", "(not set)"])
@pytest.mark.parametrize("field", ["user_id", "anonymous_id", "order_id"])
def test_a_value_that_names_nobody_links_nothing(find: Find, field: str, value: str) -> None:
    assert find({"email": "a@x.it", "name": "Order Completed", field: value}) == ["email:a@x.it email:a@x.it alone e0"]


@pytest.mark.parametrize("value", ["anna", "Test@Test.com", "", None])
def test_what_is_no_address_of_a_person_links_nothing(find: Find, value: str | None) -> None:
    assert find({"user_id": "u", "email": value}) == ["user:u user:u alone e0"]


def test_an_event_that_names_nobody_makes_no_link(find: Find) -> None:
    assert find({"user_id": "null", "name": "Order Completed"}, {}) == []


@pytest.mark.parametrize("field", ["properties", "traits"])
@pytest.mark.parametrize("key", ["previous_id", "previousId"])
def test_an_alias_links_the_previous_id(find: Find, field: str, key: str) -> None:
    alias = {"kind": "alias", "name": "Alias", "user_id": "u", field: f'{{"{key}":"p"}}'}
    assert find(alias) == ["user:u anonymous:p alias e0"]
    assert find({"user_id": "p"}, alias) == ["user:p user:p alone e0", "user:u user:p alias e1"]


def test_an_alias_of_an_address_links_the_address(find: Find) -> None:
    alias = {"kind": "alias", "name": "Alias", "user_id": "u", "properties": '{"previous_id":"Jen@X.it"}'}
    assert find(alias) == ["user:u email:jen@x.it alias e0"]


def test_only_an_alias_reads_a_previous_id(find: Find) -> None:
    assert find({"user_id": "u", "properties": '{"previous_id":"p"}'}) == ["user:u user:u alone e0"]


def test_a_link_seen_again_keeps_its_first_event_and_its_span(
    events: Callable[[list[Row]], pa.Table], unified: Callable[[pa.Table], Any]
) -> None:
    rows = [{"at": at, "user_id": "u", "anonymous_id": "a"} for at in (50, 20, 90)]
    found = unified(events(rows)).links
    assert found["seq"].to_pylist() == [1]
    assert found["first_seen_at"].cast(pa.int64()).to_pylist() == [20]
    assert found["last_seen_at"].cast(pa.int64()).to_pylist() == [90]
