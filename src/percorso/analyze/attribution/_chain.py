"""The absorbing chain: from counted steps to what the chance of an order loses without a channel, solved exactly.

Kemeny and Snell, Finite Markov Chains (1960), chapter 3: with ``Q`` the steps among states and ``N = (I - Q)^-1``,
``N[i, j]`` is how often ``j`` is visited from ``i``, and ``b = N r`` the chance of an order from each state.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]

ORDER, NULL = -1, -2


class Steps(NamedTuple):
    """The steps of a chain.

    Attributes:
        channel: int64 per state: the channel it is a touch of, -1 for the start, which is state 0.
        channels: how many channels there are.
        start: int64 per step: the state it leaves.
        end: int64 per step: the state it comes to; ``ORDER`` or ``NULL`` for the end of the way.
    """

    channel: Longs
    channels: int
    start: Longs
    end: Longs


class Solved(NamedTuple):
    """A chain, solved.

    Attributes:
        visits: ``N``, by state and state.
        chance: ``b``, by state: of an order.
        taken: per state: how often it was left, in all.
    """

    visits: Reals
    chance: Reals
    taken: Reals


def solve(steps: Steps, counts: Reals) -> Solved:
    """Solve a chain, or several at once.

    Args:
        steps: which steps there are.
        counts: how often each was taken; further axes before the last are further chains.
    """
    size = len(steps.channel)
    shape = counts.shape[:-1]
    taken = np.zeros((*shape, size))
    flow = np.zeros((*shape, size, size))
    ordered = np.zeros((*shape, size))
    inner, to_order = steps.end >= 0, steps.end == ORDER
    # Each pair of states is one step, so nothing is set twice.
    flow[..., steps.start[inner], steps.end[inner]] = counts[..., inner]
    ordered[..., steps.start[to_order]] = counts[..., to_order]
    ends = np.zeros((*shape, size))
    ends[..., steps.start[steps.end == NULL]] = counts[..., steps.end == NULL]
    taken = flow.sum(axis=-1) + ordered + ends
    # A state that was never left keeps nothing: its way ends there.
    share = np.divide(1.0, taken, out=np.zeros_like(taken), where=taken > 0)
    visits = np.linalg.inv(np.eye(size) - flow * share[..., None])
    chance = np.squeeze(visits @ (ordered * share)[..., None], -1)
    return Solved(visits, chance, taken)


def lost(steps: Steps, solved: Solved) -> Reals:
    """Give, by channel, the chance of an order that is lost where the channel ends every way that comes to it.

    That is the chance of coming to it at all, times the chance of an order from there: of a channel with one state the
    first is ``N[0, c] / N[c, c]``.
    """
    found = np.zeros((*solved.chance.shape[:-1], steps.channels))
    if len(np.unique(steps.channel)) == len(steps.channel):
        states = np.arange(1, len(steps.channel))
        come = solved.visits[..., 0, states] / solved.visits[..., states, states]
        found[..., steps.channel[states]] = come * solved.chance[..., states]
        return found
    for channel in range(steps.channels):
        states = np.flatnonzero(steps.channel == channel)
        if len(states):
            found[..., channel] = (_first_met(solved.visits, states) * solved.chance[..., states]).sum(axis=-1)
    return found


def _first_met(visits: Reals, states: Longs) -> Reals:
    """Give the chance that each of some states is the first of them that is come to."""
    inside = visits[..., states[:, None], states]
    return np.asarray(np.squeeze(visits[..., None, 0, states] @ np.linalg.inv(inside), -2), np.float64)


def influence(steps: Steps, solved: Solved) -> Reals:
    """Give, by step and channel, how one more such step changes what is lost without the channel.

    The last column is that of the chance of an order itself. Of a chance of an order ``p``, one more step from ``i`` to
    ``j`` changes it by ``visits of i * (chance from j - chance from i) / times i was left``.
    """
    whole = _slopes(steps, solved.visits[0], solved.chance, solved.taken)
    found = np.zeros((len(steps.start), steps.channels + 1))
    found[:, -1] = whole
    for channel in range(steps.channels):
        states = np.flatnonzero(steps.channel == channel)
        if not len(states):
            continue
        inside = np.linalg.inv(solved.visits[states[:, None], states])
        visits = solved.visits[0] - solved.visits[0, states] @ inside @ solved.visits[states]
        chance = solved.chance - solved.visits[:, states] @ (inside @ solved.chance[states])
        visits[states] = chance[states] = 0.0
        found[:, channel] = whole - _slopes(steps, visits, chance, solved.taken)
    return found


def _slopes(steps: Steps, visits: Reals, chance: Reals, taken: Reals) -> Reals:
    there = np.where(steps.end >= 0, chance[np.maximum(steps.end, 0)], np.where(steps.end == ORDER, 1.0, 0.0))
    return np.asarray(visits[steps.start] * (there - chance[steps.start]) / taken[steps.start], np.float64)
