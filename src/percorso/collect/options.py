"""What a connector is told besides the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from percorso.collect.shown import Shown
from percorso.core.settings import Shop


@dataclass(frozen=True)
class ReadOptions:
    """How to read one file.

    Attributes:
        shop: gives the time zone, currency and country a file does not state.
        mapping: the mapping file as parsed TOML; None where the connector needs none.
        folder: the folder the mapping file rests in, where its lookups may rest too.
        shown: of a row read again, what its file showed at its first reading.
    """

    shop: Shop = field(default_factory=Shop)
    mapping: Mapping[str, Any] | None = None
    folder: Path | None = None
    shown: Shown = field(default_factory=Shown)
