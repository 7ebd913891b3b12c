"""Exclusions: events of robots and of the shop's own addresses, and staff as people, left out of every analysis."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import numpy as np
import pyarrow as pa

from percorso.core.errors import PercorsoError
from percorso.core.settings import Exclusions
from percorso.sequence.codes import Bools, Coded
from percorso.trace.packaged import read_packaged

BOT, OWN_ADDRESS, STAFF = "bot", "own_address", "staff"
_REASONS = (BOT, OWN_ADDRESS, STAFF)
Network = IPv4Network | IPv6Network


def excluded_reasons(events: pa.Table, exclude: Exclusions) -> Coded:
    """Say for each event why it is left out, if it is: ``bot``, else ``own_address``, else ``staff``.

    An address or a robot tells of the event alone; an e-mail address tells who the person is, all of whose events it
    leaves out, the order at the till without an address too.

    Args:
        events: of whole customers, with the columns customer_id, user_agent, ip and email; each distinct value is
            judged once.
        exclude: the shop's ``[exclude]`` settings.

    Raises:
        PercorsoError: ``bad_setting`` when ``exclude.ips`` holds something that is no address or network.
    """
    codes = np.full(events.num_rows, -1, dtype=np.int64)
    if exclude.emails:
        staff = Staff(tuple(pattern.strip().lower() for pattern in exclude.emails))
        codes[_of_people(events["customer_id"], Coded.of(events["email"]).having(staff))] = _REASONS.index(STAFF)
    judges: list[tuple[str, str, Callable[[str], bool]]] = []
    if exclude.ips:
        judges.append(("ip", OWN_ADDRESS, OwnAddresses(tuple(_network(text) for text in exclude.ips))))
    if exclude.bots:
        judges.append(("user_agent", BOT, is_robot))
    for column, reason, judge in judges:
        codes[Coded.of(events[column]).having(judge)] = _REASONS.index(reason)
    return Coded(codes, _REASONS)


def _of_people(customer_id: pa.ChunkedArray, told: Bools) -> Bools:
    """Tell all events of the customers of whom one event tells it."""
    customer = Coded.of(customer_id)
    people = np.zeros(len(customer.words), dtype=bool)
    people[customer.codes[told]] = True
    every: Bools = people[customer.codes]
    return every


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


@dataclass(frozen=True)
class OwnAddresses:
    """Whether an IP address is one of the shop's own."""

    networks: tuple[Network, ...]

    def __call__(self, ip: str) -> bool:
        """Judge one address; of a chain of proxies the first counts, and what is no address is not the shop's."""
        try:
            address = ip_address(ip.partition(",")[0].strip())
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self.networks)


def _network(text: str) -> Network:
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        raise PercorsoError(
            "bad_setting",
            f"exclude.ips holds '{text}', which is no IP address or network.",
            hint="Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.",
        ) from None
