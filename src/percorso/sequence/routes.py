"""Routes: the loop that cuts from each unit's rows the way from one event, or to another, that is asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.kernels import kernel

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]

# Where no start or no end is asked for.
ANY = -1


@kernel("int64[] int32[] int32 int32 int64 int64 int64[]! int64[]! int32[]!")
def cut_routes(
    offsets: Longs, codes: Codes, start: int, end: int, steps: int, loops: int,
    met: Longs, sizes: Longs, route: Codes,
) -> None:  # fmt: skip
    """Write each unit's route: its codes from the first ``start`` on, up to the first ``end`` after it.

    Args:
        offsets: where each unit's rows begin.
        codes: of each row, -1 for one that is passed over.
        start, end: a code, or ``ANY``; a unit that does not have both has no route.
        steps: how many codes of a route are kept: its last ones where it is asked to an end, else its first.
        loops: 0 to take equal codes that follow each other for one.
        met: one number: how many units have any row with a code.
        sizes: per unit, how many codes its route has.
        route: the codes of all routes; has room for those of all rows.
    """
    written = 0
    met[0] = 0
    for unit in range(len(offsets) - 1):
        first, before, begun, ended = written, -1, start == ANY, False
        for row in range(offsets[unit], offsets[unit + 1]):
            code = codes[row]
            if code < 0 or (loops == 0 and code == before):
                continue
            if before < 0:
                met[0] += 1
            before = code
            begun = begun or code == start
            if not begun:
                continue
            route[written] = code
            written += 1
            # The row a route begins with does not end it.
            ended = code == end and (start == ANY or written - first > 1)
            if ended or (end == ANY and written - first == steps):
                break
        if end != ANY:
            if not ended:
                written = first
            elif written - first > steps:
                for place in range(steps):
                    route[first + place] = route[written - steps + place]
                written = first + steps
        sizes[unit] = written - first
