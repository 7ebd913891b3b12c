"""The report in a real browser: on a phone, on paper, and for those who see little contrast."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from percorso.speak.report import report

Sample = Callable[[str], dict[str, Any]]
AXE = Path(__file__).parents[2] / "ui/node_modules/axe-core/axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
# What A4 leaves between the margins of the style sheet, in CSS pixels.
PAPER = {"width": 688, "height": 1000}
PHONE = {"width": 390, "height": 844}
WIDE = ["Campagna", "Canale", "Costo", "Ordini, primo contatto", "Ordini, ultimo contatto", "Ordini, lineare"]
WIDE += ["Ricavo attribuito", "Ritorno", "Intervallo 95%", "Giudizio", "Perché"]
WIDE_ROW = ["Estate 2026", "Social a pagamento", "8.610 €", "99", "51", "73", "8.668 €", "1,0", "0,8–1,2", "cambiare"]
WIDE_ROW += ["sotto il pareggio con alcuni modelli, incerto con altri"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Browser, sample: Sample, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open the Italian report, its campaign table as wide as a real one's, in a window of a size."""
    document = sample("it")
    kinds = ["text", "text", *["number"] * 6, "interval", "text", "text"]
    document["answers"][4]["display"] = {
        "columns": [{"label": label, "kind": kind} for label, kind in zip(WIDE, kinds, strict=True)],
        "rows": [WIDE_ROW],
        "notes": [],
    }
    mark = document["answers"][1]["chart"]["marks"][0]
    mark |= {"label": "Consapevolezza → Considerazione e poi decisione", "behind": "n = 2.243"}
    path = tmp_path / "report.html"
    path.write_text(report(document, "it"), encoding="utf-8")
    contexts = []

    def open_at(size: dict[str, int], scheme: str = "light") -> Page:
        context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken(opened: Callable[..., Page], scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/test installs it)")
    page = opened(PHONE, scheme)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
    assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]} == {}


def test_on_a_phone_names_and_values_stand_side_by_side_and_whole(opened: Callable[..., Page]) -> None:
    page = opened(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert "Consapevolezza → Considerazione e poi decisione n = 2.243" in page.locator(".mark .name").all_inner_texts()
    for mark in page.locator(".mark").all():
        name, value = (mark.locator(part).bounding_box() for part in (".name", ".value"))
        assert name is not None
        assert value is not None
        assert name["x"] + name["width"] <= value["x"]


def test_on_paper_a_table_fits_and_its_reasons_keep_room_for_words(opened: Callable[..., Page]) -> None:
    page = opened(PAPER)
    page.emulate_media(media="print")
    widths = (
        "[...document.querySelectorAll('details:not(.figures) .scroll')].map(one => one.scrollWidth - one.clientWidth)"
    )
    assert set(page.evaluate(widths)) == {0}
    reason = page.locator("#question-5 td:last-child").first.bounding_box()
    assert reason is not None
    assert reason["width"] >= 90


def test_on_paper_a_question_is_never_parted_from_its_headline(opened: Callable[..., Page]) -> None:
    page = opened(PAPER)
    page.emulate_media(media="print")
    for told in page.locator(".told").all():
        assert told.locator("h2").count() == told.locator(".headline").count() == 1
        assert told.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
