from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from percorso.core.identity import EVIDENCE, KINDS

Row = dict[str, Any]
Find = Callable[..., list[str]]


@pytest.fixture(scope="session")
def find(events: Callable[[list[Row]], pa.Table], unified: Callable[[pa.Table], Any]) -> Find:
    def found(*rows: Row) -> list[str]:
        one = unified(events(list(rows))).known
        names = [
            f"{KINDS[rank]}:{value}" for rank, value in zip(one.rank.tolist(), one.values.to_pylist(), strict=True)
        ]
        ends = zip(one.left.tolist(), one.right.tolist(), one.evidence.tolist(), strict=True)
        return sorted({f"{names[left]} {names[right]} {EVIDENCE[told]}" for left, right, told in ends})

    return found


def test_a_login_links_the_device_to_the_user(find: Find) -> None:
    assert find({"user_id": "u", "anonymous_id": "a"}) == ["user:u anonymous:a login"]


def test_an_address_links_in_lower_case_and_keeps_its_dots_and_tags(find: Find) -> None:
    assert find({"email": " An.Na+x@GMAIL.com\u00a0", "anonymous_id": "a"}) == [
        "email:an.na+x@gmail.com anonymous:a email"
    ]


def test_ids_keep_their_letters_and_lose_the_white_space_around_them(find: Find) -> None:
    assert find({"user_id": "\t U a0u \n"}) == ["user:U a0u user:U a0u alone"]


def test_an_identifier_seen_by_itself_is_known(find: Find) -> None:
    assert find({"anonymous_id": "a"}) == ["anonymous:a anonymous:a alone"]


@pytest.mark.parametrize("name", ["Order Completed", "Order Line", "Booking Completed", "Quote Requested"])
def test_an_order_links_whoever_places_it(find: Find, name: str) -> None:
    placed = {"name": name, "order_id": "9"}
    assert find({"user_id": "u", **placed}, {"email": "a@x.it", **placed}) == [
        "email:a@x.it order:shop:9 order",
        "user:u order:shop:9 order",
    ]


@pytest.mark.parametrize("name", ["Order Viewed", "Order Delivered", "Order Refunded", "Order Updated"])
def test_an_order_that_is_opened_shipped_or_refunded_links_nobody(find: Find, name: str) -> None:
    assert find({"user_id": "u", "name": name, "order_id": "9"}) == ["user:u user:u alone"]


def test_two_shops_orders_of_one_number_are_two_orders(find: Find) -> None:
    placed = {"name": "Order Completed", "order_id": "9"}
    assert find({"user_id": "u", "shop": "a", **placed}, {"user_id": "v", "shop": "b", **placed}) == [
        "user:u order:a:9 order",
        "user:v order:b:9 order",
    ]


@pytest.mark.parametrize("value", ["", "  ", "null", "NULL", "undefined", "0", "none", "anonymous", "n/a", "(not set)"])
@pytest.mark.parametrize("field", ["user_id", "anonymous_id", "order_id"])
def test_a_value_that_names_nobody_links_nothing(find: Find, field: str, value: str) -> None:
    assert find({"email": "a@x.it", "name": "Order Completed", field: value}) == ["email:a@x.it email:a@x.it alone"]


@pytest.mark.parametrize("value", ["anna", "Test@Test.com", "", None])
def test_what_is_no_address_of_a_person_links_nothing(find: Find, value: str | None) -> None:
    assert find({"user_id": "u", "email": value}) == ["user:u user:u alone"]


def test_an_event_that_names_nobody_makes_no_link(find: Find) -> None:
    assert find({"user_id": "null", "name": "Order Completed"}, {}) == []


@pytest.mark.parametrize("field", ["properties", "traits"])
@pytest.mark.parametrize("key", ["previous_id", "previousId"])
def test_an_alias_links_the_previous_id(find: Find, field: str, key: str) -> None:
    alias = {"kind": "alias", "name": "Alias", "user_id": "u", field: f'{{"{key}":"p"}}'}
    assert find(alias) == ["user:u anonymous:p alias"]
    assert find({"user_id": "p"}, alias) == ["user:p user:p alone", "user:u user:p alias"]


def test_an_alias_of_an_address_links_the_address(find: Find) -> None:
    alias = {"kind": "alias", "name": "Alias", "user_id": "u", "properties": '{"previous_id":"Jen@X.it"}'}
    assert find(alias) == ["user:u email:jen@x.it alias"]


def test_only_an_alias_reads_a_previous_id(find: Find) -> None:
    assert find({"user_id": "u", "properties": '{"previous_id":"p"}'}) == ["user:u user:u alone"]


def test_a_link_seen_again_keeps_its_first_moment_and_its_last(
    events: Callable[[list[Row]], pa.Table], unified: Callable[[pa.Table], Any]
) -> None:
    rows: list[Row] = [{"at": at, "user_id": "u", "anonymous_id": "a"} for at in (50, 20, 90)]
    rows[1]["source"] = "till"
    found = unified(events(rows)).known
    assert (found.link_first.tolist(), found.link_last.tolist(), found.link_seq.tolist()) == ([20], [90], [1])
    assert found.sources.take(pa.array(found.link_source)).to_pylist() == ["till"]


def test_an_alias_of_itself_says_nothing(find: Find) -> None:
    alias = {"kind": "alias", "name": "Alias", "user_id": "u", "properties": '{"previous_id":"u"}'}
    assert find(alias) == ["user:u user:u alone"]


@pytest.mark.parametrize(
    ("row", "link"),
    [
        ({"phone": "339 123 4567"}, "phone:+393391234567 phone"),
        ({"traits": '{"loyalty_id":"L1"}'}, "loyalty:L1 loyalty"),
        ({"traits": '{"crmId":"7"}'}, "crm:7 crm"),
        ({"traits": '{"tax_code":"rss mra"}'}, "tax:RSSMRA tax"),
    ],
)
def test_what_names_a_person_links_to_the_user(find: Find, row: Row, link: str) -> None:
    assert find({"user_id": "u", **row}) == [f"user:u {link}"]


def test_a_click_id_and_an_opened_link_tie_nobody(find: Find) -> None:
    opened = {"url": "https://shop.example/?gclid=1&uid=u&email=a@x.it", "name": "Email Link Clicked"}
    assert find({"anonymous_id": "a", **opened}, {"anonymous_id": "b", **opened}) == [
        "anonymous:a anonymous:a alone",
        "anonymous:b anonymous:b alone",
    ]
