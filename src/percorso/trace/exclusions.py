"""Exclusions: events of robots and of the shop's own addresses, and staff as people, left out of every analysis."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from ipaddress import ip_network

import numpy as np
import pyarrow as pa

from percorso.core.errors import PercorsoError
from percorso.core.network import Network, OwnNetworks
from percorso.core.settings import Exclusions
from percorso.sequence.codes import Bools, Coded, distinct
from percorso.trace.packaged import read_packaged

BOT, OWN_ADDRESS, STAFF = "bot", "own_address", "staff"
_REASONS = (BOT, OWN_ADDRESS, STAFF)


def excluded_reasons(events: pa.Table, exclude: Exclusions, secret: bytes = b"") -> Coded:
    """Say for each event why it is left out, if it is: ``bot``, else ``own_address``, else ``staff``.

    An address or a robot tells of the event alone; an e-mail address tells who the person is, all of whose events it
    leaves out, the order at the till without an address too.

    Args:
        events: of whole customers, with the columns customer_id, user_agent, ip, address_key and email, the last three
            only where a setting asks for them; each distinct value is judged once.
        exclude: the shop's ``[exclude]`` settings.
        secret: the key of the digests of addresses.

    Raises:
        PercorsoError: ``bad_setting`` when ``exclude.ips`` holds something that is no address or network.
    """
    codes = np.full(events.num_rows, -1, dtype=np.int64)
    if exclude.emails:
        staff = Staff(tuple(pattern.strip().lower() for pattern in exclude.emails))
        codes[_of_people(events["customer_id"], Coded.of(events["email"]).having(staff))] = _REASONS.index(STAFF)
    if exclude.ips:
        own = OwnNetworks(map(_network, exclude.ips), secret)
        codes[_own(events["ip"], events["address_key"], own)] = _REASONS.index(OWN_ADDRESS)
    if exclude.bots:
        codes[Coded.of(events["user_agent"]).having(is_robot)] = _REASONS.index(BOT)
    return Coded(codes, _REASONS)


def _own(ips: pa.ChunkedArray, digests: pa.ChunkedArray, own: OwnNetworks) -> Bools:
    """Tell which events came from the shop's own networks; each distinct pair of address and digest is judged once."""
    ip, digest = Coded.of(ips), Coded.of(digests)
    first, place = distinct([ip.codes, digest.codes])
    judged = np.array(
        [
            ip.codes[row] >= 0
            and own.holds(ip.words[ip.codes[row]], digest.words[digest.codes[row]] if digest.codes[row] >= 0 else None)
            for row in first.tolist()
        ],
        dtype=bool,
    )
    found: Bools = judged[place]
    return found


def _of_people(customer_id: pa.ChunkedArray, told: Bools) -> Bools:
    """Tell all events of the customers of whom one event tells it."""
    customer = Coded.of(customer_id)
    people = np.zeros(len(customer.words), dtype=bool)
    people[customer.codes[told]] = True
    every: Bools = people[customer.codes]
    return every


# The same agents are met in every slice.
@lru_cache(maxsize=1 << 16)
def is_robot(user_agent: str) -> bool:
    """Say whether a user agent names a known robot or tool; an empty one does not."""
    lower = user_agent.lower()
    return any(token in lower for token in _robot_tokens())


@cache
def _robot_tokens() -> tuple[str, ...]:
    return tuple(tomllib.loads(read_packaged("robots.toml"))["tokens"])


@dataclass(frozen=True)
class Staff:
    """Whether an e-mail address is one of the shop's own people: whole addresses, or ``*@domain``."""

    patterns: tuple[str, ...]

    def __call__(self, email: str) -> bool:
        """Judge one address."""
        lower = email.strip().lower()
        return any(fnmatchcase(lower, pattern) for pattern in self.patterns)


def _network(text: str) -> Network:
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        raise PercorsoError(
            "bad_setting",
            f"exclude.ips holds '{text}', which is no IP address or network.",
            hint="Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.",
        ) from None
