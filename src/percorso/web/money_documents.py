"""What the API answers of credit and spend, field by field (see ``documents``); money is in major units."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from percorso.web.documents import Document
from percorso.web.people_documents import Identifier

Unknown = Literal["not_identified"]


class Credited(Document, frozen=True):
    """What one model credits what earns with; the intervals are null where none were drawn.

    ``removal_effect`` is the share of orders that Markov's chain loses without it, of other models null.
    """

    model: str
    conversions: float
    value: float
    low: float | None
    high: float | None
    value_low: float | None
    value_high: float | None
    removal_effect: float | None
    incremental: Unknown
    channel: str | UnsetType = UNSET
    campaign: str | UnsetType = UNSET
    source_medium: str | UnsetType = UNSET
    creative: str | UnsetType = UNSET
    landing: str | UnsetType = UNSET


class Disagreement(Document, frozen=True):
    """Of what earns the models differ most, and the fewest and the most orders they give it."""

    fewest: float
    most: float
    channel: str | UnsetType = UNSET
    campaign: str | UnsetType = UNSET
    source_medium: str | UnsetType = UNSET
    creative: str | UnsetType = UNSET
    landing: str | UnsetType = UNSET


class Contacts(Document, frozen=True):
    """Of the people it reached first, how many became customers within the window."""

    rate: float | None
    low: float | None
    high: float | None
    contacts: int
    channel: str | UnsetType = UNSET
    campaign: str | UnsetType = UNSET


class Attribution(Document, frozen=True):
    """Models side by side: each lists everything that any of them lists, and its credits add up to the totals."""

    by: Literal["channel", "campaign", "source_medium", "creative", "landing"]
    currency: str | None
    conversions: int
    value: float
    customers: int
    models: list[str]
    credits: list[Credited]
    disagreement: Disagreement | None
    incremental: Unknown
    refunds_dated: Literal["order_date", "refund_date"]
    contact_to_customer: list[Contacts] | UnsetType = UNSET
    contact_window_days: float | UnsetType = UNSET


class Estimate(Document, frozen=True):
    """A figure and its 95% interval; null where nothing bounds it."""

    value: float | None
    low: float | None
    high: float | None


class Return(Document, frozen=True):
    """What one model credits against the cost; ``roas`` is revenue over cost, ``margin_return`` margin over cost."""

    model: str
    conversions: Estimate
    value: Estimate
    roas: Estimate | None
    margin_return: Estimate | None
    cost_per_order: float | None


class GivenBack(Document, frozen=True):
    """Of so many orders, which share gave something back."""

    value: float | None
    low: float | None
    high: float | None
    orders: int


class Product(Document, frozen=True):
    """How many pieces of a product were sold, and how many of them came back."""

    product: str
    name: str | None
    category: str | None
    sold: int
    back: int
    rate: float | None
    low: float | None
    high: float | None


class Won(Document, frozen=True):
    """What was paid to win customers, or to keep them, and for each order of theirs."""

    cost: float
    each: Estimate | None


class Payback(Document, frozen=True):
    """Months until a customer's margin covers what the customer cost."""

    months: int
    low: int
    high: int | None


class Spent(Document, frozen=True):
    """One campaign or channel: cost, credit, and what to do about it."""

    cost: float
    clicks: int | None
    models: list[Return]
    orders_won: Estimate | None
    orders_kept: Estimate | None
    cost_to_win: float | None
    cost_to_keep: float | None
    cost_per_new_customer: Estimate | None
    payback_months: Payback | None
    return_rate: GivenBack
    verdict: Literal["keep", "change", "stop", "test"] | None
    reason: str
    incremental: Unknown
    campaign: str | UnsetType = UNSET
    channel: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET


class Spend(Document, frozen=True):
    """Cost beside credit, by campaign and by channel.

    Of a segment ``cost`` is its part of ``cost_of_everybody``, by the contacts each campaign brought;
    ``cost_not_shared`` is what of that no contact tells of, and nobody's part.
    """

    currency: str
    cost: float
    cost_of_everybody: float
    cost_not_shared: float
    first_on: str | None
    last_on: str | None
    joined_by: Literal["order_date", "touch_date"]
    look_back_days: int
    models: list[str]
    campaigns: list[Spent]
    channels: list[Spent]
    cost_to_win: Won
    cost_to_keep: Won
    cost_without_orders: float
    products: list[Product]
    new_customers: int
    cost_per_new_customer: Estimate | None
    payback_months: Payback | None
    spent_on_other_days: bool
    left_out_rows_of_other_currencies: int


class KnownBy(Document, frozen=True):
    """The identifier by which an event is its customer's."""

    kind: str
    identifier: str


class Touch(Document, frozen=True):
    """One touch before an order: whether it counts, why, and its part of the order by model."""

    at: str
    name: str
    channel: str | None
    campaign: str | None
    source: str
    rule: str | None
    counts: bool
    reason: Literal["order", "counts", "another_cycle", "after_order", "no_channel", "outside_window", "no_consent"]
    why: str
    known_by: KnownBy | None
    credit: dict[str, float]


class Explained(Document, frozen=True):
    """One order, whose it is, and each touch before it; ``number`` is 1 for a customer's first."""

    order_id: str
    customer_id: str
    at: str
    number: int
    value: str
    currency: str
    time_zone: str
    look_back_days: int
    identifiers: list[Identifier]
    models: list[str]
    touches: list[Touch]
    incremental: Unknown
