"""Catalogues: what each language says for a message, one TOML file a language.

Nested tables are dotted keys. A value is a sentence with ``{name}`` placeholders, or a plural table such as
``{by = "orders", one = "{orders} order", other = "{orders} orders"}`` whose form the argument named by ``by`` selects.
``{low..high}`` writes two arguments as an interval without their sign: ``7.2–9.0``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from babel import Locale

from percorso.core.answer import Argument, Message, Unit
from percorso.core.errors import unknown
from percorso.speak import numbers

PLACEHOLDER = re.compile(r"\{(\w+)(?:\.\.(\w+))?\}")
# Families whose last word comes from data (a channel's name, a stage, a figure): their keys are looked up by
# composition, so they need not appear in the source word for word.
FAMILIES = frozenset(
    """question channel the_channel touchpoint stage step device verdict status count figure excluded rules table
    conversion model explored explain progress health problem purpose consent consent_default identifier
    privacy_kind privacy_count privacy_erasing portrait levels evidence set_aside merge decision
    built imported_count source_finding account_role move today outcome change moved day
    note_kind job job_kind job_state""".split()
)
_LENGTHS = frozenset(("days", "months"))
# Units whose texts are names from data, each with the family of that name.
NAMES = frozenset(("channel", "the_channel", "touchpoint", "step"))


@dataclass(frozen=True)
class Plural:
    """A sentence in the forms its language has, selected by the argument ``by``."""

    by: str
    forms: Mapping[str, str]


@dataclass(frozen=True)
class Catalogue:
    """One language: its CLDR locale, its own name, and dotted key to sentence."""

    language: str
    locale: str
    name: str
    entries: Mapping[str, str | Plural]

    @staticmethod
    def of(language: str) -> Catalogue:
        """Give the catalogue of a language, or raise ``unknown_language``."""
        if language not in languages():
            raise unknown("language", language, languages(), code="unknown_language")
        return _shipped(language)

    @staticmethod
    def parse(language: str, text: str) -> Catalogue:
        """Read a catalogue's TOML text."""
        document = tomllib.loads(text)
        about = document.pop("language")
        return Catalogue(language, about["locale"], about["name"], dict(_flat("", document)))

    def say(self, message: Message, currency: str = "") -> str:
        """Say a message; money in its arguments is in minor units of ``currency``.

        Arguments a language does not mention are left out.

        Raises:
            PercorsoError: ``unknown_message`` for a key or a placeholder that is not there; ``missing_currency``.
        """
        sentence = self._sentence(message)

        def fill(found: re.Match[str]) -> str:
            value, unit = self._argument(message, found[1])
            if found[2] is None:
                written = self.write(value, unit, currency)
                begins = unit == "the_channel" and not found.start()
                return written[:1].upper() + written[1:] if begins else written
            return self.interval(value, self._argument(message, found[2])[0], unit, currency)

        return PLACEHOLDER.sub(fill, sentence)

    def text(self, key: str, **named: Argument) -> str:
        """Say a message whose arguments are counts, where they are whole numbers, and texts."""
        told: dict[str, tuple[Argument, Unit]] = {
            name: (value, "count" if isinstance(value, int) else "text") for name, value in named.items()
        }
        return self.say(Message(key, told))

    def write(self, value: Argument, unit: Unit, currency: str = "") -> str:
        """Write one value by its unit; a tuple is listed as the language lists things, None is a dash."""
        if isinstance(value, Message):
            return self.say(value, currency)
        if isinstance(value, tuple):
            return numbers.joined([self.write(one, unit, currency) for one in value], self.locale)
        if value is None:
            return "–"
        if isinstance(value, str):
            return self.named(unit, value) if unit in NAMES else value
        if unit in _LENGTHS:
            amount, key = numbers.duration(value) if unit == "days" else (value, unit)
            return self._count(key, amount)
        return numbers.number(value, unit, self.locale, currency)

    def interval(self, low: Argument, high: Argument, unit: Unit, currency: str = "") -> str:
        """Write an interval: ``7.2–9.0``; days keep their unit, months leave it to the value beside them.

        Empty when an end is not a number.
        """
        if not isinstance(low, int | float) or not isinstance(high, int | float):
            return ""
        if unit != "days":
            return numbers.interval(low, high, "count" if unit == "months" else unit, self.locale, currency)
        first, last = numbers.duration(low), numbers.duration(high)
        if first[1] == last[1]:
            span = numbers.interval(float(first[0]), float(last[0]), "count", self.locale)
            return self._count(last[1], last[0], span)
        return numbers.spanned(self._count(first[1], first[0]), self._count(last[1], last[0]))

    def named(self, family: str, word: str) -> str:
        """Translate a word of an open family, such as a channel's name; one no catalogue knows stays as it is."""
        key = f"{family}.{word}"
        return self.text(key) if key in self.entries else word

    def _count(self, key: str, amount: numbers.Number, written: str = "") -> str:
        shown = written or numbers.number(amount, "count", self.locale)
        plural = self.entries[f"count.{key}"]
        sentence = plural.forms[self._form(plural, amount)] if isinstance(plural, Plural) else plural
        return sentence.replace("{n}", shown)

    def _sentence(self, message: Message) -> str:
        found = self.entries.get(message.key)
        if found is None:
            raise unknown(
                f"message in the catalogue '{self.language}'", message.key, self.entries, code="unknown_message"
            )
        if isinstance(found, str):
            return found
        return found.forms[self._form(found, self._argument(message, found.by)[0])]

    def _form(self, plural: Plural, amount: object) -> str:
        """Choose the plural form by the number as it will be written; every catalogue has ``other``."""
        if not isinstance(amount, numbers.Number):
            return "other"
        form = str(Locale.parse(self.locale).plural_form(amount))
        return form if form in plural.forms else "other"

    def _argument(self, message: Message, name: str) -> tuple[Argument, Unit]:
        if name not in message.arguments:
            what = f"argument of '{message.key}'"
            raise unknown(what, name, message.arguments, code="unknown_message")
        return message.arguments[name]


def languages() -> tuple[str, ...]:
    """List the languages that have a catalogue, sorted."""
    folder = files("percorso.speak") / "catalogues"
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


@lru_cache
def _shipped(language: str) -> Catalogue:
    text = (files("percorso.speak") / "catalogues" / f"{language}.toml").read_text("utf-8")
    return Catalogue.parse(language, text)


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str | Plural]]:
    """Turn nested tables into dotted keys; a table with ``by`` is a plural sentence."""
    entries: list[tuple[str, str | Plural]] = []
    for word, value in table.items():
        key = f"{prefix}{word}"
        if isinstance(value, str):
            entries.append((key, value))
        elif "by" in value:
            entries.append((key, Plural(value["by"], {form: text for form, text in value.items() if form != "by"})))
        else:
            entries.extend(_flat(f"{key}.", value))
    return entries
