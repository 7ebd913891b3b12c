from __future__ import annotations

from typing import Any

import pytest

from percorso.cli.funnel_question import read_question
from percorso.core.errors import PercorsoError
from percorso.pipeline.exploring import Exclusion, Step
from percorso.pipeline.unmet import conditions_of, events_of

ASKED: dict[str, Any] = {
    "steps": ("a,b,c",),
    "either": (),
    "optional": (),
    "exclude": (),
    "where": (),
    "step_where": (),
    "exclude_where": (),
    "attribution": "first",
    "within": "7d",
    "quantiles": (),
    "order": "ordered",
    "by": None,
}


def test_steps_and_exclusions_are_counted_from_one() -> None:
    found = read_question({**ASKED, "exclude": ("x:1-2",), "attribution": "3", "by": "device"})
    assert found.exclusions == (Exclusion("x", 0, 1),)
    assert (found.attribution, found.by_step) == ("step", 2)


def test_conditions_belong_to_the_step_or_exclusion_of_their_number() -> None:
    asked = {"step_where": ("2:page=/pricing", "2:size=10:30"), "exclude": ("x",), "exclude_where": ("1:page=/",)}
    found = read_question({**ASKED, **asked, "where": ("device=mobile",)})
    assert found.steps[1] == Step("b", ("b",), (("page", "/pricing"), ("size", "10:30")))
    assert (found.steps[0].where, found.exclusions) == ((), (Exclusion("x", where=(("page", "/"),)),))
    assert [name for name, _ in conditions_of(found)] == ["device", "page", "size", "page"]


def test_what_calls_a_step_of_several_events_need_be_none_of_them() -> None:
    found = read_question({**ASKED, "either": ("b=basket",), "exclude": ("x",)})
    assert events_of(found) == ("a", "basket", "c", "x")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"exclude": ("x:0-1",)}, "bad_exclusion"),
        ({"exclude": ("x:1-4",)}, "bad_exclusion"),
        ({"step_where": ("0:page=/",)}, "bad_steps"),
        ({"step_where": ("1:page",)}, "bad_names"),
        ({"attribution": "4"}, "bad_steps"),
    ],
)
def test_a_number_of_no_step_is_refused(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(PercorsoError) as raised:
        read_question({**ASKED, **asked})
    assert raised.value.code == code
