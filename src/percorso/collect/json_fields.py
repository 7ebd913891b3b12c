"""JSON fields: what stands at some paths of many objects, found by walking tokens and making no objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.collect.json_tokens import (
    AFTER,
    BEGIN,
    CLOSE,
    CLOSE_LIST,
    COMMA,
    ESCAPED,
    FINISH,
    KIND,
    KINDS,
    OPEN,
    Tokens,
)
from percorso.sequence.kernels import kernel

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Kinds = NDArray[np.int8]
Path = tuple[str, ...]

# The kind of nothing at all.
ABSENT = KINDS
# Paths of more keys than this are not looked for.
_DEEPEST = 8


@dataclass(frozen=True)
class Paths:
    """The paths that are looked for; one within an object that is itself looked for stands after it.

    Attributes:
        all: each path.
        names, ends: the last keys' bytes, one after another, and where each begins and the last one ends.
        within: the place of the path of the object that a key is in, -1 for the object that is searched.
        holds: whether other paths lie within.
    """

    all: tuple[Path, ...]
    names: Bytes
    ends: Ints
    within: Ints
    holds: Bools

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Paths:
        """Lay paths out for the walk."""
        keys = [path[-1].encode() for path in paths]
        within = [paths.index(path[:-1]) if path[1:] else -1 for path in paths]
        return cls(
            tuple(paths),
            np.frombuffer(b"".join(keys), dtype=np.uint8),
            np.cumsum([0, *map(len, keys)], dtype=np.int32),
            np.array(within, dtype=np.int32),
            np.isin(np.arange(len(paths)), within),
        )


class Found(NamedTuple):
    """What stands at paths of objects, a row for each path and a column for each object.

    Attributes:
        token: int32, the token that begins the value; -1 where there is none.
        kind: int8, its kind; ``ABSENT`` where there is none.
        clear: which objects are objects, in which no key that leads on is written in escapes or twice.
    """

    token: Ints
    kind: Kinds
    clear: Bools


def fields(tokens: Tokens, objects: Ints, paths: Paths) -> Found:
    """Find what stands at paths of objects.

    Args:
        tokens: of sound texts.
        objects: int32, the tokens that begin the objects.
        paths: where to look.
    """
    shape = len(paths.all), len(objects)
    found = Found(np.full(shape, -1, np.int32), np.full(shape, ABSENT, np.int8), np.ones(len(objects), dtype=bool))
    _walk(tokens.data, tokens.tape, objects, paths.names, paths.ends, paths.within, paths.holds, *found)
    return found


def elements(tokens: Tokens, lists: Ints) -> tuple[Ints, Ints]:
    """Give the tokens that begin the elements of lists, one list after another, and how many each list has.

    Args:
        tokens: of sound texts.
        lists: int32, the tokens that open the lists.
    """
    room = int((tokens.tape[lists, AFTER] - lists).sum())
    found, counts = np.empty(room, dtype=np.int32), np.zeros(len(lists), dtype=np.int32)
    _step(tokens.tape, lists, found, counts)
    return found[: counts.sum()], counts


@kernel("uint8[] int32[,] int32[] uint8[] int32[] int32[] bool_[] int32[,]! int8[,]! bool_[]!")
def _walk(
    data: Bytes,
    tape: Ints,
    objects: Ints,
    names: Bytes,
    name_ends: Ints,
    within: Ints,
    holds: Bools,
    found: Ints,
    kinds: Kinds,
    clear: Bools,
) -> None:
    """Go through each object's keys, and into the objects that paths lead into."""
    nexts, places = np.empty(_DEEPEST, dtype=np.int64), np.empty(_DEEPEST, dtype=np.int64)
    for row in range(len(objects)):
        depth = 0
        nexts[0], places[0] = objects[row] + 1, -1
        if tape[objects[row], KIND] != OPEN:
            clear[row] = False
            continue
        while depth >= 0:
            token = nexts[depth]
            if tape[token, KIND] == COMMA:
                token += 1
            if tape[token, KIND] == CLOSE:
                depth -= 1
                continue
            value, place = token + 2, places[depth]
            nexts[depth] = tape[value, AFTER]
            if tape[token, KIND] == ESCAPED:
                clear[row] = False
            begin = tape[token, BEGIN]
            size = tape[token, FINISH] - begin
            for name in range(len(within)):
                first = name_ends[name]
                if within[name] != place or name_ends[name + 1] - first != size:
                    continue
                same = 0
                while same < size and data[begin + same] == names[first + same]:
                    same += 1
                if same < size:
                    continue
                clear[row] &= found[name, row] < 0
                found[name, row], kinds[name, row] = value, tape[value, KIND]
                if holds[name] and tape[value, KIND] == OPEN:
                    depth += 1
                    nexts[depth], places[depth] = value + 1, name
                break


@kernel("int32[,] int32[] int32[]! int32[]!")
def _step(tape: Ints, lists: Ints, found: Ints, counts: Ints) -> None:
    """Go from element to element."""
    size = 0
    for row in range(len(lists)):
        token = lists[row] + 1
        while tape[token, KIND] != CLOSE_LIST:
            found[size] = token
            size += 1
            counts[row] += 1
            token = tape[token, AFTER]
            if tape[token, KIND] == COMMA:
                token += 1
