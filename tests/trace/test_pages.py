from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.pages import path_of


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
