"""Runs: the rows by which each unit took the steps of a funnel, in one pass over its rows.

A run begins at each row that can be the first step, and takes each next step at the first row that can be it. The run
that comes furthest is the unit's; of several the one begun first. Every kernel takes:

- ``offsets``: where each unit's rows begin; ``at``: row times, rising within a unit; ``codes``: what each row is, -1
  for none;
- ``steps_of``: by ``code + 1``, the steps it can be, one bit each;
- ``ended_by``: by ``code + 1``, the steps after which it undoes a run that has not gone on yet, where it lies strictly
  between the times of two steps, or after the last one that was taken and within the window;
- ``onward``: by step, the furthest one that may come next: the first after it that may not be left out;
- ``steps``: how many; ``within``: the longest time from first to last, itself included;
- ``taken``: by unit and step, is set to the rows, -1 for steps that were not taken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.kernels import Narrow, kernel

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]
Masks = NDArray[np.uint64]


@kernel("int64[] int64[] int32[] uint64[] uint64[] int64[] int64 int64 int64 int64[,]!")
def ordered_runs(  # noqa: PLR0912 (one pass over every row stands in one piece)
    offsets: Longs, at: Longs, codes: Codes, steps_of: Masks, ended_by: Masks, onward: Longs, steps: int, within: int,
    longest: int, taken: Longs,
) -> None:  # fmt: skip
    """Find the furthest run in order; other rows may lie between.

    Runs that wait at a step lie side by side, as they began, from ``low`` to ``high``, and are moved together; one that
    was undone before has no row for it and is passed over. ``longest`` is how many rows the longest unit has.
    """
    path = np.empty((longest, steps), np.int64)
    low, high = np.zeros(steps, np.int64), np.zeros(steps, np.int64)
    doomed, doomed_at = np.zeros(steps, np.int64), np.zeros(steps, np.int64)
    for unit in range(len(offsets) - 1):
        begun, best, reached = 0, -1, -1
        low[:], high[:], doomed[:] = 0, 0, 0
        end = offsets[unit + 1]
        # After the last row time is over for every run.
        for row in range(offsets[unit], end + 1):
            can = steps_of[codes[row] + 1] if row < end else np.uint64(0)
            ends = ended_by[codes[row] + 1] if row < end else np.uint64(0)
            if can == 0 and ends == 0 and row < end:
                continue
            now = at[row] if row < end else np.int64(2**62)
            for step in range(steps - 1, -1, -1):
                while low[step] < high[step]:
                    run = low[step]
                    over = at[path[run, 0]] + within
                    undone = run < doomed[step] and doomed_at[step] < now and doomed_at[step] <= over
                    if over >= now and not undone and path[run, step] >= 0:
                        break
                    if not undone and path[run, step] >= 0 and step > reached:
                        best, reached = run, step
                    low[step] += 1
                if low[step] == high[step]:
                    continue
                following = -1
                for later in range(onward[step], step, -1):
                    if (can >> np.uint64(later)) & np.uint64(1):
                        following = later
                if following >= 0:
                    for run in range(low[step], high[step]):
                        if path[run, step] >= 0:
                            path[run, following] = row
                    low[following] = low[step] if low[following] == high[following] else low[following]
                    high[following], low[step], doomed[step] = high[step], high[step], 0
                elif (ends >> np.uint64(step)) & np.uint64(1):
                    last = high[step]
                    while last > low[step] and (path[last - 1, step] < 0 or at[path[last - 1, step]] == now):
                        last -= 1
                    doomed[step], doomed_at[step] = last, now
            if low[-1] < high[-1]:
                best, reached = low[-1], steps - 1
                break
            if can & np.uint64(1):
                path[begun, :] = -1
                path[begun, 0] = row
                low[0] = begun if low[0] == high[0] else low[0]
                begun, high[0] = begun + 1, begun + 1
        for step in range(steps):
            taken[unit, step] = path[best, step] if best >= 0 and step <= reached else -1


@kernel("int64[] int64[] code[] uint64[] int64 int64 int64[,]!")
def plain_runs(  # noqa: PLR0912 (see ordered_runs)
    offsets: Longs, at: Longs, codes: Narrow, steps_of: Masks, steps: int, within: int, taken: Longs
) -> None:  # fmt: skip
    """Find the furthest run in order where nothing undoes one and no step may be left out; as ``ordered_runs`` does.

    To know how far any run comes, of those that took a step the one begun last is enough, which has the most time left.
    Of two runs the one begun first takes every step no later than the other; so all that are still in time where the
    furthest step was first taken have taken it, and the first row that could begin one of them is the unit's.
    """
    one = np.uint64(1)
    begun = np.empty(steps, np.int64)
    for unit in range(len(offsets) - 1):
        reached, furthest = 0, 0
        for row in range(offsets[unit], offsets[unit + 1]):
            can = steps_of[np.int64(codes[row]) + 1]
            if can == 0:
                continue
            now = at[row]
            # Later steps first, so that one row is not two steps of the same run.
            for step in range(min(reached, steps - 1), -1, -1):
                if not (can >> np.uint64(step)) & one:
                    continue
                if step == 0:
                    begun[0] = now
                elif now - begun[step - 1] <= within:
                    begun[step] = begun[step - 1]
                else:
                    continue
                if step == reached:
                    reached, furthest = step + 1, row
            if reached == steps:
                break
        for step in range(reached, steps):
            taken[unit, step] = -1
        if reached > 0:
            place, soonest = np.int64(offsets[unit]), at[furthest] - within
            while at[place] < soonest or not steps_of[np.int64(codes[place]) + 1] & one:
                place += np.int64(1)
            taken[unit, 0] = place
            for step in range(1, reached):
                place += np.int64(1)
                while not (steps_of[np.int64(codes[place]) + 1] >> np.uint64(step)) & one:
                    place += np.int64(1)
                taken[unit, step] = place


@kernel("int64[] int64[] int32[] uint64[] int64[] int64 int64 int64[,]!")
def strict_runs(
    offsets: Longs,
    at: Longs,
    codes: Codes,
    steps_of: Masks,
    onward: Longs,
    steps: int,
    within: int,
    taken: Longs,
) -> None:
    """Find the furthest run whose steps follow each other without any other row between; see ``ordered_runs``."""
    one = np.uint64(1)
    path = np.empty(steps, np.int64)
    for unit in range(len(offsets) - 1):
        reached = -1
        taken[unit, :] = -1
        for begin in range(offsets[unit], offsets[unit + 1]):
            if not steps_of[codes[begin] + 1] & one:
                continue
            path[:] = -1
            path[0] = begin
            step = 0
            for row in range(begin + 1, offsets[unit + 1]):
                if at[row] - at[begin] > within:
                    break
                can = steps_of[codes[row] + 1]
                following = -1
                for later in range(onward[step], step, -1):
                    if (can >> np.uint64(later)) & one:
                        following = later
                if following < 0:
                    break
                step = following
                path[step] = row
            if step > reached:
                reached = step
                taken[unit, :] = path
            if reached == steps - 1:
                break


@kernel("int64[] int64[] int32[] uint64[] uint64[] int64 int64 int64[,]!")
def unordered_runs(  # noqa: PLR0912 (see ordered_runs)
    offsets: Longs,
    at: Longs,
    codes: Codes,
    steps_of: Masks,
    ended_by: Masks,
    steps: int,
    within: int,
    taken: Longs,
) -> None:
    """Find the most different steps that were taken in any order within the time from the first of them.

    A row that can be several steps is the one that was taken longest ago. The rows stand in order of time: the k-th is
    the one by which k steps were taken. A row of ``ended_by`` begins all anew.
    """
    one = np.uint64(1)
    latest = np.empty(steps, np.int64)
    for unit in range(len(offsets) - 1):
        best = 0
        latest[:] = -1
        taken[unit, :] = -1
        for row in range(offsets[unit], offsets[unit + 1]):
            if ended_by[codes[row] + 1]:
                latest[:] = -1
            can = steps_of[codes[row] + 1]
            if can == 0:
                continue
            oldest = -1
            for step in range(steps):
                if (can >> np.uint64(step)) & one and (oldest < 0 or latest[step] < latest[oldest]):
                    oldest = step
            latest[oldest] = row
            count = 0
            for step in range(steps):
                if latest[step] >= 0 and at[row] - at[latest[step]] <= within:
                    count += 1
            if count > best:
                best = count
                place = 0
                for step in range(steps):
                    if latest[step] >= 0 and at[row] - at[latest[step]] <= within:
                        # Insertion keeps the rows in order of time.
                        other = place
                        while other > 0 and taken[unit, other - 1] > latest[step]:
                            taken[unit, other] = taken[unit, other - 1]
                            other -= 1
                        taken[unit, other] = latest[step]
                        place += 1
            if best == steps:
                break
