from __future__ import annotations

from collections.abc import Callable

import numpy as np

from percorso.simulate.chunks import Chunk, simulate_chunk
from percorso.simulate.clock import Clock
from percorso.simulate.options import Options, People


def test_a_chunk_is_the_same_whichever_came_before() -> None:
    options = Options(customers=1_000, days=3600, people=People(needs=0.1))
    clock = Clock.of(options)
    late = simulate_chunk(options, 3, clock)
    simulate_chunk(options, 0, clock)
    again = simulate_chunk(options, 3, clock)
    assert late.caller.lines(late.arrivals).equals(again.caller.lines(again.arrivals))
    assert late.people.first == 3 * options.chunk


def test_orders_are_found_in_the_visits_they_were_placed_in(chunk: Chunk) -> None:
    after, filled = chunk.after, chunk.baskets
    assert after.count == filled.ordered.sum()
    assert (chunk.visits.need[after.visit] == filled.need[after.basket]).all()
    assert (np.diff(after.placed) >= 0).all()
    assert (after.placed > chunk.visits.at[after.visit]).all()


def test_a_shop_where_nobody_needs_anything_is_a_shop(simulate: Callable[[Options], Chunk]) -> None:
    few = simulate(Options(customers=1, days=1, seed=2))
    assert few.visits.count == few.after.count == 0
