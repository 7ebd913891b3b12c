"""Aggregated paths made into journeys: one person per conversion, one touch a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from percorso.sequence.journeys import MARGIN_UNKNOWN, ORDER, TOUCH, Array, Journeys

DAY = 86_400_000_000


def _journeys(paths: Sequence[tuple[tuple[str, ...], int, int]]) -> Journeys:
    words = tuple(sorted({channel for path, _, _ in paths for channel in path}))
    people = [(path, value) for path, conversions, value in paths for _ in range(conversions)]
    sizes = np.array([len(path) + 1 for path, _ in people], np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    closing = np.zeros(int(sizes.sum()), bool)
    closing[offsets[1:] - 1] = True
    channel = [code for path, _ in people for code in (*(words.index(one) for one in path), -1)]
    money = np.zeros(len(closing), np.int64)
    money[closing] = [value for _, value in people]
    columns: dict[str, Array] = {
        "at": (np.arange(len(closing)) - np.repeat(offsets[:-1], sizes)) * DAY,
        "role": np.where(closing, ORDER, TOUCH).astype(np.int8),
        "channel": np.array(channel, np.int16),
        "cycle": np.ones(len(closing), np.int32),
        "credit": (~closing).astype(np.int8),
        "number": closing.astype(np.int32),
        "margin": np.full(len(closing), MARGIN_UNKNOWN),
        "currency": np.where(closing, 0, -1).astype(np.int8),
        "value": money,
    }
    keys = np.arange(len(people), dtype=np.uint64)
    return Journeys(keys, offsets, columns, {"channel": words, "currency": ("EUR",)})


@pytest.fixture(scope="session")
def of_paths() -> Callable[..., Journeys]:
    """Make journeys of (path, conversions, value of each) triples."""
    return _journeys


# Nine ways over three channels, each one order worth 3; then three ways with 2, 3 and 5 orders.
NINE = ("A", "A B", "A B C", "B", "B A", "B C A", "C", "C A", "C B A")


@pytest.fixture(scope="session")
def nine(of_paths: Callable[..., Journeys]) -> Journeys:
    return of_paths([(tuple(path.split()), 1, 3) for path in NINE])


@pytest.fixture(scope="session")
def three(of_paths: Callable[..., Journeys]) -> Journeys:
    return of_paths([(("direct",), 2, 0), (("search", "email"), 3, 0), (("search", "social", "email"), 5, 0)])
