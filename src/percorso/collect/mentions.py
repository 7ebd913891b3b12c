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
from percorso.core.privacy import BLANK
from percorso.sequence.codes import Bools

# A shorter identifier, or one that is a word, is found in texts that mean something else; of digits alone, dates are.
_SHORTEST, _SHORTEST_NUMBER = 8, 10
# What advertising platforms are sent in place of an address.
_DIGESTS = (hashlib.md5, hashlib.sha1, hashlib.sha256)
# Not in the middle of a longer name; an escaped sign before it ends with two digits of its own.
_BEFORE = r"(?:(?<![A-Za-z0-9._+\-])|(?<=%[0-9A-Fa-f]{2}))"
_AFTER = r"(?![A-Za-z0-9\-]|\.[A-Za-z0-9])"


class Mentions:
    """Finds identifiers of one person anywhere in texts.

    Args:
        identifiers: kind and value; short ones that are no address are not looked for.
    """

    def __init__(self, identifiers: Iterable[tuple[str, str]]) -> None:
        values = {value for kind, value in identifiers if kind != "order" and _is_telling(value)}
        forms = sorted({form for value in values for form in _forms(value)}, key=lambda form: (-len(form), form))
        anyhow = "|".join(re.escape(form) for form in forms)
        self._roughly = anyhow
        self._exactly = re.compile(f"{_BEFORE}(?:{anyhow}){_AFTER}", re.IGNORECASE) if forms else None

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
        return self._exactly is not None and self._exactly.search(content.decode("utf-8", "replace")) is not None

    def blanked(self, text: str) -> str:
        """Put a blank in place of each; of digits alone a zero, which stays a number where it was one."""
        return text if self._exactly is None else self._exactly.sub(_blank, text)


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
