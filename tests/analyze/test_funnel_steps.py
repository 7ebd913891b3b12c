from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.analyze.funnel_steps import Exclusion, Step, excluding, read_exclusions, read_steps, rows_of
from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import Journeys

STEPS = read_steps(["a", "b", Step("c", optional=True), "d"])


def test_names_are_steps() -> None:
    assert STEPS[0] == Step("a")


def test_a_text_is_no_list_of_letters() -> None:
    with pytest.raises(PercorsoError, match=r"Write \['home'\]") as refused:
        read_steps("home")
    assert refused.value.code == "bad_steps"
    with pytest.raises(PercorsoError, match=r"Write \['cart'\]") as refused:
        read_exclusions("cart")
    assert refused.value.code == "bad_exclusion"
    assert read_exclusions(["cart", Exclusion("x", 1)]) == (Exclusion("cart"), Exclusion("x", 1))


@pytest.mark.parametrize(
    ("exclusion", "bits"),
    [(Exclusion("x"), 0b111), (Exclusion("x", 1), 0b110), (Exclusion("x", 0, 1), 0b001), (Exclusion("x", 1, 3), 0b110)],
)
def test_an_exclusion_undoes_who_waits_between_its_steps(exclusion: Exclusion, bits: int) -> None:
    assert excluding([exclusion], STEPS, "ordered") == [bits]


@pytest.mark.parametrize(
    ("exclusion", "order", "code"),
    [
        (Exclusion("x", 2, 1), "ordered", "bad_exclusion"),
        (Exclusion("x", 0, 4), "ordered", "bad_exclusion"),
        (Exclusion("x"), "strict", "bad_exclusion"),
        (Exclusion("x", 1, 3), "unordered", "bad_exclusion"),
        (Exclusion("x"), "ordred", "unknown_funnel_order"),
    ],
)
def test_what_excludes_nothing_is_refused(exclusion: Exclusion, order: Any, code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        excluding([exclusion], STEPS, order)
    assert refused.value.code == code


def test_rows_are_marked_by_what_they_say(written: Callable[..., Journeys]) -> None:
    shop = written([{"day": 0, "device": "mobile", "name": "Page Viewed"}, {"day": 1, "device": "desktop"}, {"day": 2}])
    assert rows_of(shop, [("device", "mobile")]).tolist() == [True, False, False]
    assert rows_of(shop, [("device", "mobile"), ("name", "Email Opened")]).tolist() == [False, False, False]
    assert not rows_of(shop, [("device", "watch")]).any()
