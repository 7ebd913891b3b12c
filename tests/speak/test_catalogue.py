"""The catalogues hold together: same keys, same placeholders, nothing said and missing, nothing kept and unsaid.

The rule for the source: in a module that imports core.answer or speak.catalogue, a literal text that begins with a
catalogue section and a dot is a key and must exist; an f-string that begins so must match at least one key. A key is in
use when a literal is it, an f-string matches it, the report's template says it, or its section is one of the FAMILIES,
whose last word comes from data.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

import percorso
from percorso.core.answer import Message
from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import STAGES
from percorso.speak.catalogue import FAMILIES, PLACEHOLDER, Catalogue, Plural, languages

KEY = re.compile(r"[a-z_]+(\.\w+)+")
SOURCE = Path(percorso.__file__).parent
TEXT = """
[language]
name = "Test"
locale = "en_GB"
[a]
plain = "Nothing to fill"
rate = "{what} at {rate} ({low..high})"
days = "in {low..high}"
list = "{names}"
money = "{worth} from {orders}"
[count]
orders = { by = "n", one = "{n} order", other = "{n} orders" }
hours = { by = "n", one = "{n} hour", other = "{n} hours" }
days = { by = "n", one = "{n} day", other = "{n} days" }
[channel]
Email = "E-mail"
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.parse("xx", TEXT)


def test_a_message_is_said_with_its_arguments_written_by_unit(catalogue: Catalogue) -> None:
    arguments = {"what": ("Email", "channel"), "rate": (0.081, "rate"), "low": (0.072, "rate"), "high": (0.09, "rate")}
    assert catalogue.say(Message("a.rate", arguments)) == "E-mail at 8.1% (7.2–9.0)"  # type: ignore[arg-type]


def test_a_message_inside_a_message_takes_its_plural_and_the_currency(catalogue: Catalogue) -> None:
    for count, written in ((1, "€12 from 1 order"), (31, "€12 from 31 orders")):
        orders = Message("count.orders", {"n": (count, "count")})
        assert (
            catalogue.say(Message("a.money", {"worth": (1200, "money"), "orders": (orders, "text")}), "EUR") == written
        )


def test_several_values_are_listed_as_the_language_does(catalogue: Catalogue) -> None:
    names = ("Email", "Display", Message("a.plain"))
    assert catalogue.say(Message("a.list", {"names": (names, "channel")})) == "E-mail, Display and Nothing to fill"


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (2, 5, "in 2–5 days"),
        (0.125, 0.25, "in 3–6 hours"),
        (0.5, 3, "in 12 hours – 3 days"),
        (0.5, 0.5, "in 12–12 hours"),
    ],
)
def test_an_interval_of_durations_keeps_its_units(catalogue: Catalogue, low: float, high: float, written: str) -> None:
    assert catalogue.say(Message("a.days", {"low": (low, "days"), "high": (high, "days")})) == written


def test_braces_in_data_are_left_alone(catalogue: Catalogue) -> None:
    assert catalogue.say(Message("a.list", {"names": ("{names}", "text")})) == "{names}"


@pytest.mark.parametrize(("months", "written"), [(1, "1 mese (1–3)"), (4, "4 mesi (1–3)")])
def test_months_are_said_in_words_and_their_interval_in_numbers(months: int, written: str) -> None:
    italian = Catalogue.of("it")
    assert f"{italian.write(months, 'months')} ({italian.interval(1, 3, 'months')})" == written


def test_what_is_not_known_is_a_dash(catalogue: Catalogue) -> None:
    assert catalogue.write(None, "money") == "–"
    assert catalogue.interval(None, 3, "count") == ""


@pytest.mark.parametrize("message", [Message("a.nothing"), Message("a.list"), Message("count.orders")])
def test_an_unknown_key_or_argument_is_an_error(catalogue: Catalogue, message: Message) -> None:
    with pytest.raises(PercorsoError) as raised:
        catalogue.say(message)
    assert raised.value.code == "unknown_message"


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(PercorsoError, match="en, it") as raised:
        Catalogue.of("de")
    assert raised.value.code == "unknown_language"


def test_channels_are_named_in_italian_and_others_left_as_they_are() -> None:
    italian = Catalogue.of("it")
    assert italian.named("channel", "Organic Search") == "Ricerca organica"
    assert italian.named("channel", "Direct") == "Diretto"
    assert italian.named("channel", "Email") == "E-mail"
    assert italian.named("channel", "Volantino di quartiere") == "Volantino di quartiere"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Too early to say: 31 orders, we need about 200; until then, the counts are below."),
        ("it", "È presto per dirlo: 31 ordini, ne servono circa 200; intanto ecco i conteggi."),
    ],
)
def test_too_few_orders_are_told_in_plain_words(language: str, sentence: str) -> None:
    message = Message("status.too_early", {"orders": (31, "count"), "needed": (200, "count")})
    assert Catalogue.of(language).say(message) == sentence


@pytest.mark.parametrize("language", languages())
def test_questions_stages_and_verdicts_are_named(language: str) -> None:
    entries = Catalogue.of(language).entries
    words = [f"question.{n}" for n in range(1, 7)] + [f"stage.{stage}" for stage in STAGES]
    assert set(words) | {f"verdict.{verdict}" for verdict in ("keep", "change", "stop", "test")} <= set(entries)


@pytest.mark.parametrize("language", languages())
def test_every_catalogue_has_the_same_keys_and_placeholders(language: str) -> None:
    own, english = (Catalogue.of(name).entries for name in (language, "en"))
    assert set(own) == set(english)
    assert {key: _placeholders(own[key]) for key in own} == {key: _placeholders(english[key]) for key in english}


