"""Rules: ordered conditions on columns, the first match wins; evaluated once per distinct combination of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from percorso.core.errors import PercorsoError, unknown
from percorso.sequence.codes import Bools, Coded, Ints, distinct

Fold = Callable[[str], str]
_SEPARATORS = re.compile(r"[\s_-]+")
# Distinct texts kept before the memory is emptied; the same pages and names are met in every bucket.
_REMEMBERED = 1 << 16


def fold_name(name: str) -> str:
    """Make names comparable: ``add_to_cart``, ``Add to Cart`` and ``add-to-cart`` are one name."""
    return _SEPARATORS.sub(" ", name).strip().casefold()


def fold_text(text: str) -> str:
    """Make other texts comparable: case does not count."""
    return text.strip().casefold()


@dataclass(frozen=True)
class Patterns:
    """Texts to look for: ``*`` stands for any text, and what fits a pattern after ``!`` is taken out again."""

    patterns: tuple[str, ...]
    fold: Fold = fold_name
    _told: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def match(self, text: str) -> bool:
        """Tell whether a text fits one of the patterns and none that is taken out; equal texts are tried once."""
        told = self._told.get(text)
        if told is None:
            if len(self._told) >= _REMEMBERED:
                self._told.clear()
            told = self._told[text] = self._fits(text)
        return told

    def _fits(self, text: str) -> bool:
        wanted, unwanted = self._compiled
        folded = self.fold(text)
        return wanted.fullmatch(folded) is not None and unwanted.fullmatch(folded) is None

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        plain = [one for one in self.patterns if not one.startswith("!")]
        negated = [one[1:] for one in self.patterns if one.startswith("!")]
        return self._expression(plain), self._expression(negated)

    def _expression(self, patterns: Sequence[str]) -> re.Pattern[str]:
        pieces = (".*".join(re.escape(piece) for piece in self._folded(one).split("*")) for one in patterns)
        # An empty list must match nothing, not the empty text.
        return re.compile("|".join(pieces) or r"(?!)", re.DOTALL)

    def _folded(self, pattern: str) -> str:
        return "*".join(self.fold(f"|{piece}|")[1:-1] for piece in pattern.split("*"))


@dataclass(frozen=True)
class Field:
    """A column that rules may ask about: texts, or a flag.

    Attributes:
        fold: how its texts are made comparable; None for a flag.
        allowed: the only texts it can hold, where they are known.
    """

    fold: Fold | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule: all its conditions must hold."""

    label: str
    result: str
    texts: Mapping[str, Patterns] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[str]:
        """The columns it asks about."""
        return frozenset(self.texts) | frozenset(self.flags)


@dataclass(frozen=True)
class RuleSet:
    """Rules in order."""

    rules: tuple[Rule, ...]

    def first_match(self, texts: Mapping[str, Coded], flags: Mapping[str, Bools]) -> Ints:
        """Give each row the place of the first rule it fits, -1 for none.

        Args:
            texts: the columns of texts the rules ask about.
            flags: the flags they ask about; all columns are of one length, and at least one is given.
        """
        asked = sorted(frozenset().union(*(rule.columns for rule in self.rules)))
        columns = [texts[name].codes if name in texts else flags[name] for name in asked]
        if not columns:
            rows = len(next(iter(texts.values())).codes) if texts else len(next(iter(flags.values())))
            return np.full(rows, 0 if self.rules else -1, dtype=np.int64)
        first, place = distinct(columns)
        seen_texts = {name: Coded(texts[name].codes[first], texts[name].words) for name in asked if name in texts}
        seen_flags = {name: flags[name][first] for name in asked if name in flags}
        found = np.full(len(first), -1, dtype=np.int64)
        for number in range(len(self.rules) - 1, -1, -1):
            found[_fits(self.rules[number], seen_texts, seen_flags, len(first))] = number
        return found[place]


def _fits(rule: Rule, texts: Mapping[str, Coded], flags: Mapping[str, Bools], rows: int) -> Bools:
    fits = np.ones(rows, dtype=bool)
    for name, patterns in rule.texts.items():
        fits &= texts[name].having(patterns.match)
    for name, wanted in rule.flags.items():
        fits &= flags[name] == wanted
    return fits


def read_rules(tables: object, result: str, results: Sequence[str], fields: Mapping[str, Field]) -> RuleSet:
    """Read rules from TOML tables such as ``{rule = "…", stage = "decision", name = ["Cart *"], bought = true}``.

    Args:
        tables: the list of tables.
        result: the key that holds a rule's result.
        results: the results there are.
        fields: the columns that may be asked about.

    Raises:
        PercorsoError: ``bad_rule``, ``unknown_rule_condition``, ``unknown_rule_result``.
    """
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise PercorsoError("bad_rule", f"[[{result}]] must be a list of tables.")
    return RuleSet(tuple(_rule(table, number, result, results, fields) for number, table in enumerate(tables, 1)))


def _rule(
    table: Mapping[str, Any], number: int, result: str, results: Sequence[str], fields: Mapping[str, Field]
) -> Rule:
    given = table.get(result)
    if not isinstance(given, str) or given not in results:
        raise unknown(result, str(given), results, code="unknown_rule_result")
    label = f"{number} {table.get('rule', given)}"
    texts: dict[str, Patterns] = {}
    flags: dict[str, bool] = {}
    for name, value in table.items():
        if name in {"rule", result}:
            continue
        if name not in fields:
            raise unknown(f"condition in [[{result}]] rule {label}", name, fields, code="unknown_rule_condition")
        fold = fields[name].fold
        if fold is None:
            flags[name] = _flag(value, name, label)
        else:
            texts[name] = Patterns(_texts(value, name, label, fields[name].allowed), fold)
    return Rule(label, given, texts, flags)


def _flag(value: object, name: str, label: str) -> bool:
    if not isinstance(value, bool):
        raise PercorsoError("bad_rule", f"Rule {label}: {name} = {value!r} must be true or false.")
    return value


def _texts(value: object, name: str, label: str, allowed: Sequence[str]) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values or not all(isinstance(one, str) and one for one in values):
        raise PercorsoError("bad_rule", f"Rule {label}: {name} = {value!r} must be a text or a list of texts.")
    for one in values:
        if allowed and one not in allowed:
            raise unknown(f"{name} in rule {label}", one, allowed, code="bad_rule")
    return tuple(values)
