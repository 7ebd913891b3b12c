from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from percorso.collect.options import ReadOptions
from percorso.collect.reading import reread
from percorso.core.errors import PercorsoError
from percorso.core.record import Event
from percorso.core.settings import Shop
from percorso.core.time import from_micros

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.properties)
    return found


def test_shopify_s_rows_make_one_order_each(exports: Path, gather: Gather) -> None:
    batch = gather("orders", exports / "shopify_orders.csv")
    assert not batch.rejected
    assert [one.order_id for one in batch.events] == ["#1001", "#1002", "#1003", "#1004", "#1005"]
    assert {one.name for one in batch.events} == {"Order Completed"}
    first = batch.events[0]
    assert (first.email, first.phone, first.message_id) == ("anna@example.com", "+39 020 000 000", None)
    assert from_micros(first.at).isoformat() == "2026-03-02T09:14:30+00:00"
    assert told(first) == {
        "total": "59.00",
        "subtotal": "54.00",
        "discount": "6.00",
        "shipping": "5.00",
        "tax": "10.64",
        "refunded": "0.00",
        "currency": "EUR",
        "coupon": "WELCOME10",
        "country": "IT",
        "tags": "vip, newsletter",
        "status": "paid",
        "fulfillment_status": "fulfilled",
        "paid_at": "2026-03-02 10:15:00 +0100",
        "payment_method": "Shopify Payments",
        "sold_in": "own_shop",
        "source_id": "5500000000001",
        "test": False,
        "products": [
            {"name": "Mug - Blue", "sku": "MUG-B", "quantity": "2", "price": "15.00", "discount": "0.00"},
            {"name": "Teapot", "sku": "TEA-1", "quantity": "1", "price": "30.00", "discount": "0.00"},
        ],
    }


def test_refunds_cancellations_tests_and_where_it_was_sold_are_told_apart(exports: Path, gather: Gather) -> None:
    _, refunded, cancelled, till, test = map(told, gather("orders", exports / "shopify_orders.csv").events)
    assert (refunded["status"], refunded["refunded"], refunded["sold_in"]) == (
        "partially_refunded",
        "40.00",
        "social_shop",
    )
    assert (cancelled["status"], cancelled["sold_in"]) == ("cancelled", "phone")
    assert cancelled["cancelled_at"] == "2026-03-07 08:00:00 +0100"
    assert (till["sold_in"], till["test"]) == ("till", False)
    assert test["test"] is True


def test_an_order_s_rows_need_not_stand_together(exports: Path, write: Write, gather: Gather) -> None:
    header, *rows = (exports / "woocommerce_lines.csv").read_text().splitlines()
    apart = write("apart.csv", "\n".join([header, rows[0], *rows[2:], rows[1]]))
    whole = gather("orders", exports / "woocommerce_lines.csv")
    assert sorted(gather("orders", apart).events) == sorted(whole.events)


def test_woocommerce_lines_make_orders_and_what_was_never_paid_is_no_sale(exports: Path, gather: Gather) -> None:
    batch = gather("orders", exports / "woocommerce_lines.csv")
    assert [(one.order_id, one.name) for one in batch.events] == [
        ("2001", "Order Completed"),
        ("2002", "Order Failed"),
        ("2003", "Order Pending"),
        ("2004", "Order Completed"),
    ]
    first = told(batch.events[0])
    assert (first["subtotal"], first["discount"], first["tax"], first["total"]) == ("45.00", "5.00", "10.80", "59.90")
    assert first["products"] == [
        {"name": "Mug", "sku": "MUG", "quantity": "2", "price": "15.00"},
        {"name": "Teapot", "sku": "TEA", "quantity": "1", "price": "20.00"},
    ]
    assert (first["coupon"], first["sold_in"], first["currency"]) == ("SPRING", "own_shop", "EUR")


