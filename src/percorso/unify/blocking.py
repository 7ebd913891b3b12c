"""Blocking: which rows of a table of people are compared, so that no two that may be one person are missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from percorso.core.matching import Block, Kind, PersonColumn
from percorso.sequence.bucket import Bucket

# What is worth comparing: ten pairs a row, and in small files more, where it costs nothing.
PAIRS_A_ROW = 10
LEAST_PAIRS = 50_000
# Blocks in which to learn: the closest ones that still hold enough pairs, several, since what rows of a block agree on
# cannot be learnt in it.
_TRAINING_PAIRS = 30
_TRAINING_BLOCKS = 5

# The first letters survive most typing errors; year and day of a date are seldom both wrong.
_BEGINNINGS: tuple[Kind, ...] = ("first_name", "surname", "full_name", "street", "place", "email", "text")


@dataclass(frozen=True)
class _Key:
    """Something that rows may agree on: a column, or a coarser part of it."""

    column: str
    expression: str
    whole: bool

    def covers(self, other: _Key) -> bool:
        """Whether rows that agree on the other agree on this."""
        return self == other or (self.column == other.column and other.whole)


def blocks(bucket: Bucket, columns: Sequence[PersonColumn]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Choose the blocks of a table ``people`` by how many pairs each would compare, and those to learn in.

    A single key is taken where it keeps to the limit, the coarser the better; the others are taken two by two.

    Args:
        bucket: shows ``people``: one text column a column, by their keys.
        columns: what the columns tell.
    """
    rows = int(bucket.sql("SELECT count(*) AS n FROM people")["n"][0].as_py())
    limit = max(PAIRS_A_ROW * rows, LEAST_PAIRS)
    keys = _keys(columns)
    pairs = {key: _pairs(bucket, (key,)) for key in keys}
    few = [key for key in keys if pairs[key] <= limit]
    alone = [key for key in few if not any(other != key and other.covers(key) for other in few)]
    rest = [key for key in keys if pairs[key] > limit and not any(key.covers(other) for other in alone)]
    both: dict[tuple[_Key, ...], int] = {
        pair: count
        for pair in combinations(rest, 2)
        if pair[0].column != pair[1].column and (count := _pairs(bucket, pair)) <= limit
    }
    single: dict[tuple[_Key, ...], int] = {(key,): pairs[key] for key in alone}
    chosen = single | {
        pair: count for pair, count in both.items() if not any(other != pair and _cover(other, pair) for other in both)
    }
    return _written(chosen), _training(columns, pairs, limit)


def _training(columns: Sequence[PersonColumn], pairs: dict[_Key, int], limit: int) -> tuple[Block, ...]:
    named = {column.key for column in columns}
    closest = sorted(
        (count, key.column, key)
        for key, count in pairs.items()
        if key.whole and key.column in named and _TRAINING_PAIRS <= count <= limit
    )
    return _written({(key,): count for count, _, key in closest[:_TRAINING_BLOCKS]})


def _written(chosen: dict[tuple[_Key, ...], int]) -> tuple[Block, ...]:
    return tuple(Block(tuple(key.expression for key in keys), count) for keys, count in chosen.items() if count)


def _keys(columns: Sequence[PersonColumn]) -> list[_Key]:
    keys = []
    for column in columns:
        name = f"{{}}.{column.key}"
        keys.append(_Key(column.key, name, whole=True))
        if column.kind in _BEGINNINGS:
            keys.append(_Key(column.key, f"substr({name}, 1, 3)", whole=False))
        if column.kind == "date":
            keys.append(_Key(column.key, f"substr({name}, 1, 4)", whole=False))
            keys.append(_Key(column.key, f"substr({name}, 5, 4)", whole=False))
    first, last = ([column.key for column in columns if column.kind == kind] for kind in ("first_name", "surname"))
    for one in first:
        for other in last:
            # The two names in the order of letters: swapped ones are the same.
            a, b = f"{{}}.{one}", f"{{}}.{other}"
            keys.append(_Key(f"{one}+{other}", f"least({a}, {b}) || ' ' || greatest({a}, {b})", whole=True))
    return keys


def _pairs(bucket: Bucket, keys: Sequence[_Key]) -> int:
    """Count the pairs of rows that agree on all of some keys."""
    told = [key.expression.replace("{}", "people") for key in keys]
    known = " AND ".join(f"({one}) IS NOT NULL" for one in told)
    text = f"""
    SELECT CAST(coalesce(sum(n * (n - 1) // 2), 0) AS BIGINT) AS pairs
    FROM (SELECT count(*) AS n FROM people WHERE {known} GROUP BY {", ".join(told)})
    """
    return int(bucket.sql(text)["pairs"][0].as_py())


def _cover(one: tuple[_Key, ...], other: tuple[_Key, ...]) -> bool:
    """Whether rows that agree on the other two keys agree on these two."""
    return any(all(map(_Key.covers, one, keys)) for keys in (other, other[::-1]))
