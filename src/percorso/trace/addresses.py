"""Addresses: what the text of a link or of a referrer says, read without ever failing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from percorso.core.links import link

_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+|localhost|[0-9a-f:.]*:[0-9a-f:.]*")
_NUMERIC = re.compile(r"[0-9.]+|.*:.*")
# A scheme that names no host (mailto:, javascript:, about:); a digit after the colon is a port.
_HOSTLESS = re.compile(r"[a-z][a-z0-9+.-]*:(?!//|\d)", re.IGNORECASE)
# Names registries keep for themselves below a country (example.co.uk), and platforms that give each shop a name below
# their own: one label more belongs to the owner.
_SECOND_LEVEL = frozenset("ac co com edu gov net org".split())
_SECOND_LEVEL_ASIA = frozenset("ad ed go gr lg ne or pe re".split())
_PLATFORMS = frozenset(
    """altervista.org bigcartel.com blogspot.com github.io gitlab.io herokuapp.com jimdosite.com myshopify.com
    netlify.app pages.dev square.site tumblr.com vercel.app web.app webflow.io wixsite.com wordpress.com""".split()
)


class Address(NamedTuple):
    """Where a link points.

    Attributes:
        host: lower case, ASCII (Punycode), without ``www.``; empty when the text names none.
        path: lower case, without the last slash.
        parameters: of query and fragment; names in lower case, the first value that is not empty.
    """

    host: str = ""
    path: str = ""
    parameters: Mapping[str, str] = {}


NOWHERE = Address()


@lru_cache(maxsize=1 << 16)
def parse(text: str | None) -> Address:
    """Read a URL, a host alone, or a path alone; what cannot be read is left empty."""
    if not text:
        return NOWHERE
    place, parameters = link(text)
    return Address(*_place(place), parameters)


def _place(head: str) -> tuple[str, str]:
    """Split what stands before the query into host and path."""
    if _HOSTLESS.match(head):
        return "", ""
    if "://" not in head and not head.startswith("/"):
        head = f"//{head}"
    try:
        parts = urlsplit(head)
        return _host(parts.hostname or ""), parts.path.lower().rstrip("/")
    except ValueError:
        return "", ""


def _host(name: str) -> str:
    name = name.rstrip(".")
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    return name.removeprefix("www.") if _HOST.fullmatch(name) else ""


def registrable(host: str) -> str:
    """Give the part of a host that one owner registered: ``shop.example.co.uk`` gives ``example.co.uk``."""
    if _NUMERIC.fullmatch(host):
        return host
    labels = host.split(".")
    return ".".join(labels[-_owned(labels) :])


def _owned(labels: list[str]) -> int:
    """Count the labels, from the right, that make a registered name."""
    if ".".join(labels[-2:]) in _PLATFORMS:
        return 3
    if len(labels) < 3 or len(labels[-1]) != 2:
        return 2
    asian = labels[-1] in {"jp", "kr"} and labels[-2] in _SECOND_LEVEL_ASIA
    return 3 if asian or labels[-2] in _SECOND_LEVEL else 2


def above(host: str) -> Iterator[str]:
    """Yield a host and the domains above it, longest first."""
    while host:
        yield host
        host = host.partition(".")[2]
