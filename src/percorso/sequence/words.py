"""Words: texts that many columns share; what was worked out of all of them is kept with them, for the next column.

A shop's pages are met in every slice of its events. What is said of each is worked out once, not once a slice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import TypeVar
from weakref import WeakValueDictionary

import pyarrow as pa

Made = TypeVar("Made")

# Of more words than that, nothing is kept: each costs some hundred bytes for every text that is made of it.
_MOST = 1 << 17
# So many things are kept of some words before all are forgotten.
_KEPT = 32


class Words(tuple[str, ...]):
    """Distinct texts, and what was made of all of them."""

    def made(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give what is made of these words: the same as before, where something was made of them by that key.

        Args:
            key: what is made. Two threads may make it both, so it is to be the same whoever makes it.
            make: makes it, never None.
        """
        known: dict[Hashable, Made] = self.__dict__.setdefault("_made", {})
        found = known.get(key)
        if found is None:
            found = make()
            if len(known) >= _KEPT:
                known.clear()
            known[key] = found
        return found


class Shared:
    """An Arrow dictionary that many columns have; for as long as somebody holds this, each of them has the same words.

    Args:
        array: its texts.
    """

    def __init__(self, array: pa.Array) -> None:
        # Holding the array, no other one can come to lie where it lies.
        self.array = array
        if 0 < len(array) <= _MOST:
            _SHARED[_place(array)] = self

    @cached_property
    def words(self) -> Words:
        """The texts."""
        return Words(self.array.to_pylist())


def shared(array: pa.Array) -> Words | None:
    """Give the words of a dictionary that many columns have; None of any other."""
    found = _SHARED.get(_place(array)) if len(array) else None
    return None if found is None else found.words


_SHARED: WeakValueDictionary[tuple[int, ...], Shared] = WeakValueDictionary()


def _place(array: pa.Array) -> tuple[int, ...]:
    """Tell where in memory an array lies, by which it is known in whatever it is wrapped."""
    return len(array), array.offset, *(0 if held is None else held.address for held in array.buffers())
