"""The question of ``percorso funnel``, as its options put it; people count steps from 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from percorso.core import lists
from percorso.core.errors import PercorsoError, unknown
from percorso.core.time import parse_duration
from percorso.pipeline.exploring import CountFunnel, Exclusion, Step

_BETWEEN = re.compile(r"(.+):(\d+)-(\d+)")
_NUMBERED = re.compile(r"(\d+):(.+)", re.DOTALL)


def read_question(asked: dict[str, Any]) -> CountFunnel:
    """Read the options of the verb.

    Raises:
        PercorsoError: ``bad_names``, ``unknown_step``, ``bad_steps``, ``bad_exclusion``, ``bad_duration``.
    """
    also: dict[str, list[str]] = {}
    for step, event in lists.pairs(asked["either"]):
        also.setdefault(step, []).append(event)
    optional = set(lists.names(asked["optional"]))
    names = lists.names(asked["steps"])
    for given in (*also, *optional):
        if given not in names:
            raise unknown("step", given, names, code="unknown_step")
    steps = [Step(name, (name, *also.get(name, ())), optional=name in optional) for name in names]
    for number, condition in _numbered(asked["step_where"], len(steps), "step"):
        steps[number] = replace(steps[number], where=(*steps[number].where, condition))
    exclusions = [_exclusion(text, len(steps)) for text in asked["exclude"]]
    for number, condition in _numbered(asked["exclude_where"], len(exclusions), "--exclude"):
        exclusions[number] = replace(exclusions[number], where=(*exclusions[number].where, condition))
    attribution = asked["attribution"]
    by_step = int(attribution) if attribution.isdecimal() else 1
    if steps and by_step > len(steps):
        raise _no_step(by_step, len(steps))
    return CountFunnel(
        tuple(steps),
        parse_duration(asked["within"]),
        asked["order"],
        tuple(exclusions),
        asked["by"],
        "step" if attribution.isdecimal() else attribution,
        by_step - 1,
        lists.pairs(asked["where"]),
        column="name",
        quantiles=_shares(asked["quantiles"]),
    )


def _shares(given: Sequence[str]) -> tuple[float, ...]:
    try:
        return tuple(float(one) for one in lists.names(given))
    except ValueError:
        message = f"'{', '.join(given)}' are no quantiles."
        raise PercorsoError("bad_terms", message, hint="Write shares: 0.9,0.95.") from None


def _exclusion(text: str, steps: int) -> Exclusion:
    """Read ``EVENT`` or ``EVENT:1-2``."""
    found = _BETWEEN.fullmatch(text)
    if found is None:
        return Exclusion(text)
    after, before = int(found[2]), int(found[3])
    if not 1 <= after < before <= steps:
        message = f"'{found[1]}' cannot be excluded between steps {after} and {before}: they are numbered 1 to {steps}."
        raise PercorsoError("bad_exclusion", message, hint="Write EVENT:1-2 for between the first and the second.")
    return Exclusion(found[1], after - 1, before - 1)


def _numbered(given: Sequence[str], count: int, what: str) -> list[tuple[int, tuple[str, str]]]:
    """Read conditions such as ``2:page=/pricing``, each with the place of what it is of, from 0."""
    read = []
    for text in given:
        found = _NUMBERED.fullmatch(text)
        if found is None:
            hint = "Write NUMBER:COLUMN=VALUE, such as 2:page=/pricing."
            raise PercorsoError("bad_names", f"'{text}' is no condition of a {what}.", hint=hint)
        if not 1 <= int(found[1]) <= count:
            message = f"'{text}' is of no {what}: there are {count}, numbered from 1."
            raise PercorsoError("bad_steps", message)
        read.append((int(found[1]) - 1, lists.pairs([found[2]])[0]))
    return read


def _no_step(number: int, steps: int) -> PercorsoError:
    message = f"The funnel has {steps} steps, and none is number {number}."
    return PercorsoError("bad_steps", message, given={"steps": str(steps), "number": str(number)})
