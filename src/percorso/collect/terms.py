"""Terms: what steps of refinement are told, and how they work once per distinct text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from percorso.core.settings import Settings

_TEXT = pa.string()


@dataclass(frozen=True)
class Terms:
    """What the shop wants of its events.

    Attributes:
        settings: the shop's.
        secret: the workspace's own key for digests.
        is_robot: whether a user agent is a robot's.
        erased: the tombstones of people who were erased (see ``core.privacy``); ``kept``, those of them whose orders
            stay as amounts.
        met: told where events hold anything of people who were erased.
    """

    settings: Settings
    secret: bytes = field(repr=False)
    is_robot: Callable[[str], bool]
    erased: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    met: Callable[[], None] = lambda: None


# A step takes a table of events and gives one of the same columns, with fewer rows where it keeps some out.
Step = Callable[[pa.Table, Terms], pa.Table]


def told(texts: pa.ChunkedArray, change: Callable[[str], Sequence[str | None]], width: int) -> list[pa.ChunkedArray]:
    """Change each distinct text into several, none of them where there is none, and lay them out as columns.

    Args:
        texts: string.
        change: gives ``width`` texts for one.
        width: how many columns.
    """
    whole = texts.combine_chunks()
    encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    rows = [change(text) for text in encoded.dictionary.to_pylist()]
    columns = zip(*rows, strict=True) if rows else [()] * width
    return [pa.chunked_array([pa.array(column, _TEXT).take(encoded.indices)]) for column in columns]


def replaced(events: pa.Table, columns: dict[str, pa.ChunkedArray]) -> pa.Table:
    """Put columns in place of those of their names."""
    for name, column in columns.items():
        events = events.set_column(events.schema.get_field_index(name), name, column)
    return events
