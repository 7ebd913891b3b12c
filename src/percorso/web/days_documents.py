"""What the API answers of days, field by field (see ``documents``)."""

from __future__ import annotations

from percorso.web.annotations_documents import Annotation
from percorso.web.documents import Document


class Day(Document, frozen=True):
    """One day of the shop's calendar; ``revenue`` is net, in major units."""

    on: str
    orders: int
    revenue: str
    new_customers: int
    touchpoints: int


class Days(Document, frozen=True):
    """Every day that there is data of, those with nothing too; the last one may not be over."""

    currency: str
    as_of: str | None
    days: list[Day]
    annotations: list[Annotation]
    orders_of_other_currencies: int
