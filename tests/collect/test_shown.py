from __future__ import annotations

import pytest

from percorso.collect.shown import Shown


@pytest.mark.parametrize("shown", [Shown(), Shown(","), Shown(None, "%d/%m/%Y"), Shown(".", "%m-%d-%Y %H:%M")])
def test_what_a_file_shows_is_kept_as_text_and_read_again(shown: Shown) -> None:
    assert Shown.read(shown.text()) == shown


def test_rows_kept_without_it_show_nothing() -> None:
    assert (Shown.read(None), Shown.read(""), Shown().text()) == (Shown(), Shown(), "")


def test_what_was_shown_first_wins_over_what_one_row_shows() -> None:
    assert Shown(".", "%d/%m/%Y").but(Shown(",")) == Shown(",", "%d/%m/%Y")