def test_an_italian_export_is_read_as_it_is_written(exports: Path, gather: Gather) -> None:
    first, second = gather("orders", exports / "woocommerce_ordini.csv").events
    assert [from_micros(one.at).isoformat() for one in (first, second)] == [
        "2026-03-04T09:30:00+00:00",
        "2026-03-28T17:05:00+00:00",
    ]
    assert (told(first)["total"], told(first)["status"], told(second)["status"]) == (
        "1230.00",
        "completed",
        "cancelled",
    )
    assert told(first)["products"] == [
        {"name": "Tavolo", "sku": "TAV", "quantity": "1", "total": "900.00", "price": "900"},
        {"name": "Sedia", "sku": "SED", "quantity": "3", "total": "103.20", "price": "34.4"},
    ]


ANALYTICS = (
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,"
    "Product(s),Items sold,Coupon(s),{net},Attribution\n"
    '2026-03-02 10:14:30,2001,"1.059,90 €",completed,Anna Rossi,new,"2× Mug, 2 colours, 1× Teapot",3,"SPRING",864.1,'
    "Organic: Google\n"
    '2026-03-03 10:00:00,2002,"49,00 €",failed,Bruno Bianchi,returning,1× Cup,1,,49,Direct\n'
)


@pytest.mark.parametrize("net", ["N. Revenue", "Net Sales"])
def test_woocommerce_s_own_analytics_export_states_what_was_charged_and_what_of_it_is_goods(
    net: str, write: Write, gather: Gather
) -> None:
    batch = gather("orders", write("a.csv", ANALYTICS.format(net=net)))
    assert not batch.rejected
    first, second = batch.events
    assert (first.order_id, first.name, second.name) == ("2001", "Order Completed", "Order Failed")
    assert from_micros(first.at).isoformat() == "2026-03-02T09:14:30+00:00"
    assert told(first) == {
        "total": "1059.90",
        "revenue": "864.1",
        "currency": "EUR",
        "coupon": "SPRING",
        "attribution": "Organic: Google",
        "status": "completed",
        "sold_in": "own_shop",
        "test": False,
        "products": [{"name": "Mug, 2 colours", "quantity": "2"}, {"name": "Teapot", "quantity": "1"}],
    }
    assert (told(second)["revenue"], told(second)["tax"], told(second)["shipping"]) == ("49", "0", "0")


def test_magento_s_grid_dates_by_month_name_and_its_own_words_for_a_state(exports: Path, gather: Gather) -> None:
    batch = gather("orders", exports / "magento_grid.csv")
    assert not batch.rejected
    assert [(one.order_id, one.email, one.name) for one in batch.events] == [
        ("000000101", "anna@example.com", "Order Completed"),
        ("000000102", "bruno@example.com", "Order Completed"),
        ("000000103", "carla@example.com", "Order Completed"),
        ("000000104", "dario@example.com", "Order Pending"),
    ]
    assert [from_micros(one.at).isoformat() for one in batch.events[:3]] == [
        "2026-03-02T09:14:30+00:00",
        "2026-03-28T17:05:00+00:00",
        "2026-03-28T23:30:00+00:00",
    ]
    first, refunded, offline, _ = map(told, batch.events)
    assert (first["total"], first["status"], first["sold_in"]) == ("64.9000", "completed", "own_shop")
    # Its subtotal is before discounts that the grid does not tell.
    assert "subtotal" not in first
    assert (refunded["status"], refunded["refunded"], offline["status"]) == ("refunded", "20.0000", "pending")


def test_magento_s_tables_hold_utc_and_lines(exports: Path, gather: Gather) -> None:
    first, second = gather("orders", exports / "magento_lines.csv").events
    assert from_micros(first.at).isoformat() == "2026-03-02T09:14:30+00:00"
    assert (first.order_id, first.user_id, second.user_id) == ("000000101", "7", None)
    assert (told(first)["subtotal"], told(first)["discount"], told(first)["coupon"]) == ("54.0000", "6.0000", "SPRING")
    assert told(first)["products"] == [
        {"name": "Mug", "sku": "MUG", "quantity": "2.0000", "price": "15.0000"},
        {"name": "Teapot", "sku": "TEA", "quantity": "1.0000", "price": "30.0000"},
    ]
    assert told(second)["status"] == "cancelled"
    (moved,) = (
        one
        for one in gather("orders", exports / "magento_lines.csv", 'time_zone = "Europe/Rome"').events
        if one.order_id == "000000101"
    )
    assert from_micros(moved.at).isoformat() == "2026-03-02T08:14:30+00:00"


