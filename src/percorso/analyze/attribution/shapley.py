"""Shapley: the orders of everybody reached by the same channels are shared by what each channel adds to their rate.

Shapley (1953) among the channels of each way, whatever their order and however often they came; the rate of a set of
channels is that of the people reached by exactly these, as fractional attribution in the field takes it. It is exact
for any number of channels, since only sets that were seen have a rate: nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.attribution._coalitions import members_of, orders_of_joining, parts_within, share_sets
from percorso.analyze.attribution._observed import Observed
from percorso.analyze.attribution._open import MOST_BESIDE, Open
from percorso.analyze.attribution._outcome import Outcome, Settling, outcome_of
from percorso.analyze.attribution._terms import Terms
from percorso.analyze.attribution._totals import laid_out, nothing, totals
from percorso.core.errors import PercorsoError
from percorso.sequence.chains import WORD, add_rows, add_ways, mark_present
from percorso.sequence.codes import distinct
from percorso.sequence.resample import BLOCKS, REPLICATES, interval, replicates, replicates_of
from percorso.sequence.tally import Tally, merge

SUMMARY = (
    "A channel earns by what it adds to the rate of orders among the channels it came with: who makes a difference."
)

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]

# Numbers held at a time while intervals are drawn, and the fewest replicates that tell one.
_HELD = 4_000_000
_FEWEST = 200
# Comparing every set with every other takes their number squared; sixteen channels have no more sets than this.
_MOST_SETS = 1 << 16


class Coalesced(NamedTuple):
    """Sets of channels with what came of them.

    Attributes:
        channels: how many channels the dictionary has.
        masks: int64, one row per set and block: its channels as bits; rows stand in order.
        block: int64 per row.
        sums: int64 per row: orders, nulls, value, margin, orders without a margin.
        totals: see ``_totals``.
    """

    channels: int
    masks: Longs
    block: Longs
    sums: Longs
    totals: Tally


class Shapley:
    """The model; see the module."""

    nulls = True

    def gather(self, observed: Observed, terms: Terms, words: Sequence[str]) -> Coalesced:  # noqa: ARG002 (it has none)
        """Count what came of every set of channels, by block."""
        masks = np.zeros((len(observed.block), max(-(-len(words) // WORD), 1)), np.int64)
        mark_present(observed.starts, np.ascontiguousarray(observed.subjects), masks)
        stay = np.logical_or.reduce([column != 0 for column in masks.T])
        block, orders, nulls, money = observed.block, observed.orders, observed.nulls, observed.money
        if not stay.all():
            masks, block, orders, nulls, money = masks[stay], block[stay], orders[stay], nulls[stay], money[stay]
        sums = np.zeros((0, 5), np.int64)
        if len(masks):
            first, place = distinct([*masks.T, block])
            sums = np.zeros((len(first), 5), np.int64)
            add_ways(place, orders, nulls, np.ascontiguousarray(money), sums)
            masks, block = masks[first], block[first]
        return Coalesced(len(words), masks, block, sums, totals(observed, stay))

    def gather_open(self, ways: Open, terms: Terms, words: Sequence[str]) -> Coalesced:
        """Count the ways to no order of every set of channels, by block."""
        if ways.counted is None:
            return self.gather(ways.ways, terms, words)
        sets = ways.counted[1]
        masks, block = np.divmod(sets.keys, BLOCKS)
        sums = np.zeros((len(masks), 5), np.int64)
        sums[:, 1] = sets.sums[:, 0]
        return Coalesced(len(words), masks[:, None], block, sums, nothing())

    def merge(self, one: Coalesced, other: Coalesced) -> Coalesced:
        """Add the sets of two sets of customers."""
        channels, total = max(one.channels, other.channels), merge(one.totals, other.totals)
        added = _merged(one, other) if channels <= MOST_BESIDE else _gathered(one, other)
        return Coalesced(channels, *added, total)

    def settle(self, gathered: Coalesced, terms: Terms, settling: Settling) -> Outcome:  # noqa: ARG002
        """Share the orders of every set that had any, as they were and in every replicate."""
        # Rows of one set lie together.
        changed = [np.diff(column, prepend=-1) != 0 for column in gathered.masks.T]
        begins = np.logical_or.reduce(changed)
        masks, place = gathered.masks[begins], np.cumsum(begins) - 1
        if len(masks) > _MOST_SETS:
            message = f"{len(masks):,} different sets of channels were seen; up to {_MOST_SETS:,} are compared."
            raise PercorsoError("too_many_states", message, hint="Ask by channel.")
        unit = np.array([1, 1, settling.money_parts, settling.money_parts, 1], np.float64)
        sums = gathered.sums / unit
        seen: Reals = np.stack([np.bincount(place, column, len(masks)) for column in sums.T], axis=1).astype(
            np.float64
        )[:, None]
        table = laid_out(gathered.totals, settling.money_parts)
        whole = _credited(masks, seen, table.sum(axis=1)[None, 0], gathered.channels)[0]
        low = high = np.full_like(whole, np.nan)
        if settling.interval:
            count = max(_FEWEST, min(REPLICATES, _HELD // max(5 * len(masks), 1)))
            again = _again(gathered, place, sums, len(masks), settling, count)
            unclaimed = replicates(table[0], settling.people, settling.seed, count)
            low, high = interval(_credited(masks, again, unclaimed, gathered.channels))
        seen_ones = members_of(np.bitwise_or.reduce(masks, axis=0)) if len(masks) else np.zeros(0, np.int64)
        return outcome_of(np.append(0, seen_ones + 1), whole, low, high)


def _again(gathered: Coalesced, place: Longs, sums: Reals, sets: int, settling: Settling, count: int) -> Reals:
    """Resample what came of every set."""
    again = np.zeros((sets, count, 5))
    # What nobody has stays nought, and how much is unknown of a replicate's margin nobody asks.
    told = np.flatnonzero(sums[:, :4].any(axis=0))
    starts = np.searchsorted(place, np.arange(sets + 1))
    drawn = replicates_of(starts, gathered.block, sums[:, told], settling.people, settling.seed, count)
    again[:, :, told] = drawn.transpose(0, 2, 1)
    return again


def _merged(one: Coalesced, other: Coalesced) -> tuple[Longs, Longs, Longs]:
    """Add rows whose set and block fit one number; those numbers rise."""
    # How many rows there are keeps what came to nought.
    keyed = (Tally(part.masks[:, 0] * BLOCKS + part.block, np.insert(part.sums, 5, 1, axis=1)) for part in (one, other))
    both = merge(*keyed)
    masks, block = np.divmod(both.keys, BLOCKS)
    return masks[:, None], block, np.ascontiguousarray(both.sums[:, :5])


def _gathered(one: Coalesced, other: Coalesced) -> tuple[Longs, Longs, Longs]:
    """Add rows whose sets are wider than a number."""
    width = max(one.masks.shape[1], other.masks.shape[1])
    masks = np.concatenate([np.pad(part.masks, ((0, 0), (0, width - part.masks.shape[1]))) for part in (one, other)])
    block, sums = np.concatenate([one.block, other.block]), np.concatenate([one.sums, other.sums])
    if not len(block):
        return masks, block, sums
    first, place = distinct([*masks.T, block])
    added = np.zeros((len(first), sums.shape[1]), np.int64)
    add_rows(place, np.ascontiguousarray(sums), added)
    return masks[first], block[first], added


def _credited(masks: Longs, seen: Reals, unclaimed: Reals, channels: int) -> Reals:
    """Share every set's orders, value and margin among its channels.

    Args:
        masks: one row per set.
        seen: by set and replicate: orders, nulls, value, margin, orders without a margin.
        unclaimed: by replicate: orders, value, margin and orders without one that no channel may claim.
        channels: how many there are.

    Returns:
        by replicate, unclaimed first and then each channel, and what it earned, as in ``unclaimed``.
    """
    people = seen[:, :, 0] + seen[:, :, 1]
    rates = np.divide(seen[:, :, 0], people, out=np.zeros_like(people), where=people > 0)
    earned = np.zeros((1 + channels, *unclaimed.shape))
    earned[0] = unclaimed
    # Money without an order is a refund of an earlier one.
    with_orders = np.flatnonzero(seen[:, :, [0, 2]].any(axis=(1, 2)))
    starts, parts = parts_within(masks, with_orders)
    brought = np.ascontiguousarray(seen[:, :, [0, 2, 3, 4]])
    share_sets(masks, with_orders, starts, parts, *orders_of_joining(masks), rates, brought, earned)
    return earned.transpose(1, 0, 2)


MODEL = Shapley()
