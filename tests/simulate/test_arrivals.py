from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from percorso.simulate.chunks import Chunk
from percorso.simulate.options import Dirt, Options

Simulate = Callable[[Options], Chunk]


def test_events_come_by_arrival_and_some_out_of_order_or_twice(chunk: Chunk) -> None:
    came = chunk.arrivals
    assert (np.diff(came.received) >= 0).all()
    assert (np.diff(came.events.at) < 0).any()
    _, counts = np.unique(came.message, return_counts=True)
    assert set(counts.tolist()) == {1, 2}
    assert 0.002 < (counts == 2).mean() < 0.01
    late = came.received - chunk.clock.instant(came.events.at) > 30 * 60_000
    assert 0.005 < late.mean() < 0.02


def test_a_repetition_says_what_its_original_said(chunk: Chunk) -> None:
    came = chunk.arrivals
    order = np.argsort(came.message, kind="stable")
    twins = np.flatnonzero(came.message[order][1:] == came.message[order][:-1])
    first, second = order[twins], order[twins + 1]
    assert (came.timestamp[first] == came.timestamp[second]).all()
    assert (came.events.detail[first] == came.events.detail[second]).all()


def test_clean_events_all_arrive_once_with_their_own_time(simulate: Simulate, clean: Options) -> None:
    one = simulate(clean)
    assert len(np.unique(one.arrivals.message)) == one.arrivals.events.count
    assert (one.arrivals.timestamp == one.clock.instant(one.arrivals.events.at)).all()


def test_wrong_clocks_and_outages(simulate: Simulate, clean: Options) -> None:
    one = simulate(replace(clean, dirt=Dirt(0, 0, 0.5, 0, 0, 48)))
    off = one.arrivals.timestamp - one.clock.instant(one.arrivals.events.at)
    assert 0.3 < (off != 0).mean() < 0.7
    # The collector's own clock is right, and what was sent carries the same error.
    assert (one.arrivals.received - (one.arrivals.sent - off) > 0).all()
    assert one.arrivals.events.count < simulate(clean).arrivals.events.count


def test_a_piece_is_what_arrived_in_between(chunk: Chunk) -> None:
    whole = chunk.arrivals
    parts = [whole.piece(start, start + 1000) for start in range(0, whole.events.count, 1000)]
    assert (np.concatenate([part.message for part in parts]) == whole.message).all()
    assert sum(part.events.count for part in parts) == whole.events.count
