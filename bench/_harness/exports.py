"""Files as sources write them, one row like the next: what import speed is measured on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench._harness.assortment import SITE, price, product_name
from bench._harness.made import made

# Raised with every change of what is written.
VERSION = 1
_BEGAN = datetime(2026, 2, 16, 6, tzinfo=UTC)
_EVENTS = ("Page Viewed", "Product List Viewed", "Product Viewed", "Product Viewed", "Product Added")

_MAPPING = """connector = "{connector}"
record = "event"
source = "web"
time_zone = "UTC"

[fields]
at = "when"
anonymous_id = "visitor"
user_id = "user"
name = "what"
url = "page"
utm_source = "source"

[properties]
product_id = "product"
price = "price"
"""


@dataclass(frozen=True)
class Export:
    """One connector's file.

    Attributes:
        line: gives the n-th row as text.
        mapped: whether it is read through a mapping.
    """

    suffix: str
    header: str
    line: Callable[[int], str]
    mapped: bool = False


def written(folder: Path, connector: str, rows: int) -> tuple[Path, Path | None]:
    """Give a connector's file of as many rows, and its mapping where it needs one; made once."""
    export = EXPORTS[connector]

    def make(place: Path) -> None:
        file = place / f"{connector}{export.suffix}"
        if export.suffix == ".parquet":
            _write_parquet(file, export, rows)
        else:
            with file.open("w", encoding="utf-8") as text:
                text.write(export.header and f"{export.header}\n")
                text.writelines(f"{export.line(number)}\n" for number in range(rows))
        (place / "mapping.toml").write_text(_MAPPING.format(connector=connector), encoding="utf-8")

    place = made(folder, f"export-{connector}-{rows}", {"connector": connector, "rows": rows, "drawn": VERSION}, make)
    return place / f"{connector}{export.suffix}", place / "mapping.toml" if export.mapped else None


def _write_parquet(file: Path, export: Export, rows: int) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    columns = zip(*(export.line(number).split(",") for number in range(rows)), strict=True)
    names = export.header.split(",")
    parquet.write_table(pa.table({name: list(column) for name, column in zip(names, columns, strict=True)}), file)


