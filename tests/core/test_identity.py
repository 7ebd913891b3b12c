import re

import pytest

from percorso.core.identity import BLOCKED, blocking, cleaned, no_address, normal, telephone


@pytest.mark.parametrize(
    "value", [None, "", "  ", "NULL", " undefined\t", "0", "Test@Test.com", "00000000-0000-0000-0000-000000000000"]
)
def test_what_names_nobody_is_none(value: str | None) -> None:
    assert cleaned(value) is None


@pytest.mark.parametrize(("value", "bare"), [(" 42 ", "42"), ("Anna\u00a0", "Anna"), ("a b", "a b")])
def test_white_space_around_an_identifier_is_no_part_of_it(value: str, bare: str) -> None:
    assert cleaned(value) == bare


def test_blocked_values_are_written_as_they_are_compared() -> None:
    assert {word.strip().lower() for word in BLOCKED} == set(BLOCKED)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("=cmd|' /C calc'!A0", True),
        (" =A1", True),
        ("@SUM(a@b)", True),
        ("a=b@c.example", False),
        ("+x@c.example", False),
    ],
)
def test_a_formula_is_no_address(text: str, formula: bool) -> None:
    assert no_address(text) == formula


@pytest.mark.parametrize(
    ("kind", "value", "form"),
    [
        ("email", " Anna@Mail.example ", "anna@mail.example"),
        ("phone", "333 987-65.43", "+393339876543"),
        ("phone", "0039 333 9876543", "+393339876543"),
        ("phone", "call me", None),
        ("tax", "vrd nna 80a41", "VRDNNA80A41"),
        ("order", "#1001", "1001"),
        ("user", " Anna ", "Anna"),
        ("user", "null", None),
    ],
)
def test_every_kind_has_one_form_in_which_it_is_compared(kind: str, value: str, form: str | None) -> None:
    assert normal(kind, value, "IT") == form


@pytest.mark.parametrize(
    "typed", ["1234567890", "+39 1234567890", "0123 456789", "9876543210", "+39 0000000000", "3333333333"]
)
def test_a_number_that_nobody_has_is_no_telephone(typed: str) -> None:
    assert telephone(typed, "IT") is None


def test_a_number_with_a_few_keys_in_a_row_is_one() -> None:
    assert telephone("333 1234567", "IT") == "+393331234567"


@pytest.mark.parametrize(
    ("kind", "value", "blocked"),
    [
        ("tax", "XXXXXX00X00X000X", True),
        ("tax", "AAAAAA00A00A000A", True),
        ("tax", "0000000000000000", True),
        ("tax", "RSSMRA80A01H501U", False),
        ("loyalty", "0000000", True),
        ("loyalty", "11111", False),
        ("crm", "XXXXXXXX", True),
        ("crm", "111112", False),
    ],
)
def test_what_fills_the_place_of_a_card_or_a_code_names_nobody(kind: str, value: str, blocked: bool) -> None:
    assert bool(re.match(blocking((), kind) or "^$", value.lower())) == blocked


def test_other_kinds_have_no_fillers_of_their_own() -> None:
    assert blocking((), "user") is None
