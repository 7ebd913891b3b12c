"""Counted paths: credit where ways were counted before they came here, so that each person must be made up again."""

from __future__ import annotations

from dataclasses import replace
from math import fsum

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.attribution._credits import Credits
from percorso.analyze.attribution._observed import VALUE, Observed
from percorso.analyze.attribution._outcome import FAMILY, CreditRow, Model, Settling, rows_of
from percorso.analyze.attribution._terms import Terms
from percorso.core.family import member
from percorso.core.time import DAY
from percorso.sequence.kernels import share_out
from percorso.sequence.path_table import PathTable
from percorso.sequence.resample import BLOCKS

Longs = NDArray[np.int64]

# Of a path taken by more people than this it is drawn how many are in each block; of others, in which block each is.
_MANY = 5_000
# The value of all paths together, in parts: as fine as whole numbers of 64 bits allow.
_LARGEST = 10**17


def credit_paths(paths: PathTable, model: str, terms: Terms, *, interval: bool, seed: int) -> Credits:
    """Share the conversions of counted paths; every conversion and every null is one person."""
    judge: Model = member(FAMILY, model).MODEL
    parts = _parts(paths)
    observed = _observed(paths, parts, seed)
    people = np.bincount(observed.block, observed.orders + observed.nulls, minlength=BLOCKS).astype(np.int64)
    gathered = judge.gather(observed, terms, paths.words)
    outcome = judge.settle(gathered, terms, Settling(people, parts, interval, seed))
    orders, value = int(paths.conversions.sum()), fsum(paths.value)
    rows = rows_of(outcome, paths.words, np.array([value, np.nan]) / max(orders, 1))
    return Credits(model, "channel", "", tuple(_adding_up(rows, value)), orders, value, int(people.sum()))


def _parts(paths: PathTable) -> int:
    largest = float(np.abs(paths.value).sum())
    return 10 ** int(np.clip(np.floor(np.log10(_LARGEST / largest)), 0, 15)) if largest > 0 else 1


def _observed(paths: PathTable, parts: int, seed: int) -> Observed:
    """Set out the people of every path in blocks; those of a path share its value evenly."""
    generator = np.random.Generator(np.random.PCG64([seed, BLOCKS]))
    path, block, count = _with_worth(paths, *_people(paths.conversions, generator))
    value = np.zeros(len(path), np.int64)
    starts = np.concatenate([np.flatnonzero(np.diff(path, prepend=-1)), [len(path)]]).astype(np.int64)
    worth = np.rint(paths.value[path[starts[:-1]]] * parts).astype(np.int64)
    share_out(starts, np.maximum(count, 1).astype(np.float64), worth, value)
    none_path, none_block, none_count = _people(paths.nulls, generator)
    both = np.concatenate([path, none_path])
    money = np.zeros((len(both), 3), np.int64)
    money[: len(path), VALUE] = value
    # What orders of a counted path leave as margin nobody tells.
    money[: len(path), 2] = count
    orders = np.concatenate([count, np.zeros_like(none_count)])
    others = np.concatenate([np.zeros_like(count), none_count])
    sizes = np.diff(paths.starts)[both]
    ends = np.cumsum(sizes)
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    subjects = paths.subjects[np.repeat(paths.starts[:-1][both], sizes) + within]
    # A counted path tells no times: its touches are taken to lie a day apart, the last one at the order.
    before = (np.repeat(sizes, sizes) - 1 - within) * DAY
    laid = Observed(
        np.append(ends - sizes, ends[-1:] if len(ends) else 0),
        subjects,
        before,
        np.concatenate([block, none_block]),
        orders,
        others,
        money,
    )
    return _with_nobody(laid)


def _with_worth(paths: PathTable, path: Longs, block: Longs, count: Longs) -> tuple[Longs, Longs, Longs]:
    """Add the paths that have a value and no conversion, such as one that was given back: their touches earn it too."""
    alone = np.flatnonzero((paths.conversions == 0) & (paths.value != 0))
    if not len(alone):
        return path, block, count
    nobody = np.zeros(len(alone), np.int64)
    order = np.argsort(np.concatenate([path, alone]), kind="stable")
    columns = ((path, alone), (block, alone % BLOCKS), (count, nobody))
    return tuple(np.concatenate(both)[order] for both in columns)  # type: ignore[return-value]


def _with_nobody(laid: Observed) -> Observed:
    """Give a way without a touch one of no subject, as a rule wants to give its order to somebody."""
    sizes = np.diff(laid.starts)
    if sizes.all():
        return laid
    alone = laid.starts[:-1][sizes == 0]
    starts = np.concatenate([[0], np.cumsum(np.maximum(sizes, 1))]).astype(np.int64)
    subjects = np.insert(laid.subjects, alone, -1).astype(np.int32)
    return replace(laid, starts=starts, subjects=subjects, before=np.insert(laid.before, alone, 0))


def _people(counts: Longs, generator: np.random.Generator) -> tuple[Longs, Longs, Longs]:
    """Put the people of every path into blocks at random: path, block and how many, paths in order."""
    few = np.where(counts <= _MANY, counts, 0)
    path = np.repeat(np.arange(len(counts)), few)
    block = generator.integers(0, BLOCKS, len(path))
    many = np.flatnonzero(counts > _MANY)
    spread = generator.multinomial(counts[many], np.full(BLOCKS, 1 / BLOCKS)) if len(many) else np.zeros((0, BLOCKS))
    where, there = np.nonzero(spread)
    paths = np.concatenate([path, many[where]]).astype(np.int64)
    blocks = np.concatenate([block, there]).astype(np.int64)
    count = np.concatenate([np.ones(len(path)), spread[where, there]]).astype(np.int64)
    order = np.argsort(paths, kind="stable")
    return paths[order], blocks[order], count[order]


def _adding_up(rows: list[CreditRow], value: float) -> list[CreditRow]:
    """Give what rounding took from the value back to the largest row."""
    short = value - fsum(row.value for row in rows)
    largest = max(range(len(rows)), key=lambda place: abs(rows[place].value))
    row = rows[largest]
    return [*rows[:largest], _worth(row, row.value + short), *rows[largest + 1 :]] if row.value else rows


def _worth(row: CreditRow, value: float) -> CreditRow:
    ends = (row.low, row.high, row.value_low, row.value_high)
    return CreditRow(row.subject, row.conversions, value, *ends, row.margin, row.removal_effect)
