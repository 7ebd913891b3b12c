"""Today, Sources & health, Settings and the API's description in a real browser, at a real server: whole errands."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace
from ui.test_page import AXE, CHROMIUM, FLAGS, PHONE, STATIC

PAGES = ("today", "sources", "settings", "reference")
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
PHONES = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"
COMPUTERS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
LANDED = "?utm_source=partner.example&utm_medium=link"
WORDS = Path(__file__).parents[2] / "ui" / "src" / "words"
LATE = "<img src=x onerror=alert(1)> שלום 🎈"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the page is not built (./scripts/test builds it)"),
]


def people() -> Iterator[dict[str, Any]]:
    """Every fifth phone orders and every second computer, after a cart."""
    for number in range(900):
        agent = PHONES if number % 2 == 0 else COMPUTERS
        at = (START + timedelta(minutes=number * 97)).isoformat()
        landed, inside = (
            {"userAgent": agent, "page": {"url": f"https://shop.example/{path}"}} for path in (LANDED, "p")
        )
        who = {"userId": f"u{number}", "anonymousId": f"v{number}", "timestamp": at}
        yield {"type": "page", **who, "context": landed}
        added = {"type": "track", "event": "Product Added", **who, "context": inside}
        yield {**added, "properties": {"product_id": "1"}}
        if number % 10 == 0 or number % 4 == 1:
            yield {**added, "event": "Order Completed"} | {
                "properties": {"order_id": f"{number}", "total": 50, "currency": "EUR"}
            }
    yield {"type": "page", "userId": "last", "timestamp": (START + timedelta(days=89)).isoformat()}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shop-pages")
    shop = Workspace.create(folder / "shop", Shop(name=LATE, domains=("shop.example",)), Storage(buckets=1))
    (folder / "calls.jsonl").write_text("".join(json.dumps(one) + "\n" for one in people()) + "no json\n")
    import_files(shop, "segment", [folder / "calls.jsonl"])
    build(shop)
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


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that asks nobody else for anything, and in which nothing fails."""
    context = browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("request", lambda sent: None if sent.url.startswith(address) else wrong.append(sent.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("dialog", lambda shown: wrong.append(shown.message))
    opened.set_default_timeout(60_000)
    yield opened
    context.close()
    assert wrong == []


def test_the_first_page_says_what_is_worth_doing_faults_first_and_a_move_can_be_decided_and_taken_back(
    page: Page,
) -> None:
    page.goto("/")
    page.get_by_test_id("page-today").wait_for()
    page.get_by_test_id("move-gap").wait_for()
    assert page.locator("h1").inner_text().startswith("One move is worth making; it brings at least €")
    first = page.locator("article.move").first
    assert first.locator("h2").inner_text() == "1 row waits in quarantine"
    assert "makes the rest wrong" in first.inner_text()
    gap = page.get_by_test_id("move-gap")
    assert gap.locator("h2").inner_text() == "Many visits on mobile do not get past the cart"
    gap.get_by_role("button", name="Accept").click()
    gap.get_by_label("Who does it").fill("Marta")
    page.keyboard.press("Enter")
    underway = page.get_by_test_id("underway")
    underway.wait_for()
    assert "Marta" in underway.inner_text()
    assert page.get_by_test_id("move-gap").count() == 0
    page.get_by_test_id("told").get_by_role("button", name="Undo").click()
    page.get_by_test_id("move-gap").wait_for()
    assert page.get_by_test_id("underway").count() == 0
    page.get_by_test_id("move-fault").get_by_role("link").click()
    page.get_by_test_id("page-sources").wait_for()


def test_a_source_is_connected_and_its_first_event_is_seen_to_come(page: Page, address: str) -> None:
    page.goto("/sources")
    page.get_by_role("button", name="Connect a source").click()
    page.get_by_test_id("new-source").get_by_label("Name").fill("web")
    page.keyboard.press("Enter")
    snippet = page.get_by_test_id("snippet")
    snippet.wait_for()
    pasted = snippet.locator("code").inner_text()
    assert f"{address}cdn" in pasted
    key = pasted.split('/cdn", "')[1].split('"')[0]
    assert page.get_by_test_id("first-event").inner_text() == "Waiting for the first event…"
    # Within the days of the others: what is asked about the last 90 days counts back from the newest event.
    at = (START + timedelta(days=88)).isoformat()
    sent = {"userId": "new", "event": LATE, "messageId": "first", "timestamp": at}
    assert httpx.post(f"{address}v1/track", json=sent, auth=(key, "")).status_code == 200
    page.get_by_text("First event received").wait_for()
    assert page.get_by_test_id("first-event").inner_text() == f"First event received: {LATE}"


def test_what_could_not_be_taken_is_shown_with_its_reason_and_tried_again(page: Page) -> None:
    page.goto("/sources")
    card = page.get_by_test_id("quarantine")
    card.locator("tbody tr").first.wait_for()
    assert card.locator("tbody tr").count() == 1
    assert "no json" in card.inner_text()
    card.get_by_role("button", name="Try again").click()
    page.get_by_text("0 passed, 1 stay.").wait_for()


def test_a_channel_rule_is_tried_previewed_applied_and_history_follows(page: Page) -> None:
    page.goto("/settings")
    visit = f"https://shop.example/{LANDED}"
    tester = page.get_by_test_id("tester")
    tester.get_by_label("Address of the page").fill(visit)
    page.keyboard.press("Enter")
    page.get_by_test_id("tried").locator("b").wait_for()
    assert page.get_by_test_id("tried").locator("b").inner_text() != "Partner"
    draft = page.get_by_test_id("draft")
    draft.locator("summary").click()
    rule = '[[rule]]\nchannel = "Partner"\nsource_is = "partner.example"\n'
    draft.get_by_role("textbox").fill(f'name = "own"\nversion = "1"\nbased_on = "percorso"\n{rule}')
    tester.get_by_role("button", name="Try").click()
    page.get_by_test_id("tried").get_by_text("Partner", exact=True).wait_for()
    draft.get_by_role("button", name="Preview").click()
    effect = page.get_by_test_id("effect")
    effect.wait_for()
    assert "900 of" in effect.inner_text()
    assert "Partner" in effect.inner_text()
    draft.get_by_role("button", name="Apply").click()
    page.get_by_text("history is being traced again").wait_for()
    # The keeper beside the server builds by the new rules, and says so.
    page.get_by_text("All figures follow these settings.").wait_for(timeout=240_000)
    page.goto("/people/u1")
    page.get_by_test_id("timeline").wait_for()
    assert "Partner" in page.get_by_test_id("timeline").inner_text()


def test_the_shop_is_changed_and_what_cannot_be_says_why(page: Page) -> None:
    page.goto("/settings")
    shop = page.get_by_test_id("shop")
    shop.get_by_label("Margin, percent").fill("45")
    shop.get_by_role("button", name="Save").click()
    page.get_by_text("history is being traced again").wait_for()
    assert shop.get_by_label("Margin, percent").input_value() == "45"
    shop.get_by_label("Time zone").fill("Europe/Roma")
    shop.get_by_role("button", name="Save").click()
    page.get_by_test_id("refused").wait_for()
    assert "Europe/Roma" in page.get_by_test_id("refused").inner_text()


def test_the_api_is_described_by_itself(page: Page) -> None:
    page.goto("/reference")
    page.get_by_test_id("route").first.wait_for()
    page.get_by_text("/api/v1/moves/{move}", exact=True).click()
    told = page.get_by_test_id("route").filter(has=page.get_by_text("/api/v1/moves/{move}", exact=True)).inner_text()
    assert "application/problem+json · Problem" in told
    assert page.locator("#schema-Decided").count() == 1


def test_a_phones_menu_opens_and_closes_and_no_page_scrolls_sideways(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for name in PAGES:
        page.goto(f"/{name}")
        page.locator("h1").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    menu = page.get_by_test_id("menu")
    assert not page.get_by_test_id("nav").is_visible()
    menu.click()
    page.keyboard.press("Escape")
    assert not page.get_by_test_id("nav").is_visible()
    menu.click()
    page.get_by_test_id("nav").get_by_role("link", name="Answers").click()
    page.get_by_test_id("page-answers").wait_for()
    assert not page.get_by_test_id("nav").is_visible()


def test_italian_is_complete_on_every_page(page: Page) -> None:
    page.goto("/today")
    page.get_by_role("button", name="Italiano").click()
    page.get_by_text("Prima una prova").first.wait_for()
    english, italian = (json.loads((WORDS / f"{name}.json").read_text()) for name in ("en", "it"))
    # Whole sentences that are the same in no other language, and stand by themselves.
    told = {text for key, text in english.items() if " " in text and "{" not in text and text != italian[key]}
    for name, said in (("sources", "Collega una fonte"), ("settings", "Il negozio"), ("reference", "Oggetti")):
        page.goto(f"/{name}")
        page.get_by_text(said).first.wait_for()
        assert page.locator("html").get_attribute("lang") == "it"
        shown = set(page.locator("body").inner_text().splitlines())
        assert shown & told == set(), name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken(page: Page, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/test installs it)")
    page.goto("/people")
    page.evaluate("scheme => localStorage.setItem('percorso.theme', scheme)", scheme)
    for name in PAGES:
        page.goto(f"/{name}")
        page.locator("h1").wait_for()
        for summary in page.locator("summary").all()[:4]:
            summary.click()
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
        broken = {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]}
        assert broken == {}, name


def test_every_page_asks_for_little_before_it_shows(address: str) -> None:
    index = httpx.get(address).text
    script = next(part for part in index.split('"') if part.endswith(".js"))
    packed = subprocess.run(
        ["gzip", "-c"], input=Path(STATIC / script.lstrip("/")).read_bytes(), capture_output=True, check=True
    )
    assert len(packed.stdout) < 250_000
