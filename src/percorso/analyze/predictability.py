"""Predictability: how well what somebody did tells what they do next."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.sequence.chains import preceded
from percorso.sequence.journeys import STAGES, Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, longer

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]

ORDERS = (0, 1, 2, 3)
# Four digits of a key: three events before and the one after; the digit 0 is the beginning.
_BITS = 15
_MASK = (1 << _BITS) - 1
# One customer in so many is kept aside to try the others' habits on, by its key.
_HELD_OUT = 5


@dataclass(frozen=True)
class Predicted:
    """One order of a chain of events, as learnt from four customers in five and tried on the fifth.

    Attributes:
        order: how many events back it looks.
        perplexity: among how many equally likely events the next one is as hard to tell; 1 is certain.
    """

    order: int
    perplexity: float


@dataclass(frozen=True)
class Predictability:
    """Every order, and the one by which the next event is told best; ``events`` were tried, none says nothing."""

    orders: tuple[Predicted, ...]
    best: int | None
    events: int


class PredictabilityPartial(NamedTuple):
    """Events by ``((before3, before2, before1, event) as digits) * 2 + kept aside``."""

    words: tuple[str, ...]
    seen: Tally


@dataclass(frozen=True)
class Predict:
    """Perplexity of the next event, by how many events before it are known.

    A shorter context stands in where a longer one was seldom seen (Witten and Bell, 1991, method C), so a high order
    cannot be worse for want of data alone.

    Attributes:
        by: the coded column of events.
    """

    by: str = "name"

    def map(self, journeys: Journeys) -> PredictabilityPartial:
        """Count a bucket's events with what came before them."""
        words = STAGES if self.by == "stage" else journeys.words.get(self.by, ())
        if len(words) > _MASK - 1:
            raise PercorsoError("too_many_values", f"{len(words):,} different events are too many to predict.")
        values, radix = codes(journeys, self.by), len(words) + 1
        aside = (journeys.keys % np.uint64(_HELD_OUT) == 0).astype(np.int8)
        keys, count = np.empty(len(values), np.int64), np.zeros(1, np.int64)
        preceded(journeys.offsets, values, aside, radix, count, keys)
        return PredictabilityPartial(words, _spread_out(tally(keys[: count[0]]), radix))

    def combine(self, one: PredictabilityPartial, other: PredictabilityPartial) -> PredictabilityPartial:
        """Add the events of two sets of buckets."""
        return PredictabilityPartial(longer(one.words, other.words), merge(one.seen, other.seen))

    def finish(self, partial: PredictabilityPartial) -> Predictability:
        """Learn from the one part and try on the other."""
        key, aside = np.divmod(partial.seen.keys, 2)
        counts = partial.seen.sums[:, 0]
        learnt, tried = (_Counted(key[aside == part], counts[aside == part]) for part in (0, 1))
        events = int(tried.counts.sum())
        if not events or not learnt.counts.sum():
            return Predictability((), None, 0)
        chance = np.full(len(tried.keys), 1 / max(len(partial.words), 1))
        found = []
        for order in ORDERS:
            chance = _chance(learnt, tried.keys, order, chance)
            found.append(Predicted(order, exp(-float(tried.counts @ np.log(chance)) / events)))
        return Predictability(tuple(found), min(found, key=lambda one: one.perplexity).order, events)


def _spread_out(found: Tally, radix: int) -> Tally:
    """Give keys that do not depend on how many words there are; they were added up by ones without gaps."""
    rest, aside = np.divmod(found.keys, 2)
    key = aside
    for place in range(len(ORDERS)):
        rest, digit = np.divmod(rest, radix)
        key += digit << (_BITS * place + 1)
    return Tally(key, found.sums)


class _Counted(NamedTuple):
    keys: Longs
    counts: Longs


def _chance(learnt: _Counted, keys: Longs, order: int, shorter: Reals) -> Reals:
    """Give the chance of each key's event after ``order`` events, ``shorter`` being that after one fewer."""
    mask = (1 << (_BITS * (order + 1))) - 1
    pairs = tally(learnt.keys & mask, learnt.counts)
    contexts = tally(pairs.keys >> _BITS, pairs.sums[:, 0], np.ones(len(pairs.keys), np.int64))
    pair = _looked_up(pairs, keys & mask)[:, 0]
    total, kinds = _looked_up(contexts, (keys & mask) >> _BITS).T
    known = total + kinds
    return np.where(known > 0, (pair + kinds * shorter) / np.maximum(known, 1), shorter)


def _looked_up(counted: Tally, keys: Longs) -> Longs:
    place = np.minimum(np.searchsorted(counted.keys, keys), len(counted.keys) - 1)
    return np.where((counted.keys[place] == keys)[:, None], counted.sums[place], 0)
