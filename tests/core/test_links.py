from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.links import link


@pytest.mark.parametrize(
    ("text", "place", "parameters"),
    [
        ("https://a.it/x?utm_source=Mail&b=", "https://a.it/x", {"utm_source": "Mail"}),
        ("/x?a=1&amp;b=2#c=3", "/x", {"a": "1", "b": "2", "c": "3"}),
        ("https://a.it/#/shop?UTM_Source=x", "https://a.it/", {"utm_source": "x"}),
        ("a?x=1&x=2", "a", {"x": "1"}),
        ("a\n?x=\x001", "a", {"x": "1"}),
        ("", "", {}),
    ],
)
def test_a_link_is_what_stands_before_the_query_and_its_parameters(
    text: str, place: str, parameters: dict[str, str]
) -> None:
    assert link(text) == (place, parameters)


@given(st.text())
def test_no_text_is_beyond_reading(text: str) -> None:
    assert isinstance(link(text).place, str)
