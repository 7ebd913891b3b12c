"""What a connector is told besides the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from percorso.collect.shown import Shown
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop
from percorso.core.time import DAY, from_micros


@dataclass(frozen=True)
class ReadOptions:
    """How to read one file.

    Attributes:
        shop: gives the time zone, currency and country a file does not state.
        mapping: the mapping file as parsed TOML; None where the connector needs none.
        folder: the folder the mapping file rests in, where its lookups may rest too.
        now: the present, microseconds since 1970 UTC; None to take instants however far ahead.
        shown: of a row read again, what its file showed at its first reading.
    """

    shop: Shop = field(default_factory=Shop)
    mapping: Mapping[str, Any] | None = None
    folder: Path | None = None
    now: int | None = None
    shown: Shown = field(default_factory=Shown)

    def check_instant(self, at: int) -> None:
        """Refuse what is said to happen later than a day from now, or raise ``future_time``.

        A day is what clocks and time zones may be wrong by. One stray instant years ahead would stretch every period.
        """
        if self.now is not None and at > self.now + DAY:
            raise PercorsoError(
                "future_time",
                f"{from_micros(at):%Y-%m-%d %H:%M} UTC lies ahead of now, {from_micros(self.now):%Y-%m-%d %H:%M} UTC.",
                hint="Correct the time, or the clock of the device that wrote it.",
            )
