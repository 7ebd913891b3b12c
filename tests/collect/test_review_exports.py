from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.review_exports import rating_of
from percorso.core.errors import PercorsoError


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("5", "5"),
        ("4,5", "4.5"),
        ("4.0", "4"),
        ("0/10", "0"),
        ("9/10", "4.5"),
        ("8 su 10", "4"),
        ("4 out of 5", "4"),
        ("3 stelle", "3"),
        ("1 star", "1"),
        ("★★★★☆", "4"),
        ("FOUR", "4"),
    ],
)
def test_a_rating_is_out_of_five_stars_however_it_is_written(text: str, rating: str) -> None:
    assert rating_of(text) == rating


@pytest.mark.parametrize("text", ["6", "-1", "10", "good", "3/0", "11/10", "", "0", "0.0", "0/5", "☆☆☆☆☆"])
def test_what_is_no_rating_of_five_is_refused(text: str) -> None:
    with pytest.raises(PercorsoError, match="bad_rating"):
        rating_of(text)


@given(st.integers(1, 100), st.integers(1, 100))
def test_a_rating_of_any_scale_keeps_its_share(given_: int, scale: int) -> None:
    if given_ > scale:
        return
    assert abs(Decimal(rating_of(f"{given_}/{scale}")) * scale - given_ * 5) < Decimal("1e-20")
