"""Network addresses of people: cut short, and a keyed digest by which the shop's own are still known.

A digest with a key that never leaves the workspace: it tells whoever holds the key whether an address is one that they
know, such as the shop's own. It is a pseudonym and no anonymity: whoever holds the key can try every IPv4 address.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from socket import AF_INET, inet_pton

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# What stays of an address: about a town's quarter of a provider, and about a customer's site.
_KEPT = {4: 24, 6: 48}
# Providers give a site as many addresses as it likes below this, and devices change theirs daily.
_SITE = 64
# Addresses of one network that are worth trying one by one.
_FEW = 16


def address(text: str) -> Address | None:
    """Read an address; of a chain of proxies the first counts, an IPv4 address inside an IPv6 one is that."""
    try:
        found = ip_address(text.partition(",")[0].strip())
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found


def shortened(whole: Address) -> str:
    """Cut an address to the first 24 bits (IPv4) or 48 (IPv6); the rest is zero."""
    rest = whole.max_prefixlen - _KEPT[whole.version]
    return str(type(whole)(int(whole) >> rest << rest))


def key(whole: Address, secret: bytes) -> str:
    """Digest an address, of IPv6 its site first and then all of it, with a point between."""
    if whole.version == 4:
        return _digest(whole.packed, secret)
    return f"{_digest(whole.packed[: _SITE // 8], secret)}.{_digest(whole.packed, secret)}"


def cut(text: str, secret: bytes) -> tuple[str, str] | None:
    """Read an address and give it ``shortened``, beside its ``key``; None for what is no address."""
    try:
        # Nearly all are of IPv4 and alone, which takes a tenth of the time that objects take.
        packed = inet_pton(AF_INET, text)
    except (OSError, ValueError):
        whole = address(text)
        return None if whole is None else (shortened(whole), key(whole, secret))
    return f"{packed[0]}.{packed[1]}.{packed[2]}.0", _digest(packed, secret)


class OwnNetworks:
    """Whether an address is in one of some networks, when it is whole and when it was cut.

    Args:
        networks: an IPv6 network that is smaller than a site and holds more than 65,536 addresses counts as its site,
            among addresses that were cut.
        secret: the key of the digests.
    """

    def __init__(self, networks: Iterable[Network], secret: bytes) -> None:
        self._networks = tuple(networks)
        self._wide = tuple(one for one in self._networks if one.prefixlen <= _KEPT[one.version])
        self._keys = frozenset(
            digest for one in self._networks if one not in self._wide for digest in _keys(one, secret)
        )

    def holds(self, text: str, digest: str | None) -> bool:
        """Judge an address as it is stored, beside its digest where it was cut."""
        found = address(text)
        if found is None:
            return False
        if digest is None:
            return any(found in network for network in self._networks)
        return any(found in network for network in self._wide) or not self._keys.isdisjoint(digest.split("."))


def _keys(network: Network, secret: bytes) -> Iterable[str]:
    """Give the digests of which an address in a network has one."""
    if network.version == 4 or network.prefixlen >= network.max_prefixlen - _FEW:
        return (_digest(one.packed, secret) for one in network)
    if network.prefixlen > _SITE:
        network = network.supernet(new_prefix=_SITE)
    return (_digest(site.network_address.packed[: _SITE // 8], secret) for site in network.subnets(new_prefix=_SITE))


def _digest(packed: bytes, secret: bytes) -> str:
    return blake2b(packed, key=secret, digest_size=8).hexdigest()
