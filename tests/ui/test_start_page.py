"""The first minute in a real browser, at a real server: from a new workspace to the first figure of a dropped file."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from percorso.core.settings import Shop, Storage
from percorso.store.workspace import Workspace
from ui.test_page import AXE, CHROMIUM, FLAGS, PHONE, STATIC

EXPORTS = Path(__file__).parents[1] / "data/exports"
# What is promised of the first useful figure once a file of orders is dropped.
PROMISED_SECONDS = 300
NAME = "<b>Aurora</b> שלום 🎈"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the page is not built (./scripts/test builds it)"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a workspace that nothing was ever done to."""
    shop = Workspace.create(tmp_path_factory.mktemp("start") / "shop", Shop(), Storage(buckets=1))
    shop.state.close()
    command = [sys.executable, "-m", "percorso", "serve", "--port", "0", "--workspace", str(shop.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()
            server.wait(60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One visit, which the tests go on with: it asks nobody else for anything, and nothing in it fails."""
    context = browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("request", lambda sent: None if sent.url.startswith(address) else wrong.append(sent.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("dialog", lambda shown: wrong.append(shown.message))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    opened.set_default_timeout(60_000)
    yield opened
    context.close()
    assert wrong == []


def faultless(page: Page) -> None:
    """Neither theme has anything that axe would mend, and on a phone nothing is wider than the page."""
    page.evaluate(AXE.read_text())
    for _ in ("light", "dark"):
        page.wait_for_timeout(200)  # colours pass over into one another
        assert [one["id"] for one in page.evaluate("axe.run()")["violations"]] == []
        page.get_by_test_id("theme").click()
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_page_without_data_leads_to_the_guided_start_and_the_bare_address_opens_on_it(page: Page) -> None:
    page.goto("/paths")
    page.get_by_test_id("empty").get_by_role("link", name="Start here").click()
    page.get_by_test_id("page-start").wait_for()
    page.goto("/sources")
    page.get_by_role("heading", level=1, name="Nothing has come in yet.").wait_for()
    assert page.get_by_test_id("findings").count() == 0
    page.goto("/")
    page.wait_for_url("**/start")
    page.get_by_test_id("first-account").wait_for()
    faultless(page)


def test_the_first_account_is_made_and_its_owner_is_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill("anna@bottega.example")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Make the owner").click()
    assert page.get_by_label("Password").evaluate("field => field.validity.tooShort")
    page.get_by_label("Password").fill("correct horse")
    page.keyboard.press("Enter")
    page.get_by_test_id("basics").wait_for()
    expect(page.get_by_test_id("log-out")).to_have_attribute("title", "anna@bottega.example")


def test_the_shop_is_told_in_a_few_questions_in_either_language(page: Page) -> None:
    faultless(page)
    page.get_by_role("button", name="Italiano").click()
    page.get_by_text("Un contatto con il negozio è").wait_for()
    page.get_by_role("button", name="English").click()
    page.get_by_label("Shop’s name").fill(NAME)
    page.get_by_label("Country").select_option(label="Italy")
    page.get_by_label("Margin, percent").fill("45")
    page.get_by_label("who came, alone").check()
    expect(page.get_by_label("Everyday shop")).to_be_checked()
    page.get_by_label("Considered purchases").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_test_id("drop").wait_for()
    expect(page.locator(".shop")).to_have_text(NAME)
    faultless(page)
    page.goto("/start?step=shop")
    expect(page.get_by_label("Margin, percent")).to_have_value("45")
    expect(page.get_by_label("who came, alone")).to_be_checked()
    expect(page.get_by_label("Considered purchases")).to_be_checked()


def test_a_site_is_connected_from_here_too(page: Page) -> None:
    page.goto("/start?step=data")
    page.get_by_role("button", name="Connect a source").click()
    page.get_by_test_id("new-source").get_by_label("Name").fill("web")
    page.keyboard.press("Enter")
    page.get_by_test_id("snippet").wait_for()
    expect(page.get_by_test_id("first-event")).to_have_text("Waiting for the first event…")


def test_what_cannot_be_read_says_so_and_another_file_may_be_dropped(page: Page) -> None:
    page.goto("/start?step=data")
    wrong: FilePayload = {
        "name": "ordini.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": b"PK\x03\x04 a workbook",
    }
    page.get_by_test_id("drop").locator("input").set_input_files(wrong)
    expect(page.get_by_test_id("refused")).to_contain_text("Save it as CSV")
    page.get_by_role("button", name="Another file").click()
    table: FilePayload = {
        "name": "till.csv",
        "mimeType": "text/csv",
        "buffer": b"moment,person,sum\n2026-03-01,u1,12\n",
    }
    page.get_by_test_id("drop").locator("input").set_input_files(table)
    page.get_by_text("It is not clear yet").wait_for()
    page.get_by_label("Customer number").select_option("person")
    page.get_by_label("Total", exact=True).select_option("sum")
    expect(page.get_by_test_id("first-rows")).to_contain_text("12.00")
    page.get_by_text("The one row can be taken.").wait_for()


def test_a_file_of_orders_becomes_the_first_figures_within_five_minutes(page: Page) -> None:
    page.goto("/start?step=data")
    began = time.monotonic()
    page.get_by_test_id("drop").locator("input").set_input_files(EXPORTS / "shopify_orders.csv")
    page.get_by_role("heading", name="Orders, as Shopify exports them").wait_for()
    page.get_by_text("All 5 rows that were looked at can be taken.").wait_for()
    page.get_by_text("How it is read").click()
    expect(page.get_by_test_id("preview").locator(".mapping")).to_contain_text("Created at")
    expect(page.get_by_test_id("first-rows").locator("tbody tr")).to_have_count(5)
    # Whoever presses twice imports once; a second import would find no file, and no figures would follow.
    page.get_by_role("button", name="Import it").dblclick()
    page.get_by_test_id("first-work").get_by_test_id("job-import").wait_for()
    page.wait_for_url("**/answers", timeout=PROMISED_SECONDS * 1000)
    page.get_by_test_id("answer-1").wait_for()
    jobs = page.request.get("/api/v1/jobs").json()["jobs"]
    assert sorted((job["kind"], job["state"]) for job in jobs) == [("build", "done"), ("import", "done")]
    assert time.monotonic() - began < PROMISED_SECONDS
    expect(page.locator("h1")).to_have_text(re.compile("^3 people known, 3 of them buyers: 3 orders worth €"))
    page.goto("/")
    page.get_by_test_id("page-today").wait_for()


def test_history_follows_a_setting_as_work_whose_progress_is_seen(page: Page) -> None:
    page.goto("/settings")
    page.get_by_test_id("shop").get_by_label("Margin, percent").fill("30")
    page.get_by_test_id("stage-models").get_by_label("Habitual purchases").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_test_id("work").get_by_test_id("job-build").wait_for()
    page.get_by_text("All figures follow these settings.").wait_for()


def test_a_report_is_written_and_saved(page: Page) -> None:
    page.goto("/answers")
    page.get_by_role("button", name="Write a report").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the report").click()
    assert "3 people known" in saved.value.path().read_text()
