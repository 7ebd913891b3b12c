"""Turns: how many requests a source may send, by a bucket of tokens that fills evenly and holds a minute's."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from percorso.core.errors import PercorsoError
from percorso.pipeline.doors import Door


class Turns:
    """The turns that the sources of one process have left."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Per source and shop: turns left, and when that was so.
        self._left: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, door: Door) -> None:
        """Take one turn of a source.

        Raises:
            PercorsoError: ``too_many``, with the whole ``seconds`` until there is a turn again.
        """
        most = door.requests_a_minute
        if most is None:
            return
        now = self._clock()
        left, since = self._left.get((door.source, door.shop), (float(most), now))
        left = min(most, left + (now - since) * most / 60)
        if left < 1:
            self._left[door.source, door.shop] = left, now
            seconds = math.ceil((1 - left) * 60 / most)
            raise PercorsoError(
                "too_many",
                f"This source may send {most} requests a minute.",
                hint="Raise it with: percorso sources limit NAME --limit N",
                given={"seconds": str(seconds)},
            )
        self._left[door.source, door.shop] = left - 1, now
