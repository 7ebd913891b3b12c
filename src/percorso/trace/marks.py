"""Marks: the stage and the funnel step of each row, by the stage rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.sequence.codes import Bools, Coded, Ints, first_rows
from percorso.sequence.cycles import latest_order
from percorso.sequence.journeys import AFTER, DIRECTIONS, MESSAGE, ORDER, ROLES, STAGES, TOUCH
from percorso.trace.rows import EVENT, MADE_NAMES, Rows
from percorso.trace.stages import StageRules


@dataclass(frozen=True)
class Marks:
    """What the rules say of each row.

    Attributes:
        name: the row's name: its event's, or of what was made from it.
        direction: inbound or outbound.
        channel: where the row's session, or the row itself, came from.
        stage: codes of ``sequence.journeys.STAGES``; -1 for a message, which no stage is reached by.
        stage_rule: each row's place among ``stage_rules``, -1 for a message.
        step: each row's place among ``steps``, the funnel's in order; -1 for none.
    """

    name: Coded
    direction: Coded
    channel: Coded
    stage: Ints
    stage_rule: Ints
    stage_rules: tuple[str, ...]
    step: Ints
    steps: tuple[str, ...]


def marks_of(rows: Rows, name: Coded, path: Coded, outbound: Ints, stages: StageRules) -> Marks:
    """Mark every row.

    Args:
        rows: the rows.
        name: each event's name.
        path: the path of each event's page.
        outbound: 1 for each event the shop sent, else 0.
        stages: the rules.
    """
    own = rows.made == EVENT
    words = (*name.words, *MADE_NAMES)
    named = Coded(np.where(own, name.codes[rows.event], len(name.words) + rows.made), words)
    channels = Coded(rows.origin, tuple(origin.channel or "" for origin in rows.origins))
    direction = Coded(np.where(own, outbound[rows.event], 0), DIRECTIONS)
    role = Coded(rows.role, ROLES)
    pages = path.take(np.where(own, rows.event, -1))
    bought = latest_order(rows.customer, rows.role == ORDER) >= 0
    texts = {"name": named, "path": pages, "role": role, "direction": direction, "channel": channels}
    stage_rule = stages.stage_rules.first_match(texts, {"bought": bought, "returning": _returning(rows)})
    step_rule = stages.step_rules.first_match(texts, {"opens_session": rows.opens})
    message = rows.role == MESSAGE
    stage_rule[message] = -1
    step_rule[message | (rows.role == AFTER)] = -1
    result = np.array([*(STAGES.index(rule.result) for rule in stages.stage_rules.rules), -1], dtype=np.int64)
    step = np.array([*(stages.steps.index(rule.result) for rule in stages.step_rules.rules), -1], dtype=np.int64)
    return Marks(
        name=named,
        direction=direction,
        channel=channels.into(lambda channel: channel or None),
        stage=result[stage_rule],
        stage_rule=stage_rule,
        stage_rules=tuple(rule.label for rule in stages.stage_rules.rules),
        step=step[step_rule],
        steps=stages.steps,
    )


def _returning(rows: Rows) -> Bools:
    """Tell the rows after the customer's first touch and outside its session."""
    customers = int(rows.customer.max(initial=-1)) + 1
    first = first_rows(rows.customer, customers, rows.role == TOUCH)[rows.customer]
    later = (first >= 0) & (np.arange(len(first)) > first)
    elsewhere: Bools = (rows.session < 0) | (np.append(rows.session, -1)[first] != rows.session)
    return later & elsewhere
