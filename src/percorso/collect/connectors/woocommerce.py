"""WooCommerce's own JSON, one record a line, as its API gives it: what webhooks missed comes in by a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from percorso.collect import payload_files
from percorso.collect.options import ReadOptions
from percorso.collect.woocommerce_payloads import items
from percorso.core.record import Batch

SUMMARY = "WooCommerce's own JSON as its API gives it, one record a line: orders and customers."
NEEDS_MAPPING = False


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read a file of WooCommerce's records; raises what is wrong with the file or its mapping."""
    return payload_files.read(path, options, items)


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one record again, as quarantine kept it; its header is the topic it came by."""
    return payload_files.reread(header, original, options, items)
