"""The page's own words: both languages say everything, with the same arguments, and nothing is left unused."""

from __future__ import annotations

import json
import re
from pathlib import Path

from babel import Locale

UI = Path(__file__).parents[2] / "ui/src"
Word = str | dict[str, str]


def words(language: str) -> dict[str, Word]:
    read: dict[str, Word] = json.loads((UI / f"words/{language}.json").read_text())
    return read


def forms(word: Word) -> dict[str, str]:
    return {"other": word} if isinstance(word, str) else word


def arguments(word: Word) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", forms(word)["other"]))


def test_no_word_is_said_twice() -> None:
    for language in ("en", "it"):
        lines = (UI / f"words/{language}.json").read_text().splitlines()
        written = [line.split('": ')[0] for line in lines if line.startswith('  "')]
        assert [key for key in set(written) if written.count(key) > 1] == []


def test_english_and_italian_have_the_same_words_in_the_same_order() -> None:
    assert list(words("en")) == list(words("it"))


def test_a_sentence_takes_the_same_arguments_in_both_languages() -> None:
    english, italian = words("en"), words("it")
    assert [key for key in english if arguments(english[key]) != arguments(italian[key])] == []


def test_a_sentence_that_counts_has_every_form_its_language_needs() -> None:
    for language in ("en", "it"):
        known = set(Locale.parse(language).plural_form.rules) | {"other"}
        for key, word in words(language).items():
            if isinstance(word, dict):
                assert {"one", "other"} <= set(word) <= known, key
                assert "n" in arguments(word), key
        # A bare number beside a plural noun would be wrong for one.
        assert [key for key, word in words(language).items() if re.match(r"(Su |Of )?\{n\} \w", str(word))] == []


def test_no_word_is_left_untranslated_or_unused() -> None:
    source = "".join(path.read_text() for path in UI.rglob("*.ts*"))
    # Keys are literal, or a literal group with a member from the data: say(`stage.${…}`), word("stage", …).
    groups = set(re.findall(r"`([a-z]+)\.\$\{", source)) | set(re.findall(r'word\("([a-z]+)"', source))
    unused = [key for key in words("en") if f'"{key}"' not in source and key.split(".")[0] not in groups]
    assert unused == []
    same = {key for key, text in words("en").items() if text == words("it")[key]}
    # What Italian shops call so, too.
    loans = {"login.password", "quarantine.file", "settings.api", "nav.reference"}
    assert same == {"language.en", "language.it", "kind.email"} | loans
