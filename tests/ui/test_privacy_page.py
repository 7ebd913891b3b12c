"""Privacy in Settings, and times by the shop's clock, in a real browser at a real server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, sync_playwright

from percorso.core.settings import Shop, Storage
from percorso.core.time import DAY
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.transactions import now
from percorso.store.webhooks import PrivacyRequest
from percorso.store.workspace import Workspace
from ui.test_page import AXE, CHROMIUM, FLAGS, PHONE, STATIC

WHO = "anna@mail.example"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the page is not built (./scripts/test builds it)"),
]


def calls() -> Iterator[dict[str, Any]]:
    consent = {"consent": {"categoryPreferences": {"analytics": True, "marketing": False}}}
    order = {"order_id": "A-1", "total": 10, "currency": "EUR"}
    for name in ("anna", "piero"):
        who = {"userId": name, "anonymousId": f"device-{name}", "timestamp": "2026-03-01T23:30:00Z"}
        yield {"type": "identify", **who, "traits": {"email": f"{name}@mail.example"}, "context": consent}
        yield {"type": "page", **who}
        yield {"type": "track", "event": "Order Completed", **who, "properties": order | {"order_id": f"{name}-1"}}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("privacy-page")
    shop = Workspace.create(folder / "shop", Shop(name="Aurora", time_zone="Asia/Tokyo"), Storage(buckets=1))
    (folder / "calls.jsonl").write_text("".join(json.dumps(one) + "\n" for one in calls()))
    import_files(shop, "segment", [folder / "calls.jsonl"])
    build(shop)
    shop.state.webhooks.ask(
        [
            PrivacyRequest("r-1", "customers/redact", "web", "shop", {"email": WHO}, now(), now() + 12 * DAY + 1),
            PrivacyRequest("r-2", "shop/redact", "web", "shop", {}, now() - 40 * DAY, now() - 3 * DAY),
        ]
    )
    shop.state.close()
    command = [sys.executable, "-m", "percorso", "web", "--port", "0", "--workspace", str(shop.folder)]
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
        context = browser.new_context(base_url=address, locale="en-GB", timezone_id="America/New_York")
        opened = context.new_page()
        ours = (address, "blob:")
        opened.on("request", lambda sent: None if sent.url.startswith(ours) else strangers.append(sent.url))
        opened.on("pageerror", lambda error: strangers.append(str(error)))
        yield opened
        browser.close()
    assert strangers == []


def find(page: Page, who: str) -> None:
    page.get_by_test_id("find-subject").locator("input").fill(who)
    page.keyboard.press("Enter")
    page.get_by_test_id("subject").wait_for()


def test_a_persons_times_are_the_shops_wherever_the_reader_sits(page: Page) -> None:
    page.goto("/people/anna")
    page.get_by_test_id("moment-order").wait_for()
    # 23:30 UTC is half past eight the next morning in Tokyo, and the evening before in New York.
    assert "2 Mar 2026, 08:30" in page.get_by_test_id("moment-order").inner_text()


@pytest.mark.parametrize("language", ["English", "Italiano"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_requests_and_a_person_before_anything_is_done_break_no_rule_and_fit_a_phone(
    page: Page, scheme: str, language: str
) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/test installs it)")
    page.goto("/settings")
    page.evaluate("scheme => localStorage.setItem('percorso.theme', scheme)", scheme)
    page.reload()
    page.get_by_role("button", name=language).click()
    page.get_by_test_id("privacy-requests").wait_for()
    find(page, WHO)
    page.locator(".subject .danger").click()
    page.get_by_test_id("confirm-erase").wait_for()
    page.get_by_test_id("places").locator("summary").click()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
    assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]} == {}
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_request_is_looked_at_exported_confirmed_erased_and_gone(page: Page) -> None:
    page.goto("/settings")
    page.get_by_role("button", name="English").click()
    requests = page.get_by_test_id("privacy-requests")
    requests.wait_for()
    assert "12 days left" in requests.inner_text()
    assert "3 days late" in requests.inner_text()
    requests.get_by_role("button", name="Look at it").click()
    subject = page.get_by_test_id("subject")
    subject.wait_for()
    assert WHO in subject.inner_text()
    assert "Measuring visits\tallowed" in page.get_by_test_id("consent-history").inner_text()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export everything").click()
    with ZipFile(saved.value.path()) as packed:
        assert "consent_history.jsonl" in packed.namelist()
    page.get_by_role("button", name="Erase …").click()
    sure = page.get_by_test_id("confirm-erase")
    last = sure.get_by_role("button", name="Erase for good")
    assert last.is_disabled()
    wanted = sure.locator("label").last.inner_text().removeprefix("Type ").removesuffix(" to confirm").strip()
    sure.locator("input").last.fill(wanted)
    last.click()
    page.get_by_test_id("forgetting").or_(page.get_by_test_id("subject-done")).first.wait_for()
    page.get_by_test_id("subject-done").wait_for(timeout=120_000)
    assert "forgotten" in page.get_by_test_id("subject-done").inner_text().lower()
    page.get_by_text("Erase a customer").wait_for(state="detached")
    find(page, WHO)
    assert "They were erased" in page.get_by_test_id("subject").inner_text()
    assert page.request.get("/api/v1/people/anna").status == 404
    assert page.request.get("/api/v1/people/piero").status == 200
