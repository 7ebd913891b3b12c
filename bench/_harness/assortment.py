"""What a shop shows and where its visits come from: pages, products, campaigns and browsers, as lists of words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from bench._harness.texts import Numbers

SITE = "https://shop.example"
CONTENT, LISTS, PRODUCTS, SEARCHES = 60, 200, 20_000, 500

_THINGS = "mug lamp chair scarf kettle blanket basket notebook vase apron candle tray".split()
_LOOKS = "blue striped oak linen woven matt glazed folding small grey winter copper".split()
_AGENTS = (
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_{} like Mac OS X) AppleWebKit/605.1.15 Version/19.{} Mobile Safari", 40),
    ("Mozilla/5.0 (Linux; Android 16; Pixel {}) AppleWebKit/537.36 Chrome/14{}.0.0.0 Mobile Safari/537.36", 80),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{}) AppleWebKit/537.36 Chrome/14{}.0.0.0 Safari/537.36", 80),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_{}) AppleWebKit/605.1.15 Version/19.{} Safari/605.1.15", 40),
    ("Mozilla/5.0 (compatible; Googlebot/2.{}; +{})", 3),
)  # fmt: skip
# Source, medium, campaign, referrer, the click id it leaves in the address; share of visits; how many campaigns.
_ORIGINS = (
    (None, None, "", None, "", 0.30, 1),
    (None, None, "", "https://www.google.com/", "", 0.22, 1),
    ("google", "cpc", "search", "https://www.google.com/", "gclid", 0.18, 240),
    ("facebook", "paid_social", "social", "https://l.facebook.com/", "fbclid", 0.12, 160),
    ("newsletter", "email", "mail", None, "", 0.10, 180),
    ("partner", "affiliate", "partner", "https://blog{}.example/", "", 0.08, 40),
)


@dataclass(frozen=True)
class Pages:
    """Every page by number: its address, and what an event on it tells. Content first, then lists, products, …"""

    addresses: pa.Array
    properties: pa.Array


@dataclass(frozen=True)
class Origins:
    """Every campaign (and coming without one) by number; ``shares`` add up to one."""

    sources: pa.Array
    mediums: pa.Array
    campaigns: pa.Array
    referrers: pa.Array
    queries: pa.Array
    shares: Numbers


def price(product: int) -> int:
    """Give a product's price in cents."""
    return 490 + product * 37 % 9_500


def product_name(product: int) -> str:
    """Give a product's name."""
    look, thing = _LOOKS[product % len(_LOOKS)], _THINGS[product // 12 % len(_THINGS)]
    return f"{look.title()} {thing} {product}"


def first_of(kind: str) -> int:
    """Give the number of a kind's first page: content, list, product, search, checkout, payment, order, login."""
    sizes = {"content": CONTENT, "list": LISTS, "product": PRODUCTS, "search": SEARCHES}
    kinds = (*sizes, "checkout", "payment", "order", "login")
    return sum(sizes.get(one, 1) for one in kinds[: kinds.index(kind)])


@cache
def pages() -> Pages:
    """List the pages in the order of ``first_of``."""
    found = [("/" if not n else f"/guide/{n}", f'{{"name":"Guide {n}"}}') for n in range(CONTENT)]
    found += [(f"/collections/{n}", f'{{"list_id":"c{n}","category":"Collection {n}"}}') for n in range(LISTS)]
    found += [(f"/products/{_slug(n)}", _properties(n)) for n in range(PRODUCTS)]
    found += [(f"/search?q={_slug(n * 31)}", f'{{"query":"{product_name(n * 31)}"}}') for n in range(SEARCHES)]
    found += [("/checkout", '{"step":1}'), ("/checkout/payment", '{"step":2,"payment_method":"card"}')]
    found += [("/checkout/success", "{}"), ("/account/login", "{}")]
    return Pages(pa.array([SITE + path for path, _ in found]), pa.array([told for _, told in found]))


@cache
def origins() -> Origins:
    """List the origins, each kind's campaigns equally often."""
    rows = []
    for source, medium, campaign, referrer, click, share, count in _ORIGINS:
        for n in range(count):
            name = f"{campaign}-{n % 24 + 1:02d}-{_THINGS[n % 12]}-{n}" if source else None
            query = f"?utm_source={source}&utm_medium={medium}&utm_campaign={name}" if source else ""
            query += f"&{click}=" if click else ""
            rows.append((source, medium, name, referrer and referrer.format(n % 30), query, share / count))
    *words, shares = zip(*rows, strict=True)
    source, medium, campaign, referrer, query = (pa.array(column, pa.string()) for column in words)
    return Origins(source, medium, campaign, referrer, query, np.array(shares))


@cache
def agents() -> pa.Array:
    """List the browsers, and a few robots."""
    return pa.array([form.format(n, n % 10) for form, count in _AGENTS for n in range(count)])


def _slug(product: int) -> str:
    return product_name(product).lower().replace(" ", "-")


def _properties(product: int) -> str:
    cents = price(product)
    return (
        f'{{"product_id":"sku-{product:05d}","name":"{product_name(product)}",'
        f'"category":"Collection {product % LISTS}","price":{cents // 100}.{cents % 100:02d},'
        f'"currency":"EUR","quantity":1}}'
    )
