"""Mentions: where texts of others hold an identifier of somebody, in the forms in which it is usually written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect import jsontext
from percorso.core.identity import CALLING_CODES
from percorso.core.privacy import BLANK
from percorso.sequence.codes import Bools

# A shorter identifier, or one that is a word, is found in texts that mean something else; of digits alone, dates are.
_SHORTEST, _SHORTEST_NUMBER = 8, 10
# What advertising platforms are sent in place of an address.
_DIGESTS = (hashlib.md5, hashlib.sha1, hashlib.sha256)
# Not in the middle of a longer name; an escaped sign before it ends with two digits of its own.
_BEFORE = r"(?:(?<![A-Za-z0-9._+\-])|(?<=%[0-9A-Fa-f]{2}))"
_AFTER = r"(?![A-Za-z0-9\-]|\.[A-Za-z0-9])"
# What people write between the digits of a telephone number, and addresses of pages in place of blanks.
_BETWEEN = r"(?:[ .\-/()\x{a0}+]|%20|%2[Bb]|\\u00a0){0,3}"
_NATIONAL = 8


class Mentions:
    """Finds identifiers of one person anywhere in texts.

    Args:
        identifiers: kind and value in its normal form; short ones that are no address are not looked for.
        country: telephone numbers of it are found without its code too.
    """

    def __init__(self, identifiers: Iterable[tuple[str, str]], country: str = "") -> None:
        named = set(identifiers)
        values = {_bare(kind, value) for kind, value in named if kind != "phone"}
        forms = {re.escape(form) for value in values if _is_telling(value) for form in _forms(value)}
        forms |= {"[ ]?".join(map(re.escape, value)) for kind, value in named if kind == "tax" and _is_telling(value)}
        numbers = {value.removeprefix("+") for kind, value in named if kind == "phone"}
        forms |= {form for number in numbers if _is_telling(number) for form in _dialled(number, country)}
        self._roughly = "|".join(sorted(forms, key=lambda form: (-len(form), form)))
        exactly = self._roughly.replace(r"\x{a0}", r"\xa0")
        self._exactly = re.compile(f"{_BEFORE}(?:{exactly}){_AFTER}", re.IGNORECASE) if forms else None

    def rows(self, texts: pa.ChunkedArray) -> Bools:
        """Tell the texts that hold one."""
        found: Bools = np.zeros(len(texts), dtype=bool)
        if self._exactly is None:
            return found
        plain = texts.cast(pa.string())
        roughly = pc.fill_null(pc.match_substring_regex(plain, self._roughly, ignore_case=True), False)
        for row in np.flatnonzero(np.asarray(roughly)).tolist():
            found[row] = self._exactly.search(plain[row].as_py()) is not None
        return found

    def within(self, content: bytes) -> bool:
        """Say whether bytes that may be no text hold one."""
        return self.said(content.decode("utf-8", "replace"))

    def said(self, text: str) -> bool:
        """Say whether a text holds one."""
        return self._exactly is not None and self._exactly.search(text) is not None

    def blanked(self, text: str) -> str:
        """Put a blank in place of each; of digits alone a zero, which stays a number where it was one."""
        return text if self._exactly is None else self._exactly.sub(_blank, text)


def _bare(kind: str, value: str) -> str:
    """Give an order's number and a parcel's code as people write them, without their shop."""
    return value.partition(":")[2] if kind in ("order", "pickup") else value


def _is_telling(value: str) -> bool:
    if "@" in value:
        return True
    shortest = _SHORTEST_NUMBER if value.isdecimal() else _SHORTEST
    return len(value) >= shortest and any(sign.isdecimal() for sign in value)


def _blank(found: re.Match[str]) -> str:
    return "0" if found[0].isdecimal() else BLANK


def _forms(value: str) -> Iterator[str]:
    yield value
    yield quote(value, safe="")
    yield quote_plus(value)
    yield jsontext.encode(value)[1:-1]
    yield value.replace("@", "\\u0040")
    if "@" in value:
        yield from (digest(value.encode(), usedforsecurity=False).hexdigest() for digest in _DIGESTS)


def _dialled(number: str, country: str) -> Iterator[str]:
    """Give expressions that find a telephone number with its country's code, and without it where it is the shop's."""
    apart = _BETWEEN.join
    yield rf"(?:\+|%2[Bb]|00)?{apart(number)}"
    code = CALLING_CODES.get(country, "")
    own = number.removeprefix(code)
    if code and own != number and len(own) >= _NATIONAL:
        yield apart(own)
        yield apart(f"0{own}")
    if code and own != number:
        # +44 (0)20 …
        yield rf"(?:\+|%2[Bb]|00)?{apart(code)}{_BETWEEN}0{_BETWEEN}{apart(own)}"