def test_prestashop_s_list_is_read_in_italian_and_names_no_address(exports: Path, gather: Gather) -> None:
    batch = gather("orders", exports / "prestashop_ordini.csv")
    assert not batch.rejected
    assert [(one.order_id, one.email, one.name) for one in batch.events] == [
        ("XKBKNABJK", None, "Order Completed"),
        ("OHSATSERP", None, "Order Completed"),
        ("UOYEVOLI", None, "Order Failed"),
    ]
    transfer, paid, _ = map(told, batch.events)
    assert (transfer["total"], transfer["status"], transfer["source_id"]) == ("64.90", "on_hold", "5")
    assert (paid["total"], paid["status"]) == ("1220.00", "paid")
    assert from_micros(batch.events[0].at).isoformat() == "2026-03-02T09:14:30+00:00"


def test_prestashop_s_sql_manager_gives_lines_addresses_and_numbered_states(exports: Path, gather: Gather) -> None:
    first, second = gather("orders", exports / "prestashop_sql.csv").events
    assert (first.order_id, first.email, first.user_id) == ("XKBKNABJK", "anna@example.com", "2")
    assert (told(first)["status"], told(second)["status"]) == ("on_hold", "cancelled")
    assert (told(first)["subtotal"], told(first)["discount"]) == ("60.000000", "6.000000")
    assert [item["sku"] for item in told(first)["products"]] == ["TAZ", "TEI"]


def test_the_mapping_may_go_by_the_system_s_other_number(exports: Path, gather: Gather) -> None:
    batch = gather("orders", exports / "prestashop_sql.csv", 'order_id = "id_order"')
    assert [one.order_id for one in batch.events] == ["5", "6"]
    with pytest.raises(PercorsoError, match="missing_column"):
        gather("orders", exports / "prestashop_sql.csv", 'order_id = "number"')


def test_two_orders_under_one_number_are_not_taken_for_one(exports: Path, write: Write, gather: Gather) -> None:
    text = (exports / "prestashop_ordini.csv").read_text().replace("OHSATSERP", "XKBKNABJK")
    batch = gather("orders", write("split.csv", text))
    assert [(one.row, one.code) for one in batch.rejected] == [(2, "several_orders")]
    assert [one.order_id for one in batch.events] == ["UOYEVOLI"]


def test_without_a_day_above_twelve_the_shop_s_country_reads_the_date(write: Write, gather: Gather) -> None:
    path = write("a.csv", "Order ID,Order Date,Order Total,Email\n1,04/03/2026,1.00,anna@example.com\n")
    days = {
        country: from_micros(gather("orders", path, shop=Shop(country=country, time_zone="UTC")).events[0].at).date()
        for country in ("IT", "US")
    }
    assert {country: str(day) for country, day in days.items()} == {"IT": "2026-03-04", "US": "2026-04-03"}
    mapped = gather("orders", path, 'format = "%m/%d/%Y"\ntime_zone = "UTC"')
    assert str(from_micros(mapped.events[0].at).date()) == "2026-04-03"


def test_each_date_is_read_in_its_own_form_once_the_file_shows_which_part_is_the_day(
    write: Write, gather: Gather
) -> None:
    dates = ("01/02/2026", "13/02/2026", "2026-02-14 10:00:00", "14/02/2026 11:00", "15.02.2026", "Feb 16, 2026")
    rows = "".join(f'{number},"{when}",10.00\n' for number, when in enumerate(dates))
    shop = Shop(country="US", time_zone="UTC")
    batch = gather("orders", write("a.csv", f"Order ID,Order Date,Order Total\n{rows}"), shop=shop)
    assert not batch.rejected
    assert [from_micros(one.at).strftime("%m-%d %H:%M") for one in batch.events] == [
        "02-01 00:00",
        "02-13 00:00",
        "02-14 10:00",
        "02-14 11:00",
        "02-15 00:00",
        "02-16 00:00",
    ]


