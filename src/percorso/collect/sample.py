"""A file's first rows as text, from which a mapping is proposed."""

from __future__ import annotations

from typing import NamedTuple


class Sample(NamedTuple):
    """Column names, and rows of one text per column (empty for none)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def values(self, place: int) -> list[str]:
        """Give one column's non-empty values."""
        return [text for row in self.rows if (text := row[place].strip())]