@pytest.mark.parametrize("language", languages())
def test_a_plural_covers_its_fallback_and_no_form_asks_for_more(language: str) -> None:
    for key, entry in Catalogue.of(language).entries.items():
        if isinstance(entry, Plural):
            assert "other" in entry.forms, key
            assert all(_names(form) <= _names(entry.forms["other"]) for form in entry.forms.values()), key


@pytest.mark.parametrize("language", languages())
def test_every_key_the_source_says_is_in_the_catalogue(language: str) -> None:
    entries = Catalogue.of(language).entries
    assert not {f"{where}: {key}" for where, key in _literal_keys() if key not in entries}


def test_every_key_put_together_from_parts_matches_one() -> None:
    keys = Catalogue.of("en").entries
    assert not {
        f"{where}: {pattern}"
        for where, pattern in _composed_keys()
        if not any(re.fullmatch(pattern, key) for key in keys)
    }


def test_every_key_of_the_catalogue_is_said_somewhere() -> None:
    literals = {key for _, key in _literal_keys()}
    patterns = {pattern for _, pattern in _composed_keys()}
    own = {key for key in Catalogue.of("en").entries if key.split(".")[0] not in FAMILIES}
    assert not {key for key in own - literals if not any(re.fullmatch(pattern, key) for pattern in patterns)}


def test_the_scan_finds_what_it_is_there_to_find() -> None:
    tree = ast.parse(
        'Message("a.b" if x else "a.c"); Message("gone.d"); Figure("e", 1); f(f"a.{x}.z"); g("report.css")'
    )
    assert sorted(_literals_of(tree, {"a", "report"})) == ["a.b", "a.c", "figure.e", "gone.d"]
    assert list(_patterns_of(tree, {"a"})) == [r"a\.[^.]+\.z"]


def test_a_sample_sentence_is_said_in_both_languages(sample_catalogue: Callable[[str], Catalogue]) -> None:
    message = Message("sample.spend_headline", {"wasted": (114000, "money")})
    assert sample_catalogue("en").say(message, "EUR").startswith("Three campaigns spent €1,140 without one order")
    assert (
        sample_catalogue("it").say(message, "EUR").startswith("Tre campagne hanno speso 1.140\u00a0€ senza un ordine")
    )


def _names(sentence: str) -> frozenset[str]:
    return frozenset(name for pair in PLACEHOLDER.findall(sentence) for name in pair if name)


def _placeholders(entry: str | Plural) -> tuple[str, frozenset[str]]:
    if isinstance(entry, str):
        return "", _names(entry)
    return entry.by, _names(entry.forms["other"])


@lru_cache
def _speaking() -> dict[str, ast.Module]:
    """Parse every module that makes messages or says them."""
    found = {path: path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    named = ("percorso.core.answer", "percorso.speak.catalogue", "percorso.analyze.answers")
    return {
        str(path.relative_to(SOURCE)): ast.parse(text)
        for path, text in found.items()
        if any(name in text for name in named)
    }


@lru_cache
def _sections() -> set[str]:
    return {key.split(".")[0] for key in Catalogue.of("en").entries}


def _literal_keys() -> list[tuple[str, str]]:
    found = [(where, key) for where, tree in _speaking().items() for key in _literals_of(tree, _sections())]
    template = (SOURCE / "speak" / "report.html.jinja").read_text("utf-8")
    return found + [("report.html.jinja", key) for key in re.findall(r'words\("([^"]+)"\)', template)]


def _composed_keys() -> list[tuple[str, str]]:
    return [(where, one) for where, tree in _speaking().items() for one in _patterns_of(tree, _sections())]


def _literals_of(tree: ast.AST, sections: set[str]) -> Iterator[str]:
    files = (".css", ".jinja", ".toml", ".json", ".html")
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) not in parts and isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if KEY.fullmatch(text) and text.split(".")[0] in sections and not text.endswith(files):
                yield text
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                if node.func.id == "Figure":
                    yield f"figure.{first.value}"
                if node.func.id in {"Message", "Column"} and first.value.split(".")[0] not in sections:
                    yield first.value


def _patterns_of(tree: ast.AST, sections: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else None for part in node.values]
            head = parts[0] or ""
            if "." in head and head.split(".")[0] in sections and " " not in head:
                yield "".join("[^.]+" if part is None else re.escape(part) for part in parts)


def test_italian_puts_no_percentage_where_its_article_would_change_with_the_number() -> None:
    """``il 10%`` but ``l’8%``: a rate stands alone, after a colon, or in brackets, never after a preposition."""
    stumbling = re.compile(r"\b(se|di|da|a|con|il|lo|al|del|dal|su|per|che|solo) \{(rate|share|won|repeat)\}")
    said = Catalogue.of("it").entries.items()
    texts = [(key, text) for key, one in said for text in ([one] if isinstance(one, str) else one.forms.values())]
    assert [key for key, text in texts if stumbling.search(text)] == []


@pytest.mark.parametrize("key", ["answer.2.step", "answer.2.whole", "answer.2.chart", "answer.5.stop", "answer.3.same"])
def test_italian_says_neither_only_of_a_large_share_nor_a_pronoun_of_nothing(key: str) -> None:
    text = str(Catalogue.of("it").entries[key])
    assert not re.search(r"solo una parte|che ne rende|di tutto \(", text)
