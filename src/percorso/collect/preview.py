"""Preview: what an import would bring, and the mapping it would need; nothing is written."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from percorso.collect import propose
from percorso.collect.files import shown_name
from percorso.collect.options import ReadOptions
from percorso.collect.reading import CONNECTORS, read_file
from percorso.core.errors import PercorsoError
from percorso.core.family import member
from percorso.core.record import Batch, Event, Rate, Rejected, Spend

# Rows looked at to propose a mapping.
_SAMPLED = 1_000
# Records, and rejected rows, shown.
SHOWN = 10


@dataclass(frozen=True)
class Preview:
    """What a file holds.

    Attributes:
        mapping: the proposed mapping as TOML text; empty when one was given or none is needed.
        records: the first normal records.
        rejected: the first rows that could not be taken.
        taken, refused, left_out: how many rows became records, could not, or were not meant to, in the first batch; the
            file may hold more.
        problem: why the proposed mapping cannot be used as it is, or None.
    """

    connector: str
    file: str
    mapping: str
    records: tuple[Event | Spend | Rate, ...]
    rejected: tuple[Rejected, ...]
    taken: int
    refused: int
    problem: PercorsoError | None = None
    left_out: int = 0

    @property
    def looked_at(self) -> int:
        """How many rows the preview is about."""
        return self.taken + self.refused + self.left_out


def preview(connector: str, path: Path, options: ReadOptions) -> Preview:
    """Read the start of a file and show what would come of it, proposing a mapping where one is needed and missing.

    Raises:
        PercorsoError: what is wrong with the connector's name, the file, or the mapping given.
    """
    module = member(CONNECTORS, connector)
    if options.mapping is not None or not module.NEEDS_MAPPING:
        return _shown(connector, path, options, "")
    sample = module.sample(path, options, _SAMPLED)
    text = propose.mapping_text(connector, shown_name(path).partition(".")[0], sample, options.shop)
    try:
        return _shown(connector, path, replace(options, mapping=tomllib.loads(text)), text)
    except PercorsoError as problem:
        return Preview(connector, shown_name(path), text, (), (), 0, 0, problem)


def _shown(connector: str, path: Path, options: ReadOptions, text: str) -> Preview:
    first = next(read_file(connector, path, options), Batch())
    records: tuple[Event | Spend | Rate, ...] = (*first.events, *first.spend, *first.rates)
    return Preview(
        connector=connector,
        file=shown_name(path),
        mapping=text,
        records=records[:SHOWN],
        rejected=tuple(first.rejected[:SHOWN]),
        taken=len(records),
        refused=len(first.rejected),
        left_out=first.left_out.total(),
    )
