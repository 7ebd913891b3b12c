from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.network import Address, Network, OwnNetworks, address, cut, key, shortened

SECRET = b"s" * 32


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("203.0.113.77", "203.0.113.0"),
        (" 203.0.113.77 , 10.0.0.1", "203.0.113.0"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
    ],
)
def test_an_address_is_cut_to_a_neighbourhood(text: str, kept: str) -> None:
    found = address(text)
    assert found is not None
    assert shortened(found) == kept
    assert address(kept) is not None


@pytest.mark.parametrize("text", ["", "unknown", "203.0.113", "office, 10.0.0.1", "1.2.3.4:80"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert address(text) is None


def test_a_digest_tells_nothing_without_the_key() -> None:
    assert key(IPv4Address("203.0.113.7"), SECRET) != key(IPv4Address("203.0.113.7"), b"other")
    assert len(key(IPv4Address("203.0.113.7"), SECRET)) == 16
    site, whole = key(IPv6Address("2001:db8:1:2::5"), SECRET).split(".")
    assert key(IPv6Address("2001:db8:1:2::6"), SECRET).split(".")[0] == site != whole


@given(
    st.one_of(
        st.ip_addresses().map(str),
        st.text("0123456789.:, af\0é", max_size=20),
        st.lists(st.sampled_from(["0", "00", "7", "07", "255", "256", "１"]), min_size=3, max_size=5).map(".".join),
    )
)
def test_an_address_is_cut_alike_by_the_short_way_and_by_objects(text: str) -> None:
    whole = address(text)
    assert cut(text, SECRET) == (None if whole is None else (shortened(whole), key(whole, SECRET)))


@st.composite
def networks_and_addresses(draw: st.DrawFn) -> tuple[Network, Address]:
    """Draw a network, and an address in it or just beside it."""
    if draw(st.booleans()):
        network: Network = IPv4Network((draw(st.integers(0, 2**32 - 1)), draw(st.integers(8, 32))), strict=False)
    else:
        sizes = st.sampled_from([32, 48, 52, 56, 60, 64, 116, 128])
        network = IPv6Network((draw(st.integers(0, 2**128 - 1)), draw(sizes)), strict=False)
    offset = draw(st.integers(-2, network.num_addresses + 1))
    near = (int(network.network_address) + offset) % 2**network.max_prefixlen
    return network, IPv4Address(near) if network.version == 4 else IPv6Address(near)


@given(networks_and_addresses())
def test_a_cut_address_is_the_shops_own_exactly_when_the_whole_one_was(drawn: tuple[Network, Address]) -> None:
    network, whole = drawn
    found = address(str(whole))
    assert found is not None
    own = OwnNetworks([network], SECRET)
    assert own.holds(str(whole), None) is (found in network)
    assert own.holds(shortened(found), key(found, SECRET)) is (found in network)


def test_a_network_within_a_site_counts_as_the_site_once_addresses_are_cut() -> None:
    own = OwnNetworks([ip_network("2001:db8:1:2:3::/80")], SECRET)
    inside, beside, elsewhere = (IPv6Address(f"2001:db8:1:{end}") for end in ("2:3::1", "2:4::1", "3::1"))
    assert [own.holds(str(one), None) for one in (inside, beside, elsewhere)] == [True, False, False]
    assert [own.holds(shortened(one), key(one, SECRET)) for one in (inside, beside, elsewhere)] == [True, True, False]


def test_with_another_key_only_wide_networks_are_known() -> None:
    whole = IPv4Address("203.0.113.7")
    for network, known in (("203.0.113.7/32", False), ("203.0.113.0/24", True)):
        assert OwnNetworks([ip_network(network)], b"lost").holds(shortened(whole), key(whole, SECRET)) is known
