"""Sightings: addresses and telephone numbers in texts, found by their shape where nobody knows whose are looked for.

Of people who were erased only keyed marks are known: so whatever may be an identifier is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect.named import Theirs
from percorso.core.identity import normal
from percorso.core.privacy import BLANK
from percorso.sequence.codes import Bools

_AT = r"(?:@|%40|\\u0040)"
_ADDRESS = rf"(?:[A-Za-z0-9._'\-+]|%2[Bb])+{_AT}[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
# What stands between the digits of a telephone number, in texts and in addresses of pages.
_BETWEEN = r"(?:[ .\-/()+\x{a0}]|%20|%2[Bb]){0,3}"
# Fewer digits are a day or an amount more often than a number somebody can be reached by.
_NUMBER = rf"(?:\+|%2[Bb])?[0-9](?:{_BETWEEN}[0-9]){{8,}}"
_ROUGHLY = f"{_AT}|{_NUMBER}"
_EXACTLY = re.compile(f"(?P<address>{_ADDRESS})|(?<![A-Za-z0-9])(?P<number>{_NUMBER})".replace(r"\x{a0}", r"\xa0"))
_GROUP = re.compile(r"(?:\+|%2[Bb])?[0-9]+")
_DIGITS = range(8, 16)
# In more pieces nobody writes a number.
_GROUPS = 8


class Sightings:
    """Finds somebody's addresses and telephone numbers in texts.

    Args:
        theirs: says whether an identifier is somebody's.
        country: where telephone numbers without a country's code are dialled.
    """

    def __init__(self, theirs: Theirs, country: str = "") -> None:
        self._theirs = theirs
        self._country = country

    def rows(self, texts: pa.ChunkedArray) -> Bools:
        """Tell the texts that hold one."""
        found: Bools = np.zeros(len(texts), dtype=bool)
        plain = texts.cast(pa.string())
        roughly = pc.fill_null(pc.match_substring_regex(plain, _ROUGHLY), False)
        for row in np.flatnonzero(np.asarray(roughly)).tolist():
            found[row] = self.said(plain[row].as_py())
        return found

    def said(self, text: str) -> bool:
        """Say whether a text holds one."""
        return next(self._places(text), None) is not None

    def blanked(self, text: str) -> str:
        """Put a blank in place of each; of digits alone a zero, which stays a number where it was one."""
        for begin, end in reversed(tuple(self._places(text))):
            text = text[:begin] + ("0" if text[begin:end].isdecimal() else BLANK) + text[end:]
        return text

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where each begins and ends, in order."""
        for found in _EXACTLY.finditer(text):
            if found["address"] is not None:
                written = unquote(found[0].replace("\\u0040", "@"))
                address = normal("email", written)
                if address is not None and self._theirs("email", address):
                    yield found.span()
            else:
                yield from self._numbers(found)

    def _numbers(self, found: re.Match[str]) -> Iterator[tuple[int, int]]:
        """Look among the groups of digits for neighbours that are a number: what stands before it may be a day."""
        groups = list(_GROUP.finditer(found[0]))
        begin = 0
        while begin < len(groups):
            ends = (
                end
                for end in range(min(len(groups), begin + _GROUPS), begin, -1)
                if self._is(found[0], groups[begin:end])
            )
            end = next(ends, None)
            if end is not None:
                yield found.start() + groups[begin].start(), found.start() + groups[end - 1].end()
            begin = end or begin + 1

    def _is(self, text: str, groups: list[re.Match[str]]) -> bool:
        written = text[groups[0].start() : groups[-1].end()].replace("%2B", "+").replace("%2b", "+").replace("%20", " ")
        if sum(sign.isdecimal() for sign in written) not in _DIGITS:
            return False
        number = normal("phone", written, self._country)
        return number is not None and self._theirs("phone", number)
