"""Channel rule sets: TOML in, checked rules out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from percorso.core.errors import PercorsoError, unknown
from percorso.trace.conditions import AllOf, Condition, condition
from percorso.trace.packaged import read_packaged
from percorso.trace.sources import Referrer, built_in_lists

_KEYS = ("name", "version", "based_on", "rule", "lists", "hosts", "returns")
_RULE_KEYS = ("number", "channel", "origin")
_RETURNS = ("payment", "login")
_ALWAYS = AllOf(())


class Rule(NamedTuple):
    """One rule: its channel, how an answer names it, and when it holds."""

    channel: str
    label: str
    condition: Condition


class RuleSet(NamedTuple):
    """What a rule file says.

    Attributes:
        version: by custom a date.
        rules: tried in order, first match wins; the last one always holds.
        hosts: further referring hosts, tried before the built-in ones.
        returns: further hosts of payment and login providers.
    """

    name: str
    version: str
    rules: tuple[Rule, ...]
    hosts: tuple[tuple[str, Referrer], ...]
    returns: tuple[tuple[str, str], ...]


@cache
def built_in() -> RuleSet:
    """Give the built-in rule set."""
    return read(read_packaged("channels.toml"))


def read(text: str) -> RuleSet:
    """Read a rule set; ``based_on = "percorso"`` puts the built-in rules after its own.

    Raises:
        PercorsoError: ``bad_channel_rules``, ``unknown_channel_rules``, ``unknown_channel_rules_key``,
            ``unknown_channel_condition`` or ``unknown_source_list``.
    """
    document = _document(text)
    name, version = _text(document, "name"), _text(document, "version")
    own = {key: _sources(key, given) for key, given in _table(document, "lists").items()}
    lists = {**built_in_lists(), **own}
    tables = document.get("rule", [])
    if not isinstance(tables, list):
        raise PercorsoError("bad_channel_rules", "Rules are written as [[rule]], one table each.")
    label = f"{name} {version}"
    rules = tuple(_rule(number, table, label, lists) for number, table in enumerate(tables, start=1))
    rules += _base(document.get("based_on"))
    if not rules or rules[-1].condition != _ALWAYS:
        raise PercorsoError(
            "bad_channel_rules",
            f"The last rule of '{name}' must have no condition, so that every visit gets a channel.",
            hint='End with [[rule]] channel = "Unassigned", or write based_on = "percorso".',
        )
    return RuleSet(name, version, rules, _hosts(document), _returns(document))


def _document(text: str) -> dict[str, Any]:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise PercorsoError("bad_channel_rules", f"The channel rules are not TOML: {wrong}.") from None
    for key in document:
        if key not in _KEYS:
            raise unknown("key of channel rules", key, _KEYS, code="unknown_channel_rules_key")
    return document


def _rule(number: int, table: object, label: str, lists: Mapping[str, frozenset[str]]) -> Rule:
    if not isinstance(table, dict):
        raise PercorsoError("bad_channel_rules", f"Rule {number} must be a table.")
    if table.get("number", number) != number:
        raise PercorsoError(
            "bad_channel_rules",
            f"Rule {number} is numbered {table['number']}.",
            hint="Number the rules 1, 2, 3 … in their order, or leave the numbers out.",
        )
    channel = _text(table, "channel")
    origin = _text(table, "origin") if "origin" in table else label
    conditions = {name: value for name, value in table.items() if name not in _RULE_KEYS}
    return Rule(channel, f"{number} {channel} ({origin})", condition(conditions, lists))


def _base(name: object) -> tuple[Rule, ...]:
    if name is None:
        return ()
    if name != "percorso":
        raise unknown("channel rules", str(name), ("percorso",), code="unknown_channel_rules")
    return built_in().rules


def _hosts(document: Mapping[str, Any]) -> tuple[tuple[str, Referrer], ...]:
    """Read ``[hosts]``: a host pattern to the source and medium it stands for."""
    hosts = _table(document, "hosts").items()
    for pattern, known in hosts:
        if not isinstance(known, dict) or known.keys() != {"source", "medium"}:
            raise PercorsoError("bad_channel_rules", f"hosts.'{pattern}' must have source and medium, nothing else.")
    return tuple((pattern, Referrer(_text(known, "source"), _text(known, "medium"))) for pattern, known in hosts)


def _returns(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Read ``[returns]``: lists of host patterns by kind of provider."""
    returns = _table(document, "returns")
    for kind in returns:
        if kind not in _RETURNS:
            raise unknown("kind of return", kind, _RETURNS, code="unknown_channel_rules_key")
    return tuple((pattern, kind) for kind, given in returns.items() for pattern in sorted(_sources(kind, given)))


def _sources(name: str, given: object) -> frozenset[str]:
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return frozenset(one.strip().lower() for one in given)
    raise PercorsoError("bad_channel_rules", f"{name} must be a list of texts.")


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise PercorsoError("bad_channel_rules", f"[{key}] must be a table.")
    return table


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PercorsoError("bad_channel_rules", f"'{key}' must be given as a text in channel rules.")
    return value.strip()
