import pytest

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
