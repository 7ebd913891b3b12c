"""Markov: a channel earns in proportion to the orders that would be lost were every way cut off where it meets it.

The removal effect of Anderl, Becker, von Wangenheim and Schumann (2016), with the chain solved, not simulated. What
follows a touch depends on it and, of a higher order, on those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.attribution._chain import NULL, ORDER, Steps, influence, lost, solve
from percorso.analyze.attribution._observed import Observed, named
from percorso.analyze.attribution._open import Open
from percorso.analyze.attribution._outcome import Outcome, Settling, outcome_of
from percorso.analyze.attribution._terms import Terms
from percorso.analyze.attribution._totals import laid_out, nothing, totals
from percorso.core.errors import PercorsoError
from percorso.sequence.chains import chain_states, count_steps
from percorso.sequence.resample import BLOCKS, interval, replicates
from percorso.sequence.tally import Tally, fits, held, merge, tally

SUMMARY = "A channel earns by the orders that would be lost without it, as the chain of touches tells: who is needed."

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Bits of a step's key, shared by the digits of its two states; with the block they fit a whole number of 64 bits.
_BITS = 52
# A chain this small is solved again in every replicate; of a larger one the replicates are worked out from its slopes.
_SOLVED_AGAIN = 64
# A larger matrix is not inverted in a reasonable time.
_MOST_STATES = 4000


class Chained(NamedTuple):
    """The chain of some customers.

    Attributes:
        channels: how many channels their dictionary has.
        steps: by ``(state << bits | next digit) * BLOCKS + block``: how often; a digit is ``code + 1``, or one of the
            two highest: an order, none.
        totals: see ``_totals``.
    """

    channels: int
    steps: Tally
    totals: Tally


class Markov:
    """The model; see the module."""

    nulls = True

    def gather(self, observed: Observed, terms: Terms, words: Sequence[str]) -> Chained:
        """Count the steps of every way, by block."""
        radix, order = len(words) + 3, terms.order
        # A way that only a refund is asked of led to its order, though not in the time asked for.
        led = np.where(observed.orders + observed.nulls > 0, observed.orders, 1)
        space = radix ** (order + 1) * BLOCKS
        if fits(space, len(observed.subjects)):
            counted, stay = _in_table(observed, led, order, radix, space)
        else:
            counted, stay = _by_key(observed, led, order, radix)
        return Chained(len(words), _spread_out(counted, radix, order), totals(observed, stay))

    def gather_open(self, ways: Open, terms: Terms, words: Sequence[str]) -> Chained:
        """Count the steps of ways to no order, by block."""
        if terms.order > 1 or ways.counted is None:
            return self.gather(ways.ways, terms, words)
        return Chained(len(words), _spread_out(ways.counted[0], len(words) + 3, 1), nothing())

    def merge(self, one: Chained, other: Chained) -> Chained:
        """Add the steps of two sets of customers."""
        return Chained(
            max(one.channels, other.channels), merge(one.steps, other.steps), merge(one.totals, other.totals)
        )

    def settle(self, gathered: Chained, terms: Terms, settling: Settling) -> Outcome:
        """Solve the chain and share the orders out by what is lost without each channel."""
        steps, step_of, block_of = _steps(gathered, terms.order)
        counted = gathered.steps.sums[:, 0].astype(np.float64)
        counts: Reals = np.bincount(step_of, counted, minlength=len(steps.start)).astype(np.float64)
        found = solve(steps, counts)
        missing = lost(steps, found)
        share = _shares(missing)
        table = laid_out(gathered.totals, settling.money_parts)
        whole = _outcome_rows(share, table.sum(axis=1)[None])[0]
        low = high = np.full_like(whole, np.nan)
        if settling.interval:
            drawn = replicates(table.transpose(1, 0, 2).reshape(BLOCKS, -1), settling.people, settling.seed)
            if len(steps.channel) <= _SOLVED_AGAIN:
                dense = np.zeros((BLOCKS, len(steps.start)))
                dense[block_of, step_of] = counted
                again = replicates(dense, settling.people, settling.seed)
                shares = _shares(lost(steps, solve(steps, again)))
            else:
                slopes = _share_slopes(influence(steps, found)[:, :-1], missing)
                pushed = np.zeros((BLOCKS, steps.channels))
                np.add.at(pushed, block_of, slopes[step_of] * counted[:, None])
                # At the counts themselves the slopes sum to nothing, as shares do not change with the size of a shop.
                shares = np.clip(share + replicates(pushed, settling.people, settling.seed), 0.0, 1.0)
            low, high = interval(_outcome_rows(shares, drawn.reshape(-1, 2, 4)))
        return outcome_of(np.union1d(steps.channel + 1, [0]), whole, low, high, _removal(missing, found.chance))


def _in_table(observed: Observed, led: Longs, order: int, radix: int, space: int) -> tuple[Tally, Bools]:
    """Count steps by state, digit and block in a table of all there may be, and say which ways have any."""
    table, stay = np.zeros(space, np.int64), np.empty(len(observed.block), np.bool_)
    subjects = np.ascontiguousarray(observed.subjects)
    block, lost = observed.block, observed.nulls
    count_steps(observed.starts, subjects, block, led, lost, order, radix, BLOCKS, stay, table)
    return held(table[:, None]), stay


def _by_key(observed: Observed, led: Longs, order: int, radix: int) -> tuple[Tally, Bools]:
    """Count the same where few of the steps there may be are met."""
    ways, stay = named(observed)
    led = led[stay]
    before = np.empty(len(ways.subjects), np.int64)
    last = np.empty(len(ways.block), np.int64)
    subjects = np.ascontiguousarray(ways.subjects)
    chain_states(ways.starts, subjects, order, radix, before, last)
    weight = led + ways.nulls
    keys = np.concatenate([before * radix + subjects + 1, last * radix + radix - 1, last * radix + radix - 2])
    blocks = np.concatenate([ways.block[ways.way_of], ways.block, ways.block])
    return tally(keys * BLOCKS + blocks, np.concatenate([weight[ways.way_of], led, ways.nulls])), stay


def _spread_out(counted: Tally, radix: int, order: int) -> Tally:
    """Give steps keys that do not depend on how many words a bucket's dictionary has."""
    bits = _BITS // (order + 1)
    if radix >= 1 << bits:
        message = f"{radix - 3:,} channels or campaigns are too many for a chain of order {order}."
        raise PercorsoError("too_many_states", message, hint="Ask for a lower order, or by channel.")
    rest, block = np.divmod(counted.keys, BLOCKS)
    key = np.zeros_like(rest)
    for place in range(order + 1):
        rest, digit = np.divmod(rest, radix)
        ends = digit >= radix - 2
        # An order and none are the two highest digits, whatever the number of words.
        key |= np.where(ends & (place == 0), (1 << bits) - radix + digit, digit) << (bits * place)
    return tally(key * BLOCKS + block, counted.sums[:, 0])


