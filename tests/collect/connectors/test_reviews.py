from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from percorso.core.record import Event
from percorso.core.settings import Shop
from percorso.core.time import from_micros

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.properties)
    return found


def test_trustpilot_reviews_the_shop_in_utc_by_an_order_or_by_nobody_known(exports: Path, gather: Gather) -> None:
    batch = gather("reviews", exports / "trustpilot_reviews.csv", shop=Shop(time_zone="Asia/Tokyo"))
    assert not batch.rejected
    invited, organic = batch.events
    assert (invited.name, invited.email, invited.order_id) == ("Review Submitted", "anna@example.com", "1001")
    assert from_micros(invited.at).isoformat() == "2026-03-09T12:00:00+00:00"
    assert told(invited) == {
        "platform": "trustpilot",
        "rating": "5",
        "review_id": "64f1",
        "title": "Great",
        "review_body": "Fast, and well packed",
        "language": "en",
        "source": "AutomaticInvitation",
    }
    assert (organic.email, organic.order_id, organic.anonymous_id) == (None, None, "trustpilot:5e2")


@pytest.mark.parametrize(
    ("file", "name", "rating", "product", "at"),
    [
        ("judgeme_reviews.csv", "Product Reviewed", "4", "blue-mug", "2026-03-09T12:00:00+00:00"),
        ("yotpo_reviews.csv", "Product Reviewed", "5", "Mug", "2026-03-08T23:00:00+00:00"),
        ("feedaty_recensioni.csv", "Review Submitted", "4.5", None, "2026-03-13T17:30:00+00:00"),
        ("google_reviews.csv", "Review Submitted", "4", None, "2026-03-09T12:00:00+00:00"),
    ],
)
def test_every_platform_s_own_header_is_read(
    exports: Path, gather: Gather, file: str, name: str, rating: str, product: str | None, at: str
) -> None:
    batch = gather("reviews", exports / file)
    assert not batch.rejected
    first = batch.events[0]
    assert (first.name, told(first)["platform"]) == (name, file.partition("_")[0])
    assert (told(first)["rating"], told(first).get("product_name")) == (rating, product)
    assert from_micros(first.at).isoformat() == at


def test_one_review_of_two_products_is_two(exports: Path, gather: Gather) -> None:
    mug, teapot = gather("reviews", exports / "yotpo_reviews.csv").events
    assert (mug.message_id, teapot.message_id) == ("yotpo 33 MUG", "yotpo 33 TEA")
    assert (mug.order_id, teapot.order_id) == ("1001", "1001")


def test_a_review_without_a_rating_a_date_or_anybody_is_set_aside(write: Write, gather: Gather) -> None:
    rows = "Data;Voto;Recensione;Email;Ordine\n13/03/2026;;Bello;anna@example.com;\n;5;Bello;anna@example.com;\n"
    rows += "13/03/2026;5;Bello;;\n13/03/2026;7;Bello;anna@example.com;\n13/03/2026;9/10;Bello;;1001\n"
    batch = gather("reviews", write("a.csv", rows))
    assert [(one.row, one.code) for one in batch.rejected] == [
        (2, "missing_rating"),
        (3, "missing_time"),
        (4, "missing_identity"),
        (5, "bad_rating"),
    ]
    assert [(one.order_id, told(one)["rating"]) for one in batch.events] == [("1001", "4.5")]


def test_a_site_review_is_of_the_shop_not_of_a_product_called_so(write: Write, gather: Gather) -> None:
    header = "Review ID,Review Creation Date,Review Score,Review Content,Reviewer Email,Product ID,Product Title\n"
    rows = "1,2026-03-09,5,Fast,anna@example.com,yotpo_site_reviews,Bottega\n2,2026-03-09,4,Nice,b@b.example,MUG,Mug\n"
    of_shop, of_mug = gather("reviews", write("yotpo.csv", header + rows)).events
    assert (of_shop.name, of_mug.name) == ("Review Submitted", "Product Reviewed")
    assert {"product_id", "product_name"} & told(of_shop).keys() == set()
    assert (told(of_mug)["product_id"], told(of_mug)["product_name"]) == ("MUG", "Mug")
