from __future__ import annotations

import pytest

from percorso.core.names import is_name


@pytest.mark.parametrize("name", ["web", "my shop", "caffè", "店", "a.b", "...", "=1+1", "<b>", "50%"])
def test_what_can_stand_in_an_address_is_a_name(name: str) -> None:
    assert is_name(name)


NONE = ["", " ", " web", "web\n", "a/b", "/", ".", "..", "a\0b", "a\tb", "\u202eevil", "\ud800"]


@pytest.mark.parametrize("name", NONE)
def test_what_no_address_could_ask_for_or_no_list_could_show_is_none(name: str) -> None:
    assert not is_name(name)
