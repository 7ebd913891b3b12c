"""Stage rules: how an event is read, and which stage and funnel step its row belongs to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from percorso.core.errors import PercorsoError, unknown
from percorso.core.settings import STANDARD
from percorso.sequence.journeys import DIRECTIONS, MESSAGE, ROLES, STAGES
from percorso.sequence.rules import Field, Fold, Patterns, RuleSet, fold_name, fold_text, read_rules
from percorso.trace.packaged import read_packaged

SELF_REPORTED = "Self-reported"

# A message has neither stage nor step, so no rule can ask for it.
_NAME, _PATH, _ROLE = Field(fold_name), Field(fold_text), Field(fold_text, ROLES[:MESSAGE])
STAGE_FIELDS: Mapping[str, Field] = {
    "name": _NAME,
    "path": _PATH,
    "role": _ROLE,
    "direction": Field(fold_text, DIRECTIONS),
    "channel": Field(fold_text),
    "bought": Field(),
    "returning": Field(),
}
STEP_FIELDS: Mapping[str, Field] = {"name": _NAME, "path": _PATH, "role": _ROLE, "opens_session": Field()}
_KEYS = (
    "name", "version", "dated", "steps", "names", "channel_of_name", "promo_codes", "heard_from", "stage", "step",
)  # fmt: skip
_NAME_LISTS = {
    "outbound": fold_name,
    "after_order": fold_name,
    "confirmation_pages": fold_text,
    "order_pages": fold_text,
}


class Given(NamedTuple):
    """The source a promo code was given to."""

    channel: str
    campaign: str | None


@dataclass(frozen=True)
class StageRules:
    """A rule set for reading events.

    Attributes:
        outbound: names of what the shop sends.
        after_order: names of what concerns an order that was placed.
        confirmation_pages: paths of pages shown right after an order.
        order_pages: paths of pages that concern the order whose number stands in their address.
        channel_of_name: names, and the channel of a contact off the site that has nothing but such a name.
        promo_codes: folded code to its source.
        heard_from: patterns of answers, and their channel.
        steps: the funnel's steps in order.
    """

    name: str
    version: str
    outbound: Patterns
    after_order: Patterns
    confirmation_pages: Patterns
    order_pages: Patterns
    channel_of_name: tuple[tuple[Patterns, str], ...]
    promo_codes: Mapping[str, Given]
    heard_from: tuple[tuple[Patterns, str], ...]
    steps: tuple[str, ...]
    stage_rules: RuleSet
    step_rules: RuleSet

    @classmethod
    def built_in(cls, model: str = STANDARD) -> StageRules:
        """Give the rule set of a stage model that comes with Percorso, one of ``core.settings.STAGE_MODELS``."""
        return _built_in(model)

    @classmethod
    def read(cls, text: str) -> StageRules:
        """Read a rule set from TOML.

        Raises:
            PercorsoError: ``bad_stage_rules``, ``bad_rule``, ``unknown_rule_key``, ``unknown_rule_condition``,
                ``unknown_rule_result``.
        """
        try:
            document = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise PercorsoError("bad_stage_rules", f"The stage rules are not TOML: {error}.") from None
        return cls.of(document)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> StageRules:
        """Read a rule set from parsed TOML, as ``read`` does."""
        for key in document:
            if key not in _KEYS:
                raise unknown("part of stage rules", key, _KEYS, code="unknown_rule_key")
        steps = _texts(document.get("steps", []), "steps")
        return cls(
            name=str(document.get("name", "own stage rules")),
            version=str(document.get("version", "")),
            **_name_lists(_table(document, "names")),
            channel_of_name=_lookup(_table(document, "channel_of_name"), fold_name),
            promo_codes={
                fold_text(code): _given(code, given) for code, given in _table(document, "promo_codes").items()
            },
            heard_from=_lookup(_table(document, "heard_from"), fold_text),
            steps=steps,
            stage_rules=_complete(read_rules(document.get("stage", []), "stage", STAGES, STAGE_FIELDS)),
            step_rules=read_rules(document.get("step", []), "step", steps, STEP_FIELDS),
        )

    def channel_named(self, name: str) -> str | None:
        """Give the channel of a contact off the site by its event name."""
        return next((channel for patterns, channel in self.channel_of_name if patterns.match(name)), None)

    def channel_heard(self, answer: str) -> str:
        """Give the channel a customer speaks of when asked how they heard of the shop."""
        return next((channel for patterns, channel in self.heard_from if patterns.match(answer)), SELF_REPORTED)


@cache
def _built_in(model: str) -> StageRules:
    """Read a model: what it does not say itself is as in the standard one."""
    standard = tomllib.loads(read_packaged("stages.toml"))
    if model == STANDARD:
        return StageRules.of(standard)
    return StageRules.of({**standard, **tomllib.loads(read_packaged(f"stages_{model}.toml"))})


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = document.get(key, {})
    if not isinstance(table, Mapping):
        raise PercorsoError("bad_stage_rules", f"[{key}] must be a table.")
    return table


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise PercorsoError("bad_stage_rules", f"{where} must be a list of texts.")
    return tuple(value)


def _name_lists(table: Mapping[str, Any]) -> dict[str, Patterns]:
    for key in table:
        if key not in _NAME_LISTS:
            raise unknown("list in [names]", key, _NAME_LISTS, code="unknown_rule_key")
    return {key: Patterns(_texts(table.get(key, []), f"names.{key}"), fold) for key, fold in _NAME_LISTS.items()}


def _lookup(table: Mapping[str, Any], fold: Fold) -> tuple[tuple[Patterns, str], ...]:
    return tuple((Patterns(_texts(listed, channel), fold), channel) for channel, listed in table.items())


def _given(code: str, given: object) -> Given:
    table = {"channel": given} if isinstance(given, str) else given
    if not isinstance(table, Mapping) or not isinstance(table.get("channel"), str):
        raise PercorsoError(
            "bad_stage_rules", f"promo_codes.{code} must be a channel or {{channel = …, campaign = …}}."
        )
    campaign = table.get("campaign")
    return Given(table["channel"], None if campaign is None else str(campaign))


def _complete(rules: RuleSet) -> RuleSet:
    if not rules.rules or rules.rules[-1].columns:
        raise PercorsoError(
            "bad_stage_rules",
            "The last [[stage]] rule must ask about nothing, so that every row has a stage.",
            hint='End the file with [[stage]] rule = "anything else", stage = "awareness".',
        )
    return rules
