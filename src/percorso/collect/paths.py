"""Paths into nested rows: ``user.address.city``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from percorso.collect.expressions import Reader


def reader(path: str) -> Reader:
    """Give the function that reads a path in a row; a key holding dots is met as it is."""
    head, dot, rest = path.partition(".")
    if not dot:
        return lambda row: row.get(path)
    inner = reader(rest)

    def read(row: Any) -> Any:
        if path in row:
            return row[path]
        below = row.get(head)
        return inner(below) if isinstance(below, Mapping) else None

    return read


def leaves(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and value of everything in a row that is no object itself."""
    for key, value in row.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{before}{key}.")
        else:
            yield before + key, value