def test_an_amount_that_may_be_thousands_is_set_aside_where_no_amount_of_the_file_shows_its_mark(
    write: Write, gather: Gather
) -> None:
    rows = "1,2026-03-01,1.500,\n2,2026-03-02,20,\n"
    header = "Order ID,Order Date,Order Total,Total Tax\n"
    batch = gather("orders", write("a.csv", header + rows))
    assert [(one.row, one.code) for one in batch.rejected] == [(2, "ambiguous_amount")]
    (mended,) = reread("orders", header.strip(), batch.rejected[0].original, ReadOptions(mapping={"decimal": ","}))
    assert told(mended.events[0])["total"] == "1500"
    # Any other amount of the file settles it.
    settled = gather("orders", write("b.csv", header + rows + '3,2026-03-03,30,"5,41"\n'))
    assert [told(one)["total"] for one in settled.events] == ["1500", "20", "30"]
    pointed = gather("orders", write("c.csv", header + rows + "3,2026-03-03,30,5.41\n"))
    assert [told(one)["total"] for one in pointed.events] == ["1.500", "20", "30"]


def test_an_italian_header_suggests_the_comma(write: Write, gather: Gather) -> None:
    rows = '1;2026-03-01;1.500\n2;2026-03-02;"1,500"\n'
    batch = gather("orders", write("a.csv", f"Numero ordine;Data ordine;Totale ordine\n{rows}"))
    assert [told(one)["total"] for one in batch.events] == ["1500"]
    assert [(one.row, one.code) for one in batch.rejected] == [(3, "ambiguous_amount")]


def test_bad_orders_are_set_aside_with_all_their_rows(write: Write, gather: Gather) -> None:
    header = "Order ID,Order Date,Order Total,Order Currency,Item Name\n"
    rows = [
        "1,2026-03-01,-5.00,EUR,Mug",
        "1,,,,Cup",
        "2,2026-03-01,5.00,EURO,Mug",
        "3,2026-03-29 02:30:00,5.00,EUR,Mug",
        ",2026-03-01,5.00,EUR,Mug",
        ",2026-03-02,6.00,EUR,Cup",
        "4,2026-03-01",
        "5,2026-03-01,5.00,EUR,Mug",
    ]
    batch = gather("orders", write("a.csv", header + "\n".join(rows) + "\n"))
    assert [(one.row, one.code, one.original) for one in batch.rejected] == [
        (2, "negative_money", f"{rows[0]}\n{rows[1]}"),
        (4, "unknown_currency", rows[2]),
        (5, "time_does_not_exist", rows[3]),
        (6, "missing_order_id", rows[4]),
        (7, "missing_order_id", rows[5]),
        (8, "wrong_number_of_fields", rows[6]),
    ]
    assert [one.order_id for one in batch.events] == ["5"]
    mended = batch.rejected[0].original.replace("-5.00", "5.00")
    (again,) = reread("orders", batch.rejected[0].header, mended, ReadOptions())
    assert [item["name"] for item in told(again.events[0])["products"]] == ["Mug", "Cup"]


def test_a_changed_order_is_another_row_and_an_unchanged_one_the_same(
    exports: Path, write: Write, gather: Gather
) -> None:
    text = (exports / "shopify_orders.csv").read_text()
    before = gather("orders", exports / "shopify_orders.csv").events
    after = gather("orders", write("later.csv", text.replace(",40.00,", ",55.00,"))).events
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True, True, True]


def test_any_other_table_is_refused_naming_what_was_looked_for(write: Write, gather: Gather) -> None:
    with pytest.raises(PercorsoError, match="Lineitem name") as caught:
        gather("orders", write("a.csv", "when,who\n1,2\n"))
    assert caught.value.code == "unrecognised_export"


PRESTASHOP_LIST = "ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date\n"


