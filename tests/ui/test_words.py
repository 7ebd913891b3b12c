"""The page's own words: both languages say everything, with the same arguments, and nothing is left unused."""

from __future__ import annotations

import json
import re
from pathlib import Path

UI = Path(__file__).parents[2] / "ui/src"


def words(language: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((UI / f"words/{language}.json").read_text())
    return read


def arguments(sentence: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", sentence))


def test_english_and_italian_have_the_same_words_in_the_same_order() -> None:
    assert list(words("en")) == list(words("it"))


def test_a_sentence_takes_the_same_arguments_in_both_languages() -> None:
    english, italian = words("en"), words("it")
    assert [key for key in english if arguments(english[key]) != arguments(italian[key])] == []


def test_no_word_is_left_untranslated_or_unused() -> None:
    source = "".join(path.read_text() for path in UI.rglob("*.ts*"))
    # Keys are literal, or a literal group with a member from the data: say(`stage.${…}`), word("stage", …).
    groups = set(re.findall(r"`([a-z]+)\.\$\{", source)) | set(re.findall(r'word\("([a-z]+)"', source))
    unused = [key for key in words("en") if f'"{key}"' not in source and key.split(".")[0] not in groups]
    assert unused == []
    same = {key for key, text in words("en").items() if text == words("it")[key]}
    assert same == {"language.en", "language.it", "kind.email"}
