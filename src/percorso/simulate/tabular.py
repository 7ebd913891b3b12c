"""Files of columns: CSV, of texts, and how Parquet is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from percorso.simulate import texts

# With a checksum in every page, so that a damaged file is refused instead of read wrong.
WRITTEN: Mapping[str, Any] = {"compression": "zstd", "write_page_checksum": True}


def csv(columns: Mapping[str, pa.Array | str], delimiter: str = ",") -> bytes:
    """Write columns under their names; a plain text is the same in every row. No value may hold a quotation mark.

    Values that hold the delimiter are not quoted by themselves: they do not occur in what is simulated.
    """
    head = delimiter.join(columns) + "\n"
    parts: list[pa.Array | str] = []
    for value in columns.values():
        parts += [value, delimiter]
    return head.encode() + buffer(texts.join(*parts[:-1], "\n"))


def buffer(lines: pa.Array) -> bytes:
    """Give the bytes of a column of texts, one after another."""
    offsets = lines.buffers()[1]
    data = lines.buffers()[2]
    if not len(lines) or data is None or offsets is None:
        return b""
    whole = memoryview(offsets).cast("i")
    start, end = whole[lines.offset], whole[lines.offset + len(lines)]
    return bytes(memoryview(data)[start:end])


def write(folder: Path, name: str, content: bytes) -> None:
    """Write one file of a folder that is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
