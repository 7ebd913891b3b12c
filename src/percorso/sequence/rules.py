"""Rules: ordered conditions on columns, the first match wins; every condition is tried once per distinct text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from percorso.core.errors import PercorsoError, unknown
from percorso.sequence.codes import Bools, Coded, Ints
from percorso.sequence.kernels import kernel
from percorso.sequence.words import Words

Fold = Callable[[str], str]
_SEPARATORS = re.compile(r"[\s_-]+")
# Distinct texts kept before the memory is emptied; the same pages and names are met in every bucket.
_REMEMBERED = 1 << 16
# Rules judged at a time: as many as a number holds exactly when it is taken for a real one.
_BITS = 52


def fold_name(name: str) -> str:
    """Make names comparable: ``add_to_cart``, ``Add to Cart`` and ``add-to-cart`` are one name."""
    return _SEPARATORS.sub(" ", name).strip().casefold()


def fold_text(text: str) -> str:
    """Make other texts comparable: case does not count."""
    return text.strip().casefold()


class _Remembered(dict[str, bool]):
    """Whether texts fit, each tried once; asked from C, as there are tens of thousands of pages a slice."""

    def __init__(self, fits: Callable[[str], bool]) -> None:
        super().__init__()
        self._fits = fits

    def __missing__(self, text: str) -> bool:
        if len(self) >= _REMEMBERED:
            self.clear()
        told = self[text] = self._fits(text)
        return told


@dataclass(frozen=True)
class Patterns:
    """Texts to look for: ``*`` stands for any text, and what fits a pattern after ``!`` is taken out again."""

    patterns: tuple[str, ...]
    fold: Fold = fold_name

    @cached_property
    def match(self) -> Callable[[str], bool]:
        """Tell whether a text fits one of the patterns and none that is taken out; equal texts are tried once."""
        return _Remembered(self._fits).__getitem__

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


class _Judged(dict[str, int]):
    """What a column's text says of several rules: a bit for each that it does not rule out; each text judged once."""

    def __init__(self, rules: Sequence[Rule], name: str) -> None:
        super().__init__()
        self._asking = [(bit, rule.texts[name]) for bit, rule in enumerate(rules) if name in rule.texts]
        self.untold = sum(1 << bit for bit, rule in enumerate(rules) if name not in rule.texts)

    def __missing__(self, text: str) -> int:
        bits = self.untold | sum(1 << bit for bit, patterns in self._asking if patterns.match(text))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = bits
        return bits


@dataclass(frozen=True)
class _Several:
    """As many rules as there are bits to tell of each whether it fits."""

    rules: tuple[Rule, ...]
    _judged: dict[str, _Judged] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of_texts(self, name: str, texts: Coded) -> Ints:
        """Give the rules that each text of a column does not rule out; last those of no text, which fits no pattern."""
        if name not in self._judged:
            self._judged[name] = _Judged(self.rules, name)
        judged, words = self._judged[name], texts.words

        def bits() -> Ints:
            found = np.full(len(words) + 1, judged.untold, dtype=np.int64)
            found[:-1] = np.fromiter(map(judged.__getitem__, words), np.int64, len(words))
            return found

        # By what looks rules up, which is equal to itself alone.
        return words.made(judged.__getitem__, bits) if isinstance(words, Words) else bits()

    def of_flags(self, name: str) -> Ints:
        """Give the rules that a flag does not rule out where it is not set, and where it is."""
        bits = [
            sum(1 << bit for bit, rule in enumerate(self.rules) if rule.flags.get(name, flag) is flag)
            for flag in (False, True)
        ]
        return np.array(bits, dtype=np.int64)


@kernel("int64[] int64[] int64[]!")
def _leave(bits: Ints, codes: Ints, fits: Ints) -> None:
    """Leave each row the rules that its code does not rule out."""
    for row in range(len(codes)):
        fits[row] &= bits[codes[row]]


@kernel("int64[] bool_[] int64[]!")
def _leave_flagged(bits: Ints, flags: Bools, fits: Ints) -> None:
    for row in range(len(flags)):
        fits[row] &= bits[1] if flags[row] else bits[0]


@kernel("int64[] int64 int64[]!")
def _first_left(fits: Ints, begin: int, found: Ints) -> None:
    """Find the first rule that each row has left, the lowest bit, where none was found before."""
    for row in range(len(fits)):
        left = fits[row]
        if found[row] < 0 and left != 0:
            rule = begin
            while not left & 1:
                left >>= 1
                rule += 1
            found[row] = rule


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
        found = np.full(len(columns[0]), -1, dtype=np.int64)
        for begin in range(0, len(self.rules), _BITS):
            some = self._several[begin // _BITS]
            fits = np.full(len(found), (1 << len(some.rules)) - 1, dtype=np.int64)
            for name in asked:
                if name in texts:
                    _leave(some.of_texts(name, texts[name]), np.ascontiguousarray(texts[name].codes, np.int64), fits)
                else:
                    _leave_flagged(some.of_flags(name), np.ascontiguousarray(flags[name], np.bool_), fits)
            _first_left(fits, begin, found)
        return found

    @cached_property
    def _several(self) -> tuple[_Several, ...]:
        return tuple(_Several(self.rules[begin : begin + _BITS]) for begin in range(0, len(self.rules), _BITS))


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
