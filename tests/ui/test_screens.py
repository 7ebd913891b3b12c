"""The pictures in docs: all that are wanted are there, of both themes and languages, and light enough to load."""

from __future__ import annotations

from ui.screens import MOST_BYTES, SCREENS, WANTED


def test_every_picture_that_is_wanted_is_there_and_light_and_no_other() -> None:
    assert {path.name for path in SCREENS.iterdir()} == {one.name for one in WANTED}
    for path in SCREENS.iterdir():
        content = path.read_bytes()
        assert content.startswith(b"\x89PNG"), path.name
        assert len(content) <= MOST_BYTES, path.name


def test_pictures_are_of_both_themes_both_languages_and_a_phone() -> None:
    assert {(one.theme, one.language) for one in WANTED} >= {(t, s) for t in ("light", "dark") for s in ("en", "it")}
    assert len({one.size["width"] for one in WANTED}) == 2
