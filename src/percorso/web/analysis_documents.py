"""What the API answers of analyses, field by field (see ``documents``); durations are in seconds."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from percorso.web.documents import Document, Period, Shop


class Duration(Document, frozen=True):
    """How long people took: the median with its 95% interval, and the half in the middle."""

    customers: int
    mean: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    low: float | None
    high: float | None


class FunnelStep(Document, frozen=True):
    """One step: who came this far, as a share of who began and of who took the step before, and who was lost here."""

    name: str
    customers: int
    rate: float | None
    low: float | None
    high: float | None
    rate_from_previous: float | None
    previous_low: float | None
    previous_high: float | None
    dropped: int
    time: Duration | None


class FunnelGroup(Document, frozen=True):
    """The funnel of those with one value of the column it is broken down by; null where none is known."""

    value: str | None
    steps: list[FunnelStep]
    time: Duration | None


class AtStake(Document, frozen=True):
    """What those lost before a step would have brought, had they gone on like those who stayed: at most."""

    value: float
    low: float
    high: float


class Stake(Document, frozen=True):
    """The orders at the end of a funnel and their mean, in major units; of each step what is at stake before it."""

    currency: str
    orders: int
    mean: float
    steps: list[AtStake | None]


class Warned(Document, frozen=True):
    """What may be wrong with a question: a name that nothing on record has, and the nearest that something has."""

    code: Literal["never_met"]
    name: str
    nearest: str | None


class Funnel(Document, frozen=True):
    """Who takes steps within a time; ``groups`` only where it is broken down, ``stake`` where the end is an order."""

    unit: Literal["customer", "session"]
    order: Literal["ordered", "strict", "unordered"]
    within_seconds: float
    steps: list[FunnelStep]
    time: Duration | None
    stake: Stake | None
    warnings: list[Warned]
    by: str | UnsetType = UNSET
    attribution: Literal["first", "last", "all", "step"] | UnsetType = UNSET
    groups: list[FunnelGroup] | UnsetType = UNSET


class Transition(Document, frozen=True):
    """How often one followed another directly, and for how many people at least once."""

    from_: str = msgspec.field(name="from")
    to: str
    count: int
    customers: int


class Link(Document, frozen=True):
    """How many went on, at a place of their path, from one to the next; of paths to an event, counted back from it."""

    step: int
    from_: str = msgspec.field(name="from")
    to: str
    customers: int


class Named(Document, frozen=True):
    """How many people began, or ended, with this."""

    name: str
    count: int


class Path(Document, frozen=True):
    """A whole path, how many took it, and as a share of everybody with a path."""

    path: list[str]
    customers: int
    share: float


class Perplexity(Document, frozen=True):
    """Among how many equally likely ones the next is as hard to tell, knowing so many before it."""

    order: int
    perplexity: float


class Predictability(Document, frozen=True):
    """How well what somebody did tells what they do next; ``events`` were tried."""

    perplexity: list[Perplexity]
    best_order: int | None
    events: int


class Paths(Document, frozen=True):
    """What follows what; ``shown`` is the share of people whose whole path is listed."""

    by: str
    unit: Literal["customer", "session"]
    depth: int
    transitions: list[Transition]
    starts: list[Named]
    ends: list[Named]
    links: list[Link]
    paths: list[Path]
    customers: int
    all_customers: int
    shown: float
    predictability: Predictability


class Event(Document, frozen=True):
    """An event that happens in the shop: how often, and to how many."""

    name: str
    label: str
    count: int
    customers: int


class Vocabulary(Document, frozen=True):
    """What may be asked of the journeys; ``funnel`` are steps to begin with, ``words`` what data is called."""

    shop: Shop
    time_zone: str
    period: Period | None
    as_of: str | None
    events: list[Event]
    funnel: list[str]
    columns: list[str]
    models: list[str]
    words: dict[str, dict[str, str]]
