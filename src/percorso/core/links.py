"""Links: the parameters of an address, read without ever failing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")


class Link(NamedTuple):
    """An address in two.

    Attributes:
        place: what stands before the query.
        parameters: of query and fragment; names in lower case, the first value that is not empty.
    """

    place: str
    parameters: Mapping[str, str]


def link(text: str) -> Link:
    """Divide an address; invisible signs are no part of it."""
    head, _, fragment = _UNSEEN.sub("", text).strip().partition("#")
    place, _, query = head.partition("?")
    return Link(place, _parameters(query, fragment))


def _parameters(query: str, fragment: str) -> Mapping[str, str]:
    # Links copied out of HTML keep &amp;, and pages that route by fragment put the query behind it.
    if "=" in fragment:
        query = f"{query}&{fragment.rpartition('?')[2]}"
    found: dict[str, str] = {}
    for name, value in parse_qsl(query.replace("&amp;", "&")):
        if value.strip():
            found.setdefault(name.strip().lower(), value.strip())
    return found
