"""Two shops behind one login, in a real browser at a real server: from one to the other and back, and out of both."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts
from percorso.store.workspace import Workspace
from ui.test_page import AXE, CHROMIUM, FLAGS, PHONE, STATIC

ANNA, BEA, WORDS = "anna@shop.example", "bea@shop.example", "correct horse"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the page is not built (./scripts/test builds it)"),
    pytest.mark.usefixtures("cheap_passwords"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shops")
    for name in ("milano", "oslo"):
        shop = Workspace.create(folder / name, Shop(name=f"Casa {name.title()}"), Storage(buckets=1))
        accounts.create(shop, ANNA if name == "milano" else BEA, "owner", WORDS)
        accounts.create(shop, "both@shop.example", "owner" if name == "oslo" else "viewer", WORDS)
        shop.state.close()
    command = [sys.executable, "-m", "percorso", "web", "--port", "0", "--shops", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1]
        finally:
            server.kill()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    strangers: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_context(base_url=address, locale="en-GB").new_page()
        opened.on("request", lambda sent: None if sent.url.startswith(address) else strangers.append(sent.url))
        opened.on("pageerror", lambda error: strangers.append(str(error)))
        yield opened
        browser.close()
    assert strangers == []


def log_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Log in").click()


def test_one_login_opens_both_shops_and_each_shows_its_own_page_and_rights(page: Page, address: str) -> None:
    page.goto("/settings")
    log_in(page, "both@shop.example")
    page.get_by_test_id("page-settings").wait_for()
    assert page.get_by_test_id("accounts").count() == 0
    page.get_by_test_id("shops").locator("summary").click()
    page.get_by_role("link", name="Casa Oslo").click()
    page.get_by_test_id("accounts").wait_for()
    assert page.url == f"{address}shops/oslo/settings"
    assert page.get_by_label("Shop’s name").input_value() == "Casa Oslo"
    page.get_by_test_id("nav").get_by_role("link", name="Sources & health").click()
    page.get_by_test_id("page-sources").wait_for()
    page.go_back()
    page.get_by_test_id("accounts").wait_for()
    page.reload()
    page.get_by_test_id("accounts").wait_for()
    page.get_by_test_id("log-out").click()
    page.get_by_test_id("login").wait_for()
    page.goto("/settings")
    page.get_by_test_id("login").wait_for()


def test_whoever_has_another_shop_alone_is_led_there_and_sees_no_switch(page: Page, address: str) -> None:
    page.goto("/today")
    log_in(page, BEA)
    page.wait_for_url(f"{address}shops/oslo/today")
    page.get_by_test_id("page-today").wait_for()
    assert page.get_by_test_id("shops").count() == 0
    page.get_by_test_id("log-out").click()
    page.get_by_test_id("login").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_switch_breaks_no_accessibility_rule_closes_by_escape_and_fits_a_phone(page: Page, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/test installs it)")
    page.goto("/settings")
    page.evaluate("scheme => localStorage.setItem('percorso.theme', scheme)", scheme)
    page.reload()
    page.locator("main").wait_for()
    if page.get_by_test_id("login").count() or not page.get_by_test_id("log-out").is_visible():
        log_in(page, "both@shop.example")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    summary = page.get_by_test_id("shops").locator("summary")
    summary.click()
    page.get_by_role("link", name="Casa Oslo").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
    assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]} == {}
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Casa Oslo").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
