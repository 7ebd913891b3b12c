import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.addresses import NOWHERE, Address, above, parse, registrable


@pytest.mark.parametrize(
    ("text", "host", "path"),
    [
        ("https://www.Shop.example/Caps/", "shop.example", "/caps"),
        ("shop.example/p", "shop.example", "/p"),
        ("//shop.example", "shop.example", ""),
        ("https://user:secret@shop.example:8443/p", "shop.example", "/p"),
        ("https://shop.example./", "shop.example", ""),
        ("https://caffè.example/", "xn--caff-8oa.example", ""),
        ("android-app://com.google.android.gm/", "com.google.android.gm", ""),
        ("http://[2001:db8::1]:80/p", "2001:db8::1", "/p"),
        ("http://192.0.2.7/p", "192.0.2.7", "/p"),
        ("localhost:3000/p", "localhost", "/p"),
        ("/p/q", "", "/p/q"),
        ("?a=1", "", ""),
        ("  https://shop.example/\n", "shop.example", ""),
    ],
)
def test_host_and_path_are_read(text: str, host: str, path: str) -> None:
    assert parse(text)[:2] == (host, path)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            None,
            "-",
            "null",
            "(direct)",
            "about:blank",
            "mailto:anna@example.com",
            "javascript:void(0)",
            "tel:0123",
        ),
        *("http://[::1", "http:///x", "https://a b.example/", "https://exa%mple.com/", f"https://{'é' * 70}.example/"),
    ],
)
def test_what_names_no_host_has_none(text: str | None) -> None:
    assert parse(text).host == ""


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("https://s.example/?UTM_Source=a", {"utm_source": "a"}),
        ("https://s.example/?a=1&a=2", {"a": "1"}),
        ("https://s.example/?a=&a=2", {"a": "2"}),
        ("https://s.example/?a=%20&b=x+y%26z", {"b": "x y&z"}),
        ("https://s.example/?a=1&amp;b=2", {"a": "1", "b": "2"}),
        ("https://s.example/#utm_source=a", {"utm_source": "a"}),
        ("https://s.example/?a=1#/route?b=2", {"a": "1", "b": "2"}),
        ("https://s.example/#section", {}),
        ("http://[bad/?a=1", {"a": "1"}),
        ("https://s.example/?a=%ff", {"a": "\ufffd"}),
    ],
)
def test_parameters_are_read_from_query_and_fragment(text: str, parameters: dict[str, str]) -> None:
    assert parse(text).parameters == parameters


@given(st.text())
def test_no_text_makes_reading_fail(text: str) -> None:
    for start in ("", "https://", "android-app://", "https://shop.example/?"):
        assert isinstance(parse(start + text), Address)


@given(
    st.from_regex(r"[a-z]{1,8}(\.[a-z]{2,8}){1,3}", fullmatch=True),
    st.from_regex(r"(/[a-z]{1,5}){0,3}", fullmatch=True),
)
def test_a_plain_address_comes_back_as_it_was(host: str, path: str) -> None:
    assert parse(f"https://{host}{path}?a=b") == Address(host.removeprefix("www."), path, {"a": "b"})


@pytest.mark.parametrize(
    ("host", "owned"),
    [
        ("shop.example.com", "example.com"),
        ("example.com", "example.com"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("example.com.au", "example.com.au"),
        ("a.example.or.jp", "example.or.jp"),
        ("a.go.it", "go.it"),
        ("co.uk", "co.uk"),
        ("one.myshopify.com", "one.myshopify.com"),
        ("a.one.myshopify.com", "one.myshopify.com"),
        ("myshopify.com", "myshopify.com"),
        ("localhost", "localhost"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("", ""),
    ],
)
def test_the_registered_part_belongs_to_one_owner(host: str, owned: str) -> None:
    assert registrable(host) == owned


def test_domains_above_a_host_go_from_long_to_short() -> None:
    assert list(above("a.b.c")) == ["a.b.c", "b.c", "c"]
    assert list(above("")) == []


def test_nothing_leads_nowhere() -> None:
    assert parse(None) == NOWHERE
