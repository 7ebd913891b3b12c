from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from percorso.speak.catalogue import languages
from percorso.speak.report import report

Sample = Callable[[str], dict[str, Any]]
ROOT = Path(__file__).parents[2]
VOID = {"meta", "link", "br", "img"}


class _Page(HTMLParser):
    """Collects a page's words, its attributes and whether its tags close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)


@pytest.mark.parametrize("language", languages())
def test_every_headline_title_and_total_is_on_the_page(sample: Sample, language: str) -> None:
    document = sample(language)
    page = _Page(report(document, language))
    assert not page.open
    assert "Bottega Aurora" in page.text
    for answer in document["answers"]:
        for told in (answer["title"], answer["headline"], answer["method"], *answer["missing"]):
            assert " ".join(told.split()) in page.text
        for row in answer["display"]["rows"]:
            for cell in row:
                assert " ".join(cell.split()) in page.text


def test_the_totals_come_first(sample: Sample) -> None:
    page = _Page(report(sample("en"), "en"))
    first = page.text.index("15,390 people known, 1,012 of them buyers")
    assert first < page.text.index("How does marketing bring customers?")
    assert "Data from 1 October – 31 October 2026, as of 1 November 2026, 07:40 UTC" in page.text


def test_an_italian_page_says_so_and_holds_no_english_word_of_ours(sample: Sample) -> None:
    text = report(sample("it"), "it")
    page = _Page(text)
    assert '<html lang="it">' in text
    for english in ("How is this computed", "The table", "Cannot tell", "Sources", "Robots", "What would"):
        assert english not in page.text
    for italian in ("Come si calcola?", "La tabella", "Non si può dire", "Fonti", "Robot", "Che cosa direbbe di più"):
        assert italian in page.text


def test_the_page_asks_nothing_of_any_other_machine(sample: Sample) -> None:
    text = report(sample("en"), "en")
    page = _Page(text)
    assert "<script" not in text
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", text)
    fetching = [(tag, value) for tag, name, value in page.attributes if name in {"src", "href", "data", "srcset"}]
    assert fetching == [("link", "data:,")]
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:") in page.attributes


def test_names_from_data_are_escaped_everywhere(sample: Sample) -> None:
    document = sample("en")
    evil = "<img src=x onerror=alert(1)>"
    answer = document["answers"][3]
    answer["headline"] = answer["method"] = evil
    answer["missing"] = [evil]
    answer["chart"]["title"] = answer["chart"]["marks"][0]["label"] = evil
    answer["display"]["rows"][0][0] = answer["figures"][0]["about"] = evil
    document["shop"]["name"] = evil
    document["coverage"]["sources"][0]["name"] = evil
    document["coverage"]["rules"] = {evil: evil}
    page = _Page(report(document, "en"))
    assert not [tag for tag, _, _ in page.attributes if tag == "img"]


def test_what_cannot_be_told_is_told_calmly(sample: Sample) -> None:
    text = report(sample("en"), "en")
    assert text.count('<span class="doubt">Cannot tell</span>') == 2
    assert "error" not in _Page(text).text.lower()


def test_each_chart_is_spoken_and_no_name_on_the_page_is_used_twice(sample: Sample) -> None:
    document = sample("en")
    page = _Page(report(document, "en"))
    names = [value for _, name, value in page.attributes if name == "id"]
    assert len(names) == len(set(names))
    spoken = [value for tag, name, value in page.attributes if (tag, name) == ("div", "aria-label")]
    assert [text.split(". ")[0] for text in spoken] == [
        answer["chart"]["title"].split(". ")[0] for answer in document["answers"] if answer["chart"]
    ]


def test_coverage_counts_sources_exclusions_and_quarantine(sample: Sample) -> None:
    page = _Page(report(sample("en"), "en"))
    for told in ("shopify 1,038 31 October 2026", "Robots 4,210", "Test orders 3", "Channels: GA4 2026-05-13"):
        assert told in page.text
    assert "7 rows wait in quarantine with their reasons" in page.text


def test_a_shop_without_data_gets_a_page_that_says_what_to_do() -> None:
    document = {
        "shop": {"name": "Nuova", "currency": "EUR"},
        "period": {"from": None, "to": None},
        "as_of": None,
        "answers": [],
        "totals": [],
        "coverage": {},
    }
    page = _Page(report(document, "it"))
    assert "Ancora nessun dato" in page.text
    assert "Nulla è stato escluso." in page.text
    assert "Tutte le righe sono state lette." in page.text


def test_both_themes_come_from_the_tokens(sample: Sample) -> None:
    text = report(sample("en"), "en")
    assert ":root {\n  color-scheme: light;" in text
    assert re.search(r"@media screen and \(prefers-color-scheme: dark\) \{ :root \{\s+color-scheme: dark;", text)
    style = text[text.index("<style>") : text.index("</style>")]
    assert style.count("{") == style.count("}")


def test_the_report_uses_only_colours_that_the_tokens_define(sample: Sample) -> None:
    text = report(sample("en"), "en")
    defined = set(re.findall(r"(--[\w-]+):", text))
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= defined


def test_the_tokens_are_those_of_the_design() -> None:
    design = ROOT.parent / "shared" / "ui" / "tokens.css"
    if not design.exists():
        pytest.skip("the design's tokens.css is not beside this checkout")
    assert (ROOT / "src/percorso/speak/tokens.css").read_text("utf-8") == design.read_text("utf-8")
