"""Small shops for analyses: rows as a person would write them, made into journeys, and drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from percorso.analyze.facts import Facts
from percorso.core.settings import Shop as ShopSettings
from percorso.core.settings import Tracing
from percorso.run.local import run
from percorso.sequence.journeys import DIRECTIONS, MARGIN_UNKNOWN, ROLES, STAGES, Array, Journeys

DAY = 86_400_000_000
WORDS = {
    "name": ("Page Viewed", "Email Opened", "Order Completed", "Support Ticket"),
    "channel": ("Email", "Paid Search", "Direct"),
    "campaign": ("spring", "summer"),
    "landing": ("/", "/sale"),
    "device": ("desktop", "mobile"),
    "step": ("land", "product", "cart", "order"),
    "currency": ("EUR", "USD"),
}


@dataclass(frozen=True)
class Row:
    """One row of one person, with words instead of codes; times in whole days or parts of them."""

    day: float
    role: str = "touch"
    name: str | None = None
    channel: str | None = None
    campaign: str | None = None
    landing: str | None = None
    device: str | None = None
    step: str | None = None
    stage: str | None = None
    direction: str = "inbound"
    session: int = -1
    cycle: int = 0
    value: int = 0
    margin: int | None = None
    currency: str | None = None
    number: int = 0
    refund: int = 0

    @property
    def at(self) -> int:
        return round(self.day * DAY)

    @property
    def credit(self) -> bool:
        return self.role == "touch" and self.channel is not None


Shop = list[list[Row]]


def completed(rows: Sequence[Row]) -> list[Row]:
    """Fill in cycles and order numbers as tracing does; what concerns an order joins the latest order's cycle."""
    cycle, orders, ordered, filled = 1, 0, 0, []
    for row in rows:
        if row.role == "after" and orders:
            filled.append(replace(row, cycle=ordered, value=0, currency=None))
            continue
        if ordered == cycle:
            cycle += 1
        if row.role == "order":
            orders, ordered = orders + 1, cycle
            filled.append(replace(row, cycle=cycle, number=orders, currency=row.currency or "EUR"))
        else:
            role = "touch" if row.role == "after" else row.role
            filled.append(replace(row, role=role, cycle=cycle, value=0, currency=None, refund=0))
    return filled


def journeys_of(shop: Shop, keys: Sequence[int] | None = None) -> Journeys:
    rows = [row for person in shop for row in person]
    coded = {
        name: np.array([_code(words, getattr(row, name)) for row in rows], np.int32) for name, words in WORDS.items()
    }
    columns: dict[str, Array] = {
        **coded,
        "at": np.array([row.at for row in rows], np.int64),
        "role": np.array([ROLES.index(row.role) for row in rows], np.int8),
        "direction": np.array([DIRECTIONS.index(row.direction) for row in rows], np.int8),
        "stage": np.array([_code(STAGES, row.stage) for row in rows], np.int8),
        "cycle": np.array([row.cycle for row in rows], np.int32),
        "session": np.array([row.session for row in rows], np.int32),
        "credit": np.array([row.credit for row in rows], np.int8),
        "value": np.array([row.value for row in rows], np.int64),
        "gross": np.array([row.value * 2 for row in rows], np.int64),
        "margin": np.array([MARGIN_UNKNOWN if row.margin is None else row.margin for row in rows], np.int64),
        "number": np.array([row.number for row in rows], np.int32),
        "refund": np.array([row.refund for row in rows], np.int64),
    }
    for column in columns.values():
        column.setflags(write=False)
    sizes = [len(person) for person in shop]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    own = np.array(range(len(shop)) if keys is None else keys, np.uint64) * np.uint64(7919)
    return Journeys(own, offsets, columns, WORDS)


def _code(words: Sequence[str], word: str | None) -> int:
    return -1 if word is None else words.index(word)


def _maybe(words: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(words)


def _rows() -> st.SearchStrategy[Row]:
    return st.builds(
        Row,
        # Few different times, so that ties are common.
        day=st.sampled_from([0, 0.5, 1, 3, 10, 40, 41, 90, 200]),
        role=st.sampled_from(["touch", "touch", "step", "order", "after"]),
        name=_maybe(WORDS["name"]),
        channel=_maybe(WORDS["channel"]),
        campaign=_maybe(WORDS["campaign"]),
        landing=_maybe(WORDS["landing"]),
        device=_maybe(WORDS["device"]),
        step=_maybe(WORDS["step"]),
        stage=_maybe(STAGES),
        direction=st.sampled_from(DIRECTIONS),
        session=st.sampled_from([-1, 0, 0, 1, 2]),
        value=st.integers(0, 10_000),
        margin=st.none() | st.integers(-100, 5_000),
        currency=st.sampled_from(["EUR", "EUR", "USD"]),
        refund=st.sampled_from([0, 0, 700]),
    )


def _person(rows: list[Row]) -> list[Row]:
    return completed(sorted(rows, key=lambda row: row.at))


SHOPS = st.lists(st.lists(_rows(), max_size=12).map(_person), max_size=8)


@pytest.fixture(scope="session")
def shops() -> st.SearchStrategy[Shop]:
    """Shops at random: people with ties in time, repeats, one row or none."""
    return SHOPS


@pytest.fixture(scope="session")
def journeys() -> Callable[..., Journeys]:
    """Make journeys of a shop."""
    return journeys_of


@pytest.fixture(scope="session")
def written() -> Callable[..., Journeys]:
    """Make journeys of people given as lists of the fields that matter; cycles and numbers are filled in."""

    def made(*people: Sequence[dict[str, Any]]) -> Journeys:
        return journeys_of([completed([Row(**row) for row in person]) for person in people])

    return made


@pytest.fixture(scope="session")
def facts() -> Callable[..., Facts]:
    """Make the facts of a hand-made shop: its journeys, and nothing else unless told."""

    def made(journeys: Journeys, *, visits: bool = True, last_day: float = 400, **told: Any) -> Facts:
        defaults: dict[str, Any] = {"shop": ShopSettings(), "tracing": Tracing(), "spend": (), "currency": "EUR"}
        return Facts(
            ask=lambda analysis: run(analysis, [lambda: journeys]),
            words=journeys.words,
            has_visits=visits,
            first_at=0,
            last_at=round(last_day * DAY),
            **(defaults | told),
        )

    return made
