"""The consent banner in a real browser: anybody can use it, and refusing is as easy as accepting."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sdks.asking import NONE, banner, page_of, press, told
from sdks.conftest import Running, Source
from sdks.shop_pages import shop

AXE = Path(__file__).parents[2] / "ui/node_modules/axe-core/axe.min.js"


def test_it_is_used_with_the_keyboard_alone(running: Running, source: Source, browser: Browser) -> None:
    focused = "document.querySelector('#percorso-consent').shadowRoot.activeElement"
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(served.address)
        banner(opened.page).wait_for()
        met = []
        for _ in range(5):
            opened.page.keyboard.press("Tab")
            met.append(opened.page.evaluate(f"{focused}.ariaLabel || {focused}.textContent"))
        assert met == ["Close without accepting", "Privacy notice", "Refuse all", "Accept all", "Choose"]
        assert opened.page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
        opened.page.keyboard.press("Enter")
        assert opened.page.evaluate(f"{focused}.id") == "analytics"
        opened.page.keyboard.press("Space")
        for _ in range(7):
            opened.page.keyboard.press("Tab")
        opened.page.keyboard.press("Enter")
        assert opened.page.evaluate("percorso.consent.choice()") == {**NONE, "analytics": True}
        assert len(told(opened, laid, 2)) == 2


@pytest.mark.parametrize("opened_up", [False, True])
def test_refusing_is_as_easy_as_accepting(running: Running, source: Source, browser: Browser, opened_up: bool) -> None:
    with shop(running.address, browser, page_of(source.key)) as (_, served, opened):
        opened.page.goto(served.address)
        if opened_up:
            press(opened.page, "Choose")
        looks = []
        for name in ("Refuse all", "Accept all"):
            button = banner(opened.page).get_by_role("button", name=name)
            box = button.bounding_box()
            assert box is not None
            style = button.evaluate(
                "one => (({color, backgroundColor, font}) => [color, backgroundColor, font])(getComputedStyle(one))"
            )
            looks.append((box["y"], box["width"], box["height"], style))
        assert looks[0] == looks[1]


@pytest.mark.parametrize(
    ("language", "given", "said"),
    [
        ("it-IT", {}, "Rifiuta tutto"),
        ("en", {}, "Refuse all"),
        ("de", {}, "Refuse all"),
        ("en", {"language": "it"}, "Rifiuta tutto"),
    ],
)
def test_it_speaks_the_language_of_the_page_or_the_one_it_is_told(
    running: Running, source: Source, browser: Browser, language: str, given: dict[str, str], said: str
) -> None:
    with shop(running.address, browser, page_of(source.key, language, **given)) as (_, served, opened):
        opened.page.goto(served.address)
        banner(opened.page).get_by_role("button", name=said).wait_for()
        spoken = "it" if said.startswith("Rifiuta") else "en"
        assert opened.page.locator("#percorso-consent").get_attribute("lang") == spoken


@pytest.mark.parametrize(("language", "choose"), [("en", "Choose"), ("it", "Scegli")])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_accessibility_rule_is_broken_and_no_part_is_out_of_sight(
    running: Running, source: Source, browser: Browser, language: str, choose: str, theme: str
) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/setup installs it)")
    with shop(running.address, browser, page_of(source.key, language, theme=theme)) as (_, served, opened):
        for width, height in ((1280, 900), (360, 640)):
            opened.page.set_viewport_size({"width": width, "height": height})
            opened.page.goto(served.address)
            banner(opened.page).wait_for()
            check_accessible(opened.page, width, height)
            press(opened.page, choose)
            check_accessible(opened.page, width, height)


def check_accessible(page: Page, width: int, height: int) -> None:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })")
    assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]} == {}
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = banner(page).bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height


def test_a_page_that_includes_it_twice_asks_once(running: Running, source: Source, browser: Browser) -> None:
    with shop(running.address, browser, page_of(source.key) * 2) as (laid, served, opened):
        opened.page.goto(served.address)
        banner(opened.page).wait_for()
        opened.page.wait_for_timeout(300)
        assert opened.page.locator("#percorso-consent").count() == 1
        press(opened.page, "Refuse all")
        assert len(told(opened, laid, 1)) == 1