@pytest.mark.parametrize(
    ("total", "came"),
    [
        ("£20.90", [("20.90", "GBP")]),
        ("20,90 zł", [("20.90", "PLN")]),
        ("US$20.90", [("20.90", "USD")]),
        ("€20.90", [("20.90", "EUR")]),
        ("$20.90", ["ambiguous_currency"]),
    ],
)
def test_the_sign_of_a_total_says_its_currency_where_the_export_does_not(
    total: str, came: list[object], write: Write, gather: Gather
) -> None:
    row = f"1;XKBKNABJK;1;Italy;A. Rossi;{total};Card;Payment accepted;2026-03-02 10:14:30\n"
    batch = gather("orders", write("list.csv", PRESTASHOP_LIST + row))
    found = [(told(one)["total"], told(one)["currency"]) for one in batch.events]
    assert [*found, *(one.code for one in batch.rejected)] == came


def test_dollars_are_taken_where_the_mapping_says_which(write: Write, gather: Gather) -> None:
    row = "1;XKBKNABJK;1;Italy;A. Rossi;$20.90;Card;Payment accepted;2026-03-02 10:14:30\n"
    (order,) = gather("orders", write("list.csv", PRESTASHOP_LIST + row), 'currency = "CAD"').events
    assert (told(order)["total"], told(order)["currency"]) == ("20.90", "CAD")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("EUR,$10.00,1,10.00", "currency_conflict"),
        ("EUR,10.00,1,£10.00", "currency_conflict"),
        ("USD,€10.00,1,10.00", "currency_conflict"),
        ("EUR,1e5,1,10.00", "bad_amount"),
        ("EUR,10.00,1,1E+05", "bad_amount"),
        ("EUR,10.00,-1,10.00", "bad_count"),
    ],
)
def test_money_and_counts_that_cannot_be_meant_are_set_aside(
    cells: str, code: str, write: Write, gather: Gather
) -> None:
    header = "Name,Created at,Email,Financial Status,Currency,Total,Lineitem quantity,Lineitem price,Lineitem name\n"
    row = f"#1,2026-03-02 10:14:30 +0100,anna@example.com,paid,{cells},Mug\n"
    batch = gather("orders", write("shopify.csv", header + row))
    assert ([one.code for one in batch.rejected], batch.events) == ([code], [])


SQL = "id_order,reference,date_add,total_paid,current_state,email,invoice_date\n"


def test_a_state_of_the_shop_s_own_waits_until_a_mapping_says_what_it_means(write: Write, gather: Gather) -> None:
    path = write("sql.csv", SQL + "1,AAA,2026-03-02 10:14:30,20.90,17,a@b.example,0000-00-00 00:00:00\n")
    batch = gather("orders", path)
    assert ([one.code for one in batch.rejected], batch.events) == (["unknown_status"], [])
    assert '[statuses] "17" = one of "authorized"' in batch.rejected[0].reason
    (order,) = gather("orders", path, '[statuses]\n17 = "cancelled"\n').events
    assert told(order)["status"] == "cancelled"
    assert "paid_at" not in told(order)
    for mapping, code in (('[statuses]\n17 = "lost"', "unknown_status"), ('statuses = "lost"', "bad_mapping")):
        with pytest.raises(PercorsoError) as refused:
            gather("orders", path, mapping)
        assert refused.value.code == code


@pytest.mark.parametrize("email", ["=cmd|' /C calc'!A0", '"=HYPERLINK(""mailto:a@b.example"")"', "@SUM(A1)"])
def test_a_formula_is_nobody_s_address(email: str, write: Write, gather: Gather) -> None:
    path = write("sql.csv", SQL + f"1,AAA,2026-03-02 10:14:30,20.90,2,{email},\n")
    assert [(one.order_id, one.email) for one in gather("orders", path).events] == [("AAA", None)]


def test_an_order_of_more_rows_than_any_basket_is_refused_before_they_are_held(write: Write, gather: Gather) -> None:
    row = "1,AAA,2026-03-02 10:14:30,20.90,2,a@b.example,\n"
    path = write("sql.csv", SQL + row * 60_000)
    tracemalloc.start()
    with pytest.raises(PercorsoError) as refused:
        gather("orders", path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.code == "order_too_large"
    assert peak < 32 * 2**20
