"""Reading: from a connector's name and a file to batches of normal records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from percorso.collect.options import ReadOptions
from percorso.core.errors import PercorsoError
from percorso.core.family import member, members
from percorso.core.record import Batch

__all__ = ["CONNECTORS", "ReadOptions", "connectors", "read_file", "reread"]

CONNECTORS = "percorso.collect.connectors"


def connectors() -> dict[str, str]:
    """List the connectors: name to summary."""
    return {name: member(CONNECTORS, name).SUMMARY for name in members(CONNECTORS)}


def read_file(connector: str, path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read a file through a connector, a batch at a time.

    Raises:
        PercorsoError: ``unknown_connector``, ``mapping_needed``, ``wrong_connector`` at once; whatever is wrong with
            the file or the mapping before the first batch.
    """
    module = _connector(connector, options)
    batches: Iterator[Batch] = module.read(path, options)
    return batches


def reread(connector: str, header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read a quarantined row again, perhaps mended, perhaps with a better mapping.

    Args:
        connector: the one the row came by.
        options: as for the whole file, or with a mended mapping.
        header: the row's ``header`` in quarantine.
        original: its ``original``; for an order, all its rows.
    """
    module = _connector(connector, options)
    batches: Iterator[Batch] = module.reread(header, original, options)
    return batches


def _connector(name: str, options: ReadOptions) -> ModuleType:
    module = member(CONNECTORS, name)
    if options.mapping is None and module.NEEDS_MAPPING:
        raise PercorsoError(
            "mapping_needed",
            f"The connector {name} needs a mapping: which column is the time, which the customer.",
            hint=f"`percorso import {name} FILE --preview` proposes one to save and edit.",
            given={"connector": name},
        )
    meant = (options.mapping or {}).get("connector", name)
    if meant != name:
        raise PercorsoError("wrong_connector", f"The mapping is for the connector {meant}, not {name}.")
    return module
