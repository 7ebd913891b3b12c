import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.addresses import parse
from percorso.trace.hosts import HostTable

HOSTS = HostTable.of(
    [
        ("t.co", "exact"),
        (".facebook.com", "below"),
        ("m.facebook.com", "narrower"),
        ("google.{}", "country"),
        ("{}.bing.com", "language"),
        ("bing.com/chat", "path"),
        ("bing.com/chat/long", "longer path"),
        ("bing.com", "whole"),
        ("mail*.*.*", "glob"),
    ]
)


def first(address: str) -> str | None:
    return next(HOSTS.find(parse(address)), None)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://t.co/x", "exact"),
        ("https://x.t.co/", None),
        ("https://facebook.com/", "below"),
        ("https://l.facebook.com/", "below"),
        ("https://m.facebook.com/", "narrower"),
        ("https://notfacebook.com/", None),
        ("https://www.google.com/", "country"),
        ("https://google.it/", "country"),
        ("https://google.co.uk/", "country"),
        ("https://google.com.tr/", "country"),
        ("https://docs.google.com/", None),
        ("https://google.evil.it/", None),
        ("https://de.bing.com/", "language"),
        ("https://abc.bing.com/", None),
        ("https://bing.com/chat", "path"),
        ("https://bing.com/chat/x", "path"),
        ("https://bing.com/chat/long/x", "longer path"),
        ("https://bing.com/chatter", "whole"),
        ("https://mail2.shop.example/", "glob"),
        ("https://mail.com/", None),
        ("", None),
    ],
)
def test_the_most_telling_pattern_comes_first(address: str, known: str | None) -> None:
    assert first(address) == known


def test_wider_patterns_follow_narrower_ones() -> None:
    assert list(HOSTS.find(parse("https://m.facebook.com/"))) == ["narrower", "below"]


def test_of_equal_patterns_the_first_given_comes_first() -> None:
    table = HostTable.of([("a.example", 1), ("a.example", 2)])
    assert list(table.find(parse("a.example"))) == [1, 2]


LABELS = st.lists(st.sampled_from(["a", "b", "com", "it", "shop"]), min_size=2, max_size=4).map(".".join)


@given(LABELS, LABELS)
def test_a_leading_dot_means_the_host_and_all_below_it(host: str, domain: str) -> None:
    table = HostTable.of([(f".{domain}", True)])
    assert any(table.find(parse(host))) == (host == domain or host.endswith(f".{domain}"))