def _at(number: int) -> str:
    return (_BEGAN + timedelta(seconds=7 * number)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(number: int) -> str:
    return f"{2000 + number // 336 % 26}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}"


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _mail(number: int) -> str:
    return f"customer{number // 3}@example.com"


def _who(number: int) -> tuple[str, str]:
    """Name a visitor, and the user where one in four is logged in."""
    visitor = number // 6
    return f"9f2c41d0-77aa-4be1-8c1e-{visitor:012x}", f"u{visitor}" if visitor % 4 == 0 else ""


def _segment(number: int) -> str:
    visitor, user = _who(number)
    product = number * 31 % 20_000
    call = {
        "type": "track",
        "event": _EVENTS[number % len(_EVENTS)],
        "messageId": f"ajs-{number:032x}",
        "anonymousId": visitor,
        "timestamp": _at(number),
        "context": {
            "page": {"url": f"{SITE}/products/{product}", "referrer": "https://www.google.com/"},
            "campaign": {"source": "google", "medium": "cpc", "name": f"search-{number % 240}"},
            "ip": "203.0.113.7",
            "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36",
        },
        "properties": {"product_id": f"sku-{product}", "name": product_name(product), "price": price(product) / 100},
    }
    return json.dumps(call | ({"userId": user} if user else {}))


def _ga4(number: int) -> str:
    """Write an event as the day's table of GA4's export holds it."""
    visitor, user = _who(number)
    product = number * 31 % 20_000
    at = _BEGAN + timedelta(seconds=7 * number)
    parameters = [
        {"key": "ga_session_id", "value": {"int_value": str(number // 6)}},
        {"key": "page_location", "value": {"string_value": f"{SITE}/products/{product}"}},
    ]
    event = {
        "event_date": at.strftime("%Y%m%d"),
        "event_timestamp": str(int(at.timestamp() * 1_000_000)),
        "event_name": ("page_view", "view_item_list", "view_item", "view_item", "add_to_cart")[number % 5],
        "event_params": parameters,
        "user_pseudo_id": visitor,
        "user_id": user or None,
        "collected_traffic_source": {"manual_source": "google", "manual_medium": "cpc"},
        "items": [{"item_id": f"sku-{product}", "item_name": product_name(product), "price": price(product) / 100}],
    }
    return json.dumps(event)


def _shopify(number: int) -> str:
    goods, at = price(number), _at(number)
    line = {"name": product_name(number % 20_000), "sku": f"sku-{number}", "quantity": 1, "price": _money(goods)}
    order = {
        "id": number + 1,
        "name": f"#{number}",
        "email": _mail(number),
        "created_at": at,
        "updated_at": at,
        "currency": "EUR",
        "total_price": _money(goods + 490),
        "financial_status": "paid",
        "line_items": [line],
    }
    return json.dumps(order)


def _woocommerce(number: int) -> str:
    goods, at = price(number), _at(number).removesuffix("Z")
    order = {
        "id": number + 1,
        "number": str(number),
        "status": "completed",
        "currency": "EUR",
        "date_created_gmt": at,
        "date_modified_gmt": at,
        "total": _money(goods + 490),
        "billing": {"email": _mail(number)},
        "line_items": [],
    }
    return json.dumps(order)


def _row(number: int) -> dict[str, str]:
    visitor, user = _who(number)
    product = number * 31 % 20_000
    return {
        "when": _at(number),
        "visitor": visitor,
        "user": user,
        "what": _EVENTS[number % len(_EVENTS)],
        "page": f"{SITE}/products/{product}",
        "source": "google" if number % 6 == 0 else "",
        "product": f"sku-{product}",
        "price": _money(price(product)),
    }


def _delimited(number: int) -> str:
    return ",".join(_row(number).values())


def _order(number: int) -> str:
    goods, at = price(number), _at(number)
    return (
        f"#{number},{_mail(number)},paid,{at},EUR,{_money(goods)},4.90,{_money((goods + 490) * 22 // 122)},"
        f"{_money(goods + 490)},{at},1,{product_name(number % 20_000)},{_money(goods)},sku-{number % 20_000},{number}"
    )


_METRICS = ("Received Email", "Opened Email")
_COLUMNS = ",".join(_row(0))
_ORDER_COLUMNS = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem sku,Id"
)
EXPORTS = {
    "segment": Export(".jsonl", "", _segment),
    "csv": Export(".csv", _COLUMNS, _delimited, mapped=True),
    "jsonl": Export(".jsonl", "", lambda n: json.dumps(_row(n)), mapped=True),
    "parquet": Export(".parquet", _COLUMNS, _delimited, mapped=True),
    "orders": Export(".csv", _ORDER_COLUMNS, _order),
    "shopify": Export(".jsonl", "", _shopify),
    "woocommerce": Export(".jsonl", "", _woocommerce),
    "ga4": Export(".jsonl", "", _ga4),
    "spend": Export(
        ".csv",
        "Day,Campaign,Campaign ID,Ad group,Currency code,Cost,Impr.,Clicks",
        lambda n: f"{_day(n)},search-{n},{n},group,EUR,{_money(n % 9_000)},{n % 5_000},{n % 90}",
    ),
    "rates": Export(".csv", "on,base,quote,rate", lambda n: f"{_day(n)},EUR,{_currency(n)},1.{n % 9_000:04d}"),
    "email": Export(
        ".csv",
        "Event ID,Metric,Event Timestamp,Profile Email,Campaign Name,Subject,URL,$message,Bounce Type",
        lambda n: f"e{n},{_METRICS[n % 2]},{_at(n)},{_mail(n)},mail-{n // 5_000},Hello,,M{n // 5_000},",
    ),
    "tickets": Export(
        ".csv",
        "ID,Requester,Requester email,Subject,Ticket type,Ticket channel,Tags,Status,Created at,Solved at,Order ID",
        lambda n: f"{n},Customer,{_mail(n)},Where is it?,Delivery,Email,late,Solved,{_at(n)},{_at(n + 9_000)},#{n}",
    ),
    "reviews": Export(
        ".csv",
        "title,body,rating,review_date,source,reviewer_name,reviewer_email,product_id,product_handle,reply,picture_urls",
        lambda n: f"Nice,As shown,{n % 5 + 1},{_at(n)},web,Customer,{_mail(n)},{n % 20_000},thing-{n % 20_000},,",
    ),
    "surveys": Export(
        ".csv",
        "Response ID,Survey type,Score,Comment,Person email,Created at,Order ID",
        lambda n: f"r{n},nps,{n % 11},Quick,{_mail(n)},{_at(n)},{n}",
    ),
    "shipments": Export(
        ".csv",
        "Carrier,Tracking number,Order number,Status,Date,Recipient email",
        lambda n: f"GLS,G{n},{n},Delivered,{_at(n)},{_mail(n)}",
    ),
}


def _currency(number: int) -> str:
    return ("USD", "GBP", "CHF", "PLN", "SEK")[number // 8_736 % 5]
