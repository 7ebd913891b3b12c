from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.tc_string import consented

# Bits before the purposes by field: https://github.com/InteractiveAdvertisingBureau/iabtcf-es, BitLength.
BEFORE = (6, 36, 36, 12, 12, 6, 12, 12, 6, 1, 1, 12)


def encoded(bits: str) -> str:
    """Write bits as base64url without padding, the obvious way."""
    whole = bits + "0" * (-len(bits) % 8)
    data = bytes(int(whole[at : at + 8], 2) for at in range(0, len(whole), 8))
    return urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        # https://metacpan.org/dist/GDPR-IAB-TCFv2/view/README.pod says 1, 3, 9 and 10 of this one.
        (
            "CLcVDxRMWfGmWAVAHCENAXCkAKDAADnAABRgA5mdfCKZuYJez-NQm0TBMYA4oCAAGQYIAAAAAAEAIAEgAA.argAC0gAAAAAAAAAAAA",
            {1, 3, 9, 10},
        ),
        # The example string of IAB Europe's own libraries: 1, 2 and 3.
        (
            "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAg",
            {1, 2, 3},
        ),
    ],
)
def test_known_strings_give_the_purposes_that_their_sources_say(text: str, purposes: set[int]) -> None:
    assert consented(text) == frozenset(purposes)


@given(
    purposes=st.sets(st.integers(1, 24)),
    fields=st.tuples(*(st.integers(0, 2**size - 1) for size in BEFORE[1:])),
    rest=st.text("01", max_size=300),
    segments=st.lists(st.text("AQIw-_", max_size=5), max_size=2),
)
def test_any_core_string_gives_the_bits_that_were_set(
    purposes: set[int], fields: tuple[int, ...], rest: str, segments: list[str]
) -> None:
    before = "".join(f"{value:0{size}b}" for value, size in zip((2, *fields), BEFORE, strict=True))
    bits = before + "".join("01"[number in purposes] for number in range(1, 25)) + rest
    assert consented(".".join([encoded(bits), *segments])) == frozenset(purposes)


@given(text=st.text(max_size=60))
def test_no_text_is_a_crash(text: str) -> None:
    found = consented(text)
    assert found is None or found <= set(range(1, 25))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "granted",
        "BOEFEAyOEFEAyAHABDENAIgAAAB9vABAASA",
        encoded("000010" + "0" * 160),
        encoded("000011" + "0" * 170),
    ],
)
def test_what_is_no_string_of_version_2_says_nothing(text: str) -> None:
    assert consented(text) is None
