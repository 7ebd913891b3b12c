"""Kernels: the loops over journeys that must be fast; plain Python, made machine code on their first call.

Each is called as the function it reads like. Arrays it reads may be read-only (memory-mapped ones are); it writes into
the arrays whose declared type ends in ``!``, which come last. Kernels release the interpreter lock, so buckets run on
threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from importlib import import_module
from threading import Lock, Thread
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.journeys import AFTER, ORDER

Loop = TypeVar("Loop", bound=Callable[..., None])
Item = TypeVar("Item")
Result = TypeVar("Result")
Bytes = NDArray[np.int8]
Codes = NDArray[np.int32]
# Codes in whichever width they have.
Narrow = NDArray[np.signedinteger[Any]]
Longs = NDArray[np.int64]
Reals = NDArray[np.float64]
Masks = NDArray[np.uint64]

# Fewer rows than this are done before a second thread has begun.
_MANY = 500_000
# One thread makes a kernel or reads it from the disk, others wait for it: numba's own caches are not made for two.
_MAKING = Lock()


def kernel(parameters: str) -> Callable[[Loop], Loop]:
    """Have a loop compiled, once, for exactly these parameter types.

    Args:
        parameters: one word each: ``int64`` a number, ``int64[]`` an array that is read, ``int64[]!`` one that is
            written, ``int64[,]!`` a table that is written, and so on. Arrays are contiguous. ``code[]`` is an array of
            codes that is read in whichever width it has, for each of which the loop is compiled.
    """
    words = parameters.split()
    coded = [place for place, word in enumerate(words) if word == "code[]"]

    def declare(loop: Loop) -> Loop:
        made: dict[tuple[str, ...], Callable[..., None]] = {}

        def machine_code(*widths: str) -> Callable[..., None]:
            # numba costs most of a second to import, so only a first call does.
            from numba import njit, types

            exact = {place: f"{width}[]" for place, width in zip(coded, widths, strict=True)}
            signature = types.void(*(_type(types, exact.get(place, word)) for place, word in enumerate(words)))
            compiled: Callable[..., None] = njit(signature, nogil=True, cache=True)(loop)
            return compiled

        @wraps(loop)
        def run(*columns: Any) -> None:
            widths = tuple(columns[place].dtype.name for place in coded)
            if widths not in made:
                with _MAKING:
                    if widths not in made:
                        made[widths] = machine_code(*widths)
            made[widths](*columns)

        return run  # type: ignore[return-value]

    return declare


def prepare() -> None:
    """Have what compiles kernels read in meanwhile: that takes most of a second, for which others need not wait."""
    Thread(target=import_module, args=("numba",), name="kernels", daemon=True).start()


def in_parts(work: Callable[[int, int], None], units: int, rows: int, middle: int | None = None) -> None:
    """Do work on the units from one to before another, all of them once, on two threads where they have many rows.

    Kernels release the interpreter lock, and what one part writes is its own.

    Args:
        work: does it.
        units: how many units there are.
        rows: how many rows they have.
        middle: where the second thread begins, half of the units where it is not said.
    """
    if rows < _MANY:
        work(0, units)
        return
    half = units // 2 if middle is None else middle
    side_by_side(lambda part: work(*part), ((0, half), (half, units)))


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Do work on each of some items, on two threads, as far as it is done without the interpreter lock."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))


def _type(types: Any, word: str) -> Any:
    name, bracket, shape = word.partition("[")
    if not bracket:
        return getattr(types, name)
    dimensions = 1 + shape.count(",")
    return types.Array(getattr(types, name), dimensions, "C", readonly=not word.endswith("!"))


@kernel("int64[] int8[] int32[] int64[]!")
def order_ahead(offsets: Longs, role: Bytes, cycle: Codes, ahead: Longs) -> None:
    """Find the order each row leads to: the row of the next order, when it closes the row's own cycle, else -1.

    An order leads to itself; what concerns an order leads to none, as its order lies before it.
    """
    for customer in range(len(offsets) - 1):
        order = -1
        for row in range(offsets[customer + 1] - 1, offsets[customer] - 1, -1):
            if role[row] == ORDER:
                order = row
            leads = order >= 0 and role[row] != AFTER and cycle[order] == cycle[row]
            ahead[row] = order if leads else -1


@kernel("int64[] int64[] int32[] uint64[] int64 int64 int8[]!")
def furthest_step(
    offsets: Longs, at: Longs, codes: Codes, steps_of: Masks, steps: int, within: int, furthest: Bytes
) -> None:
    """Count the steps each unit took in order, within a time of the first step: the best of all its tries.

    Of the runs that came to a step, the one begun last has the most time left, so one start per step is enough.

    Args:
        offsets: where each unit's rows begin.
        at: row times, rising within a unit.
        codes: what each row is; -1 for none.
        steps_of: by ``code + 1``, the steps it can be, one bit each.
        steps: how many steps, 1 to 64.
        within: the longest time from first to last step, itself included.
        furthest: per unit, from 0 to ``steps``.
    """
    begun = np.empty(steps, np.int64)
    for unit in range(len(offsets) - 1):
        reached = 0
        for row in range(offsets[unit], offsets[unit + 1]):
            possible = steps_of[codes[row] + 1]
            if possible == 0:
                continue
            # Later steps first, so that one event does not count as two steps of the same run.
            for step in range(min(reached, steps - 1), -1, -1):
                if (possible >> np.uint64(step)) & np.uint64(1) == 0:
                    continue
                if step == 0:
                    begun[0] = at[row]
                elif at[row] - begun[step - 1] <= within:
                    begun[step] = begun[step - 1]
                else:
                    continue
                reached = max(reached, step + 1)
            if reached == steps:
                break
        furthest[unit] = reached


@kernel("int64[] int32[] int64 int8[]!")
def first_of_its_kind(groups: Longs, codes: Codes, kinds: int, first: Bytes) -> None:
    """Mark with 1 the first row of each code within each group, with 0 the others and rows without a code (-1).

    Args:
        groups: each row's group; a group's rows lie together.
        codes: each row's code.
        kinds: one more than the highest code.
        first: per row.
    """
    last_group = np.full(kinds, -1, np.int64)
    for row in range(len(groups)):
        code = codes[row]
        first[row] = 0
        if code >= 0 and last_group[code] != groups[row]:
            last_group[code] = groups[row]
            first[row] = 1


@kernel("int64[] code[] int64[,]! int64[,]! int64[]! int64[]!")
def count_transitions(offsets: Longs, codes: Narrow, counts: Longs, units: Longs, starts: Longs, ends: Longs) -> None:
    """Add each unit's steps from code to code to ``counts[before, after]``, its first and last to ``starts``, ``ends``.

    Rows without a code (-1) are passed over; ``units`` counts each unit once for each pair.
    """
    last = np.full(counts.shape, -1, np.int64)
    for unit in range(len(offsets) - 1):
        before = np.int64(-1)
        for row in range(offsets[unit], offsets[unit + 1]):
            code = np.int64(codes[row])
            if code < 0:
                continue
            if before < 0:
                starts[code] += 1
            else:
                counts[before, code] += 1
                if last[before, code] != unit:
                    last[before, code] = unit
                    units[before, code] += 1
            before = code
        if before >= 0:
            ends[before] += 1


@kernel("int64[] float64[] int64[] int64[]!")
def share_out(starts: Longs, weights: Reals, amounts: Longs, shares: Longs) -> None:
    """Share each whole amount among its members by weight, in whole units that add up to it exactly.

    Each member gets the difference of two rounded running totals, so no share is a whole unit away from its due.

    Args:
        starts: where each amount's members begin, one more than amounts; every amount has a member.
        weights: per member, none negative, some positive.
        amounts: may be negative.
        shares: per member.
    """
    for one in range(len(amounts)):
        total = 0.0
        for member in range(starts[one], starts[one + 1]):
            total += weights[member]
        running, given = 0.0, np.int64(0)
        last = starts[one + 1] - 1
        for member in range(starts[one], last):
            running += weights[member]
            due = np.int64(np.rint(amounts[one] * (running / total)))
            shares[member] = due - given
            given = due
        shares[last] = amounts[one] - given


@kernel("int64[] float64[] int64[,] bool_[] int64[] int64[,]!")
def share_into(
    starts: Longs, weights: Reals, amounts: Longs, counted: NDArray[np.bool_], places: Longs, table: Longs
) -> None:
    """Share four amounts a way among its touches as ``share_out`` does, and add the shares up by place.

    Args:
        starts: where each way's touches begin; every way has one.
        weights: per touch, none negative, on every way some positive.
        amounts: four a way.
        counted: per touch: whether its shares are added; of no touches, where all are.
        places: per touch: the row of the table.
        table: by place: the four shares, and how many touches.
    """
    given = np.empty(4, np.int64)
    for way in range(len(starts) - 1):
        total, running, last = 0.0, 0.0, starts[way + 1] - 1
        for touch in range(starts[way], starts[way + 1]):
            total += weights[touch]
        given[:] = 0
        for touch in range(starts[way], starts[way + 1]):
            running += weights[touch]
            part, kept = running / total, len(counted) == 0 or counted[touch]
            for column in range(4):
                amount = amounts[way, column]
                if amount == 0:
                    continue
                due = amount if touch == last else np.int64(np.rint(amount * part))
                if kept:
                    table[places[touch], column] += due - given[column]
                given[column] = due
            if kept:
                table[places[touch], 4] += 1
