from __future__ import annotations

import re

import pytest

from percorso.core.errors import PercorsoError
from percorso.web.snippet import snippet


def test_it_loads_the_sdk_from_the_host_it_is_given_and_calls_the_page() -> None:
    text = snippet("https://events.shop.example/", "k1")
    assert '("https://events.shop.example/cdn", "k1")' in text
    assert re.findall(r"^  analytics\.(\w+)", text, re.MULTILINE) == ["load", "page"]
    assert text.startswith("<script>")
    assert text.endswith("</script>")


def test_with_the_banner_nothing_is_loaded_before_the_answer() -> None:
    text = snippet("https://events.shop.example", "k1", banner=True)
    assert re.findall(r"^  analytics\.(\w+)", text, re.MULTILINE) == ["page"]
    assert 'src="https://events.shop.example/cdn/consent.js/v1/k1/consent.min.js"' in text


@pytest.mark.parametrize(
    "host",
    [
        "",
        "shop.example",
        "ftp://a.example",
        "https://a.example/b",
        "https://",
        "https://a.example?x",
        "https://u@a.example",
        "http://[x",
    ],
)
def test_what_is_no_address_of_a_server_is_refused(host: str) -> None:
    with pytest.raises(PercorsoError) as raised:
        snippet(host, "k1")
    assert raised.value.code == "bad_host"


def test_nothing_that_is_given_ends_the_script_it_stands_in() -> None:
    text = snippet('https://a.example"<b>', 'k"</script>', banner=True)
    assert text.count("</script>") == 2
    assert "<b>" not in text
