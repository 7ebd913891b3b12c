from urllib.parse import urlsplit

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.clicks import bare, without_values
from percorso.trace.pages import Links, parted, path_of


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://Shop.Example/Scarpe/Rosse/?utm_source=x#top", "/Scarpe/Rosse"),
        ("https://shop.example", "/"),
        ("https://shop.example/", "/"),
        ("https://shop.example//a//", "/a"),
        ("http://shop.example:8080/a/b", "/a/b"),
        ("shop.example/a", "/a"),
        ("/a/b/?x=1", "/a/b"),
        ("?x=1", None),
        ("", None),
        ("   ", None),
        ("https://[broken/a", None),
    ],
)
def test_one_page_has_one_path(url: str, path: str | None) -> None:
    assert path_of(url) == path


def whole(url: str) -> str | None:
    """The obvious way: read the whole address, query and all."""
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text or text.startswith("/") else f"//{text}")
    except ValueError:
        return None
    return f"/{parts.path.strip('/')}" if parts.netloc or parts.path.startswith("/") else None


@given(st.text("ab /?#:[].&=\n") | st.text())
def test_what_follows_the_path_never_changes_it(url: str) -> None:
    assert path_of(url) == whole(url)


@given(st.lists(st.none() | st.text("ab /?#:[].&=\n") | st.text(), max_size=6))
def test_an_address_in_two_parts_is_the_same_address_and_its_page_the_same_page(urls: list[str | None]) -> None:
    links = Links.of(*parted(pa.array(urls, pa.string())))
    parts = list(zip(links.page.to_arrow().to_pylist(), links.rest.to_arrow().to_pylist(), strict=True))
    assert [None if page is None else page + rest for page, rest in parts] == urls
    assert links.page.into(path_of).to_arrow().to_pylist() == [None if url is None else path_of(url) for url in urls]


LINKS = st.lists(
    st.sampled_from(
        ["https://shop.example/a", "?", "#", "&", "&amp;", "gclid=", "FBCLID=", "x1-~", "://", " ", "utm_id=9"]
    )
).map("".join)


@given(st.lists(st.none() | LINKS, max_size=6))
def test_parts_made_bare_are_the_parts_of_bare_addresses(urls: list[str | None]) -> None:
    column = pa.chunked_array([pa.array(urls, pa.string())])
    found, wanted = parted(column, bare), parted(without_values(column))
    assert [side.to_pylist() for side in found] == [side.to_pylist() for side in wanted]
    assert all(len(set(side.dictionary.to_pylist())) == len(side.dictionary) for side in found)


def test_a_campaign_s_pages_are_pages_of_the_shop() -> None:
    urls = [f"https://shop.example/{page}{rest}" for page in "ab" for rest in ("", "?utm_source=x", "#top")]
    links = Links.of(*parted(pa.array(urls)))
    assert links.page.words == ("https://shop.example/a", "https://shop.example/b")
    assert links.rest.words == ("", "?utm_source=x", "#top")
