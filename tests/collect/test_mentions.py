from __future__ import annotations

import hashlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.mentions import Mentions

WHO = "Anna.B@mail.example"
ANNA = Mentions({("email", WHO.lower()), ("user", "anna-4711"), ("user", "42"), ("phone", "393331234567")})


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("to anna.b@mail.example, please", "to [erased], please"),
        ("https://shop.example/?e=Anna.B%40mail.example&x=1", "https://shop.example/?e=[erased]&x=1"),
        ("https://shop.example/?u=e%3Danna.b%40mail.example", "https://shop.example/?u=e%3D[erased]"),
        ('{"by":"anna-4711","n":42}', '{"by":"[erased]","n":42}'),
        ('{"phone":393331234567}', '{"phone":0}'),
        (hashlib.sha256(WHO.lower().encode()).hexdigest(), "[erased]"),
    ],
)
def test_an_identifier_is_blanked_in_every_form_in_which_it_is_written(text: str, blanked: str) -> None:
    assert ANNA.blanked(text) == blanked
    assert ANNA.rows(pa.chunked_array([[text, None]])).tolist() == [True, False]
    assert ANNA.within(text.encode() + b"\xff")


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("al +39 333 123 4567, 333-1234567 o 0039 333/12.34.567", "al [erased], [erased] o [erased]"),
        ("tel=%2B39%20333%201234567&x", "tel=[erased]&x"),
        ("order AV-100001, #AV-100001", "order [erased], #[erased]"),
        ("VRD NNA 80A41 H501X", "[erased]"),
        ("333 12345678", "333 12345678"),
    ],
)
def test_numbers_orders_and_codes_are_found_in_other_notations(text: str, blanked: str) -> None:
    who = {("phone", "+393331234567"), ("order", "shop:AV-100001"), ("tax", "VRDNNA80A41H501X")}
    assert Mentions(who, "IT").blanked(text) == blanked
    assert Mentions(who, "IT").rows(pa.chunked_array([[text]])).tolist() == [text != blanked]


@pytest.mark.parametrize(
    "text", ["joanna.b@mail.example", "anna.b@mail.example.org", "anna-47112", "42", "anna.b@mail", "1393331234567"]
)
def test_a_longer_name_that_holds_it_is_somebody_elses(text: str) -> None:
    assert ANNA.blanked(text) == text
    assert not ANNA.rows(pa.chunked_array([[text]])).any()


def test_short_identifiers_alone_are_looked_for_nowhere() -> None:
    nobody = Mentions({("user", "42"), ("order", "shop:1000001"), ("user", "customer"), ("user", "20260301")})
    assert not nobody.rows(pa.chunked_array([["42 shop:1000001 customer 20260301"]])).any()
    assert not nobody.within(b"42")
    assert nobody.blanked("42") == "42"


@given(st.text(), st.text())
def test_nothing_of_it_is_left_whatever_stands_around(before: str, after: str) -> None:
    blanked = ANNA.blanked(f"{before} {WHO} {after}").lower()
    assert ANNA.blanked(blanked) == blanked
    assert f" {WHO.lower()} " not in blanked
