"""Tables of host patterns: what is known about the host a visit came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from typing import Generic, TypeVar

from percorso.trace.addresses import Address, above

Known = TypeVar("Known")
# A country ending: google.it, google.com, google.co.uk, google.com.tr.
_COUNTRY = re.compile(r"(.+?)\.(?:(?:com|co|net|org)\.[a-z]{2}|com|net|org|[a-z]{2})")
_LANGUAGE = re.compile(r"[a-z]{2}\.(.+\..+)")


@dataclass(frozen=True)
class HostTable(Generic[Known]):
    """What is known by host, with the most telling pattern first.

    Attributes:
        hosts: pattern to the (path, what is known) pairs under it, longest path first.
        globs: patterns with ``*``, tried in order after all others.
    """

    hosts: Mapping[str, tuple[tuple[str, Known], ...]]
    globs: tuple[tuple[re.Pattern[str], Known], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Known]]) -> HostTable[Known]:
        """Build a table from patterns; of two equal ones the first is tried first.

        A pattern is a host (``t.co``), a host with all below it (``.facebook.com``), a host with any country ending
        (``google.{}``) or language start (``{}.bing.com``), or a text with ``*``; all but the last may add a path.
        """
        hosts: dict[str, list[tuple[str, Known]]] = {}
        globs = []
        for pattern, known in rows:
            host, slash, path = pattern.lower().partition("/")
            if "*" in host:
                globs.append((re.compile(translate(host)), known))
            else:
                hosts.setdefault(host, []).append((slash + path, known))
        ordered = {host: tuple(sorted(pairs, key=_by_path)) for host, pairs in hosts.items()}
        return cls(ordered, tuple(globs))

    def find(self, address: Address) -> Iterator[Known]:
        """Yield everything known of an address, the most telling first."""
        if not address.host:
            return
        for form in _forms(address.host):
            for path, known in self.hosts.get(form, ()):
                if not path or address.path == path or address.path.startswith(f"{path}/"):
                    yield known
        for pattern, known in self.globs:
            if pattern.match(address.host):
                yield known


def _by_path(pair: tuple[str, object]) -> int:
    return -len(pair[0])


@lru_cache(maxsize=1 << 16)
def _forms(host: str) -> tuple[str, ...]:
    """List the patterns that would name a host, from the narrowest to the widest."""
    forms = [host]
    if country := _COUNTRY.fullmatch(host):
        forms.append(f"{country[1]}.{{}}")
    if language := _LANGUAGE.fullmatch(host):
        forms.append(f"{{}}.{language[1]}")
    return (*forms, *(f".{domain}" for domain in above(host)))
