"""Reviews of products and of the shop, each with what it is about and who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from percorso.collect import exports, jsontext
from percorso.collect.exports import Fact, Kind
from percorso.collect.options import ReadOptions
from percorso.collect.review_exports import EXPORTS, is_of_shop, rating_of
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Event

SUMMARY = "Reviews of Trustpilot, Judge.me, Yotpo, Feedaty, Google and others: rating, text, product, order."
NEEDS_MAPPING = False

OF_PRODUCT, OF_SHOP = "Product Reviewed", "Review Submitted"
_PRODUCT = (("product_id", "product_id"), ("product", "product_name"))


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read reviews; raises ``unrecognised_export`` and what is wrong with the file."""
    return exports.read(path, options, KIND)


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    return exports.reread(header, original, options, KIND)


def _events(fact: Fact) -> Iterator[Event]:
    at = fact.at("at")
    if at is None:
        raise PercorsoError("missing_time", "The review has no date.")
    of_product = fact.chosen("product", "product_id") and not is_of_shop(fact.get("product_id"))
    platform, number = fact.layout.export.name, fact.get("review_id")
    said = {"platform": platform, "rating": rating_of(fact.need("rating", "rating"))}
    said |= fact.chosen("review_id", "title", "language", "source")
    for field, name in (("body", "review_body"), *(_PRODUCT if of_product else ())):
        if text := fact.get(field):
            said[name] = text
    about = OF_PRODUCT if of_product else OF_SHOP
    identity = number and f"{platform} {number} {fact.get('product_id') or ''}".rstrip()
    yield Event(about, at, message_id=identity, **_author(fact), properties=jsontext.encode(said))


def _author(fact: Fact) -> dict[str, str]:
    """Say who wrote it; who only has a name at the platform is a visitor of that platform, until more is known."""
    who = fact.chosen("email", "user_id", "order_id")
    if not who:
        own = fact.get("reviewer_id") or fact.get("review_id")
        if own is None:
            raise PercorsoError(
                "missing_identity", "The review names nobody: no e-mail, customer, order, reviewer id or review id."
            )
        who["anonymous_id"] = f"{fact.layout.export.name}:{own}"
    return who


KIND = Kind(noun="reviews", exports=EXPORTS, times=("at",), makes=(OF_PRODUCT, OF_SHOP), events=_events)
