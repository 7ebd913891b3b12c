"""Logging in and out in a real browser, at a real server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts
from percorso.store.workspace import Workspace
from ui.test_page import AXE, CHROMIUM, FLAGS, PHONE, STATIC

EMAIL, WORDS = "anna@shop.example", "correct horse"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the page is not built (./scripts/test builds it)"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    shop = Workspace.create(tmp_path_factory.mktemp("login") / "shop", Shop(), Storage(buckets=2))
    accounts.create(shop, EMAIL, "viewer", WORDS)
    command = [sys.executable, "-m", "percorso", "web", "--port", "0", "--workspace", str(shop.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1]
        finally:
            server.kill()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    """A page that asks nobody else for anything."""
    strangers: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_context(base_url=address, locale="en-GB").new_page()
        opened.on("request", lambda sent: None if sent.url.startswith(address) else strangers.append(sent.url))
        opened.on("pageerror", lambda error: strangers.append(str(error)))
        yield opened
        browser.close()
    assert strangers == []


def test_whoever_logs_in_is_let_in_where_they_wanted_to_go_and_whoever_logs_out_is_out(
    page: Page, address: str
) -> None:
    page.goto("/people?next=https://evil.example")
    page.get_by_test_id("page-login").wait_for()
    assert page.get_by_test_id("page-people").count() == 0
    assert page.title() == "Log in to Percorso · Percorso"
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_test_id("refused").wait_for()
    assert page.get_by_test_id("refused").inner_text() == "That e-mail address and password let nobody in."
    assert page.get_by_label("Password").input_value() == ""
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="One person's whole way").wait_for()
    assert page.url == f"{address}people?next=https://evil.example"
    assert page.evaluate("document.cookie") == ""
    page.reload()
    page.get_by_test_id("page-people").wait_for()
    page.get_by_test_id("log-out").click()
    page.get_by_test_id("login").wait_for()
    page.goto("/answers")
    page.get_by_test_id("login").wait_for()
    page.get_by_role("button", name="Italiano").click()
    page.get_by_role("heading", name="Accesso a Percorso").wait_for()


def test_whoever_is_logged_in_changes_their_password_and_leaves_everywhere(page: Page) -> None:
    other = "battery staple"
    page.goto("/settings")
    page.get_by_role("button", name="English").click()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")
    own = page.get_by_test_id("own-account")
    own.get_by_text(f"You are logged in as {EMAIL}.").wait_for()
    for current, new in (("wrong", other), (WORDS, other), (other, WORDS)):
        own.get_by_label("Current password").fill(current)
        own.get_by_label("New password").fill(new)
        own.get_by_role("button", name="Change the password").click()
        if current == "wrong":
            own.get_by_test_id("refused").wait_for()
        else:
            expect(own.get_by_label("Current password")).to_have_value("")
            own.get_by_test_id("password-changed").wait_for()
    # The proof that goes with changes is the new session's.
    own.get_by_role("button", name="Log out everywhere").click()
    page.get_by_test_id("login").wait_for()
    page.reload()
    page.get_by_test_id("login").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_breaks_no_accessibility_rule_and_fits_a_phone(page: Page, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/test installs it)")
    page.goto("/login")
    page.evaluate("scheme => localStorage.setItem('percorso.theme', scheme)", scheme)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.reload()
    page.get_by_test_id("login").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # The policy lets no other script in, so the checker comes by the debugger's way.
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
    assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]} == {}
