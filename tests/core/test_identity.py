import pytest

from percorso.core.identity import BLOCKED, cleaned, no_address, normal


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
