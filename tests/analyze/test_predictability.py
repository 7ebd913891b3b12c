"""Perplexity against the slow, obvious way, and against what must come of journeys that are certain, or pure chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from math import exp, log
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.predictability import Predict, Predictability
from percorso.journeys import from_table
from percorso.sequence.journeys import Journeys


def asked(journeys: Journeys) -> Predictability:
    question = Predict()
    return question.finish(question.map(journeys))


def before(way: list[int], place: int, order: int) -> tuple[int, ...]:
    """Give the events before one; where there are too few, the beginning of all."""
    return tuple([*[-1] * 3, *way[:place]][-order:]) if order else ()


@given(data=st.data())
def test_perplexity_equals_the_slow_reference(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    laid = journeys(data.draw(shops))
    ways = [
        [int(code) for code in laid["name"][laid.offsets[one] : laid.offsets[one + 1]] if code >= 0]
        for one in range(laid.customers)
    ]
    aside = laid.keys % np.uint64(5) == 0
    known: dict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    for way, kept in zip(ways, aside, strict=True):
        for place, event in enumerate(way if not kept else []):
            for order in range(4):
                known[before(way, place, order)][event] += 1

    def chance(context: tuple[int, ...], event: int) -> float:
        shorter = chance(context[1:], event) if context else 1 / len(laid.words["name"])
        seen = known[context]
        kinds = len(seen)
        return (seen[event] + kinds * shorter) / (seen.total() + kinds) if kinds else shorter

    found = asked(laid)
    tried = [(way, place) for way, kept in zip(ways, aside, strict=True) if kept for place in range(len(way))]
    if not tried or not any(way for way, kept in zip(ways, aside, strict=True) if not kept):
        assert found.best is None
        return
    for one in found.orders:
        logs = [log(chance(before(way, place, one.order), way[place])) for way, place in tried]
        assert one.perplexity == pytest.approx(exp(-sum(logs) / len(logs)))
    assert found.events == len(tried)


def test_what_always_follows_is_certain_and_chance_is_not() -> None:
    people, length = 200, 12
    who = np.repeat([f"p{one}" for one in range(people)], length)
    at = np.tile(np.arange(length), people)
    turning = from_table(pa.table({"customer_id": who, "at": at, "event": [f"e{one % 3}" for one in at]}))
    by_order = {one.order: one.perplexity for one in asked(turning).orders}
    assert by_order[1] < 1.05
    assert by_order[0] > 2.9
    chosen = np.random.default_rng(5).integers(0, 4, len(at))
    random = from_table(pa.table({"customer_id": who, "at": at, "event": [f"e{one}" for one in chosen]}))
    told = asked(random)
    assert told.best == 0
    assert told.orders[0].perplexity == pytest.approx(4, rel=0.03)