def _steps(gathered: Chained, order: int) -> tuple[Steps, Longs, Longs]:
    """Number the states and the steps; give each sum's step and block."""
    bits = _BITS // (order + 1)
    key, block = np.divmod(gathered.steps.keys, BLOCKS)
    pairs, step_of = np.unique(key, return_inverse=True)
    digit, left = pairs & ((1 << bits) - 1), pairs >> bits
    ends = digit >= (1 << bits) - 2
    met = ((left << bits) | digit) & ((1 << (bits * order)) - 1)
    states = np.union1d(np.union1d(left, met[~ends]), [0])
    if len(states) > _MOST_STATES:
        message = f"The chain of order {order} has {len(states):,} states; up to {_MOST_STATES:,} are solved."
        raise PercorsoError("too_many_states", message, hint="Ask for a lower order, or by channel.")
    closed = np.where(digit == (1 << bits) - 1, ORDER, NULL)
    end = np.where(ends, closed, np.searchsorted(states, met))
    channel = (states & ((1 << bits) - 1)) - 1
    return Steps(channel, gathered.channels, np.searchsorted(states, left), end), step_of, block


def _shares(missing: Reals) -> Reals:
    """Bring what is lost without each channel to shares of one; where nothing is, nobody has any."""
    whole = missing.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(missing, whole, out=np.zeros_like(missing), where=whole > 0), np.float64)


def _removal(missing: Reals, chance: Reals) -> Reals:
    """Give what is lost without each channel as a share of all orders; the first is of what no touch claims."""
    begun = float(chance[0])
    return np.append(np.nan, missing / begun if begun > 0 else np.zeros_like(missing))


def _share_slopes(slopes: Reals, missing: Reals) -> Reals:
    """Turn slopes of what is lost into slopes of shares."""
    whole = missing.sum()
    return np.asarray((slopes - _shares(missing) * slopes.sum(axis=1, keepdims=True)) / whole) if whole > 0 else slopes


def _outcome_rows(shares: Reals, sums: Reals) -> Reals:
    """Lay out credit: what nobody may claim first, then each channel's share of the rest.

    Args:
        shares: by replicate and channel, or by channel alone.
        sums: by replicate, unclaimed and claimed, orders, value, margin and orders without one.
    """
    claimed = np.broadcast_to(shares, (len(sums), shares.shape[-1]))[:, :, None] * sums[:, None, 1]
    return np.concatenate([sums[:, None, 0], claimed], axis=1)


MODEL = Markov()
