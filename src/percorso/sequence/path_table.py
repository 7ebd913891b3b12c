"""Path tables: ways that were counted before they came here, one row each way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError, unknown

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]
Reals = NDArray[np.float64]

# More than there are; sums of so many rows as fit into memory stay whole numbers.
_MOST_PEOPLE = 10**10


@dataclass(frozen=True)
class PathTable:
    """Counted paths.

    Attributes:
        words: the channels; ``subjects`` hold indices into it.
        starts: int64, one more than paths: where each path's touches begin; a path may have none.
        subjects: int32 per touch.
        conversions, nulls: int64 per path: how many people took it and converted, or did not.
        value: float64 per path: what its conversions brought together.
    """

    words: tuple[str, ...]
    starts: Longs
    subjects: Codes
    conversions: Longs
    nulls: Longs
    value: Reals


def read_paths(
    table: pa.Table, path: str, conversions: str, nulls: str | None, value: str | None, separator: str
) -> PathTable:
    """Read a table of one row a path; touches without a name are passed over.

    Raises:
        PercorsoError: ``unknown_column``, ``bad_count``, ``bad_amount``.
    """
    for name in (path, conversions, nulls, value):
        if name is not None and name not in table.column_names:
            raise unknown("column", name, table.column_names, code="unknown_column")
    texts = table[path].cast(pa.string()).fill_null("").to_pylist()
    # A mark written without its spaces is meant too, unless they set it apart from one that is part of a name.
    bare = separator.strip() or separator
    mark = separator if any(separator in text for text in texts) else bare
    touches = [[one for part in text.split(mark) if (one := part.strip(f"{bare} "))] for text in texts]
    sizes = np.fromiter(map(len, touches), np.int64, len(touches))
    words: dict[str, int] = {}
    subjects = [words.setdefault(one, len(words)) for one in chain.from_iterable(touches)]
    nothing = np.zeros(len(touches))
    return PathTable(
        tuple(words),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array(subjects, np.int32),
        _counts(table[conversions], conversions),
        _counts(table[nulls], nulls) if nulls else nothing.astype(np.int64),
        _numbers(table[value], value, "bad_amount") if value else nothing,
    )


def _counts(column: pa.ChunkedArray, name: str) -> Longs:
    numbers = _numbers(column, name, "bad_count")
    if (numbers < 0).any() or (numbers > _MOST_PEOPLE).any() or (numbers != np.rint(numbers)).any():
        hint = "People are counted in whole numbers."
        raise PercorsoError("bad_count", f"Column '{name}' holds what is no count of people.", hint=hint)
    return numbers.astype(np.int64)


def _numbers(column: pa.ChunkedArray, name: str, code: str) -> Reals:
    try:
        texts = pa.types.is_string(column.type)
        bare = pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column) if texts else column
        numbers = pc.fill_null(bare.cast(pa.float64()), 0.0).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise PercorsoError(code, f"Column '{name}' holds what is no number.") from None
    return np.asarray(np.nan_to_num(numbers, nan=0.0), np.float64)
