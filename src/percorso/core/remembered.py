"""Remembered: what was worked out before, for whoever asks the same again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

Found = TypeVar("Found")


class Remembered:
    """The last things worked out, each by what it depends on; what was long not asked for is forgotten first.

    Args:
        most: how many things, or how much of them.
        weigh: says how much a thing is; each is one where it is not said.
    """

    def __init__(self, most: int, weigh: Callable[[Any], int] = lambda _found: 1) -> None:
        self._most, self._weigh, self._held = most, weigh, 0
        self._found: OrderedDict[Hashable, object] = OrderedDict()
        self._one_at_a_time = Lock()

    def of(self, asked: Hashable, work: Callable[[], Found]) -> Found:
        """Give what ``work`` gives, without doing it where it was done before.

        Args:
            asked: all that the work depends on, which is the same work whenever it is equal.
            work: done by each of those who ask at the same time; whoever is done last is remembered.
        """
        with self._one_at_a_time:
            if asked in self._found:
                self._found.move_to_end(asked)
                return cast("Found", self._found[asked])
        found = work()
        with self._one_at_a_time:
            if asked in self._found:
                self._held -= self._weigh(self._found.pop(asked))
            self._found[asked] = found
            self._held += self._weigh(found)
            while self._held > self._most:
                self._held -= self._weigh(self._found.popitem(last=False)[1])
        return found

    def forget(self) -> None:
        """Forget everything."""
        with self._one_at_a_time:
            self._found.clear()
            self._held = 0
