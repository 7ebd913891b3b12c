from __future__ import annotations

import pytest

from percorso.core.annotations import Annotation
from percorso.core.errors import PercorsoError


def test_a_note_is_about_a_day_or_several() -> None:
    assert Annotation.read("2026-11-27", "  Black\nFriday ", "sale") == Annotation(
        "2026-11-27", "2026-11-27", "sale", "Black Friday"
    )
    assert Annotation.read("2026-11-27", "x", until="2026-11-30").until == "2026-11-30"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("", "x"), "bad_annotation"),
        (("2026-11-27", " "), "bad_annotation"),
        (("2026-11-27", "x" * 201), "bad_annotation"),
        (("2026-11-27", "x", "party"), "unknown_kind"),
        (("27/11", "x"), "bad_date"),
        (("2026-11-27", "x", "sale", "2026-11-26"), "bad_period"),
    ],
)
def test_what_is_no_note_is_refused(given: tuple[str, ...], code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        Annotation.read(*given)
    assert refused.value.code == code
