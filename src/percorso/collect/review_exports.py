"""The review exports that are recognised, as data."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from percorso.collect.exports import Export
from percorso.collect.headers import aliases, fold
from percorso.core.errors import PercorsoError

# Reviews of the service; the reference is what the invitation was sent with, as a rule the order's number.
TRUSTPILOT = Export(
    name="trustpilot",
    required=("review_id", "at", "rating"),
    columns=aliases("""
        review_id: Review Id
        at: Review Created (UTC), Review Created, Review created date
        rating: Review Stars
        title: Review Title
        body: Review Content
        order_id: Reference Id, Reference Number, Reference number
        reviewer_id: Review Consumer User Id, Consumer User Id
        email: Review User Email, Consumer Email, Customer Email
        language: Review Language
        source: Source Of Review
    """),
)
# The header of its reviews file, which programs that move reviews to it write.
JUDGEME = Export(
    name="judgeme",
    required=("rating", "body", "at", "email"),
    columns=aliases("""
        at: review_date
        rating: rating
        title: title, review_title
        body: body
        email: reviewer_email
        product_id: product_id, product_handle
        product: product_title, product_name, product_handle
        source: source
        language: language
        review_id: review_id
    """),
)
YOTPO = Export(
    name="yotpo",
    required=("rating", "at", "body"),
    columns=aliases("""
        review_id: Review ID, Review Id
        at: Review Creation Date, Review Date, Review Created At, review_created_at, date
        rating: Review Score, review_score
        title: Review Title, review_title
        body: Review Content, review_content
        email: Reviewer Email, User Email, Customer Email, email, reviewer_email
        order_id: Order ID, Order Id, order_id, External Order ID
        product_id: Product ID, Product Id, SKU, product_id, sku
        product: Product Title, Product Name, product_title
    """),
)
# The Italian names are those of its merchant area.
FEEDATY = Export(
    name="feedaty",
    required=("rating", "at", "order_id"),
    columns=aliases("""
        review_id: ReviewID, ID recensione, FeedbackID
        at: Released, Data recensione, Data rilascio, Data feedback
        rating: Rating, Voto, Valutazione, MerchantRating, ProductRating
        title: Title, Titolo
        body: Review, Recensione, Commento, Testo, Feedback
        email: Email, E-mail, CustomerEmail, Email cliente
        order_id: OrderID, Order ID, ID ordine, Numero ordine, Codice ordine
        product_id: ProductID, ID prodotto, Codice prodotto, SKU
        product: ProductName, Prodotto, Nome prodotto
    """),
)
# Google's own columns (Data Portability, "Shopping": creation_time, title, comment, rating), and those of tools that
# list the reviews of a business profile.
GOOGLE = Export(
    name="google",
    required=("at", "rating", "body"),
    columns=aliases("""
        review_id: reviewId, review_id, Review ID
        at: creation_time, createTime, create_time, updateTime
        rating: starRating, star_rating, rating
        title: title
        body: comment
        reviewer_id: reviewerId, reviewer_id, profileId
    """),
)
GENERIC = Export(
    name="reviews",
    required=("at", "rating"),
    columns=aliases("""
        review_id: Review ID, ID, ID recensione
        at: Date, Review date, Created at, Published, Data, Data recensione, Creata il
        rating: Rating, Stars, Score, Voto, Valutazione, Stelle, Punteggio
        title: Title, Headline, Titolo
        body: Review, Body, Text, Content, Comment, Recensione, Testo, Commento
        email: Email, E-mail, Customer email, Reviewer email, Email cliente
        user_id: Customer ID, User ID, ID cliente
        order_id: Order ID, Order number, Order, Reference, ID ordine, Numero ordine, Ordine
        product_id: Product ID, SKU, Product SKU, ID prodotto, Codice prodotto
        product: Product, Product name, Product title, Prodotto, Nome prodotto
        reviewer_id: Reviewer ID, Author ID
    """),
)
EXPORTS = (TRUSTPILOT, JUDGEME, YOTPO, FEEDATY, GOOGLE, GENERIC)

# Ratings are kept out of this many stars.
STARS = 5
# The id of no product: Yotpo, "Reviews export", site reviews.
_SITE = "yotpositereviews"
_OUT_OF = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|su|of|out of|di)\s*(\d+)", re.IGNORECASE)
_WITH_WORD = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:stars?|stell[ae])?", re.IGNORECASE)
_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}


def is_of_shop(product_id: str | None) -> bool:
    """Say whether what stands in a product's place is the shop itself, as Yotpo writes a site review."""
    return fold(product_id or "") == _SITE


def rating_of(text: str) -> str:
    """Give a rating out of five stars as plain decimal text: ``4,5``, ``9/10``, ``★★★★☆`` and ``FOUR`` are ratings.

    Raises:
        PercorsoError: ``bad_rating``.
    """
    number, scale = _number_of(text)
    try:
        value = Decimal(number.replace(",", ".")) * STARS / Decimal(scale)
    except (InvalidOperation, ZeroDivisionError):
        raise PercorsoError("bad_rating", f"'{text}' is no rating.") from None
    if value == 0 and scale == str(STARS):
        # The least is one star; systems write none where nothing was rated.
        raise PercorsoError("bad_rating", f"The rating {text} is no star.", hint="Leave out what was not rated.")
    if not 0 <= value <= STARS:
        raise PercorsoError(
            "bad_rating", f"The rating {text} is beyond {STARS} stars.", hint="Write another scale with it, as in 9/10."
        )
    # A product of decimals keeps zeros that mean nothing, and normalize alone writes 1E+1.
    return format(value.normalize(), "f")


def _number_of(text: str) -> tuple[str, str]:
    """Give a rating's number, and out of how many it is."""
    bare = text.strip()
    if bare and set(bare) <= {"★", "☆", "⭐"}:
        return str(len(bare) - bare.count("☆")), str(STARS)
    if found := _OUT_OF.fullmatch(bare):
        return found[1], found[2]
    if found := _WITH_WORD.fullmatch(bare):
        return found[1], str(STARS)
    return _WORDS.get(fold(bare), bare), str(STARS)
