from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.sightings import Sightings

OWN = {("email", "anna+b@mail.example"), ("phone", "+393339876543")}
ANNA = Sightings(lambda kind, value: (kind, value) in OWN, "IT")


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("to Anna+B@mail.example, please", "to [erased], please"),
        ("https://shop.example/?e=anna%2Bb%40mail.example&x=1", "https://shop.example/?e=[erased]&x=1"),
        ('{"by":"anna+b\\u0040mail.example"}', '{"by":"[erased]"}'),
        ("al +39 333 987 6543, 333-9876543 o (333) 98.76.543!", "al [erased], [erased] o ([erased]!"),
        ("tel=%2B39%20333%209876543&x", "tel=[erased]&x"),
        ("il 2026-10-11 0039 333/9876543 alle 10", "il 2026-10-11 [erased] alle 10"),
        ('{"phone":3339876543}', '{"phone":0}'),
    ],
)
def test_addresses_and_numbers_are_found_as_people_write_them(text: str, blanked: str) -> None:
    assert ANNA.blanked(text) == blanked
    assert ANNA.said(text)
    assert ANNA.rows(pa.chunked_array([[text, None, "nothing"]])).tolist() == [True, False, False]
    assert not ANNA.said(blanked)


@pytest.mark.parametrize(
    "text",
    ["joanna+b@mail.example", "anna+b@mail.example.org", "13339876543", "33398765430", "a333 9876543", "1234567"],
)
def test_somebody_elses_stay(text: str) -> None:
    assert ANNA.blanked(text) == text
    assert not ANNA.rows(pa.chunked_array([[text]])).any()


@given(st.text())
def test_texts_of_whatever_signs_are_read(text: str) -> None:
    assert ANNA.blanked(text) == text or ANNA.said(text)
