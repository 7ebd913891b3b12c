"""The pages that ask the journeys something, in a real browser, at a server of a shop that can be counted by hand."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace
from ui.png import decoded
from ui.test_page import AXE, CHROMIUM, FLAGS, PHONE, STATIC
from ui.visits import looked_a_day_ago

# What people and SDKs may call things: markup, a formula, right-to-left text, emoji, a comma and quotes.
MARKUP, FORMULA, ODD = "<img src=x onerror=alert(1)>", '=HYPERLINK("https://evil.example")', 'שלום 🛒, "x"'
STEPS = ("Product Viewed", "Product Added", "Order Completed")
ORDERS = 6
INLINE = r'<c t="inlineStr"><is><t xml:space="preserve">(.*?)</t></is></c>'

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the page is not built (./scripts/test builds it)"),
]


def person(number: int) -> list[dict[str, Any]]:
    """Tell of one of twenty: all look, twelve fill a cart, six order; each ten days of March brings a third of them."""
    who, day = {"userId": f"u{number}"}, f"2026-03-{number + 1:02}"
    campaign = "Lost video" if number == 19 else FORMULA if number % 2 else "Spring"
    page = {"page": {"url": "https://shop.example/", "search": ""}}
    page["page"]["url"] += f"?utm_source=google&utm_medium=cpc&utm_campaign={campaign}"
    calls: list[dict[str, Any]] = [
        {"type": "page", **who, "timestamp": f"{day}T09:00:00Z", "context": page},
        {"type": "track", "event": "Product Viewed", **who, "timestamp": f"{day}T09:01:00Z"},
    ]
    if number < 12:
        calls.append({"type": "track", "event": "Product Added", **who, "timestamp": f"{day}T09:02:00Z"})
    if number < ORDERS:
        told = {"order_id": f"A-{number}", "total": 20 + number, "currency": "EUR"}
        calls.append({"type": "track", "event": STEPS[2], **who, "timestamp": f"{day}T09:05:00Z", "properties": told})
    if number == 0:
        calls.append({"type": "identify", **who, "anonymousId": ODD, "timestamp": f"{day}T09:06:00Z"})
        names = (MARKUP, ODD)
        calls += [{"type": "track", "event": name, **who, "timestamp": f"{day}T09:0{at}:00Z"} for at, name in
                  enumerate(names, start=7)]  # fmt: skip
    return calls


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("explored")
    shop = Workspace.create(folder / "shop", Shop(name="Bottega Prova"), Storage(buckets=2))
    calls = [call for number in range(20) for call in person(number)]
    (folder / "a.jsonl").write_text("".join(json.dumps(call) + "\n" for call in calls))
    costs = "date,platform,campaign,cost,currency,clicks\n2026-03-01,google_ads,Spring,8.00,EUR,10\n"
    lost = "2026-03-20,meta_ads,Lost video,900.00,EUR,4000\n"
    (folder / "spend.csv").write_text(costs + lost + "2026-03-20,meta_ads,Untagged,100.00,EUR,400\n")
    import_files(shop, "segment", [folder / "a.jsonl"])
    import_files(shop, "spend", [folder / "spend.csv"])
    build(shop)
    looked_a_day_ago(shop, ORDERS - 2, 8_600)
    command = [sys.executable, "-m", "percorso", "web", "--port", "0", "--workspace", str(shop.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1]
        finally:
            server.kill()


@pytest.fixture(scope="module")
def opened(address: str) -> Iterator[Page]:
    """A page that asks nobody else for anything, logs no error, and runs nothing that data brings."""
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        # What fades is looked at when it has.
        context = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce")
        found = context.new_page()
        found.set_default_timeout(60_000)
        found.on("request", lambda sent: None if sent.url.startswith((address, "blob:")) else wrong.append(sent.url))
        found.on("pageerror", lambda error: wrong.append(str(error)))
        found.on("dialog", lambda dialog: wrong.append(dialog.message))
        yield found
        browser.close()
    assert wrong == []


@pytest.fixture
def page(opened: Page) -> Page:
    """The same page in English, by daylight, at a desk."""
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.goto("/login")
    opened.evaluate("localStorage.clear()")
    return opened


def shown(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("h1").first.wait_for()
    page.get_by_test_id("waiting").first.wait_for(state="detached")


def saved(page: Page, twin: str, button: str) -> bytes:
    table = page.get_by_test_id(f"twin-{twin}")
    if table.get_attribute("open") is None:
        table.locator("summary").click()
    with page.expect_download() as file:
        table.get_by_role("button", name=button).click()
    return Path(file.value.path()).read_bytes()


def rows(page: Page, twin: str) -> list[list[str]]:
    text = saved(page, twin, "Save as CSV").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_funnel_opens_on_the_shops_own_way_and_says_where_most_is_lost(page: Page) -> None:
    shown(page, "/funnel")
    assert page.get_by_test_id("page-funnel").count() == 1
    assert page.locator("h1").inner_text() == (
        "Most is lost between “A product put in the cart” and “An order”: 6 of 12 people, worth €135 at most."
    )
    assert "6 people (30%) come to the end (15% – 52%)" in page.locator(".sub").first.inner_text()
    figures = [page.get_by_test_id(f"step-{one}").locator(".figure").inner_text() for one in (1, 2, 3)]
    assert figures == ["20 people", "12 people", "6 people"]
    told = rows(page, "funnel")
    assert told[1][:3] == ["A product view", "20", "1"]
    assert told[3][1] == "6"
    assert float(told[3][9]) == 60 / 3600 * 3
    assert float(told[3][10]) == 6 * 0.5 * 22.5 * 2


def test_a_step_leads_to_its_people_and_the_address_to_the_step(page: Page) -> None:
    shown(page, "/funnel")
    page.get_by_role("button", name="6 lost here").click()
    panel = page.get_by_test_id("behind")
    panel.locator("tbody tr").first.wait_for()
    assert "behind=lost.3" in page.url
    assert panel.locator("tbody tr td:first-child").all_inner_texts() == [f"u{one}" for one in range(11, 5, -1)]
    page.reload()
    panel.locator("tbody tr").first.wait_for()
    page.keyboard.press("Escape")
    panel.wait_for(state="detached")
    assert "behind" not in page.url
    page.get_by_role("button", name="6 people").click()
    panel.get_by_role("link", name="u0").click()
    page.get_by_test_id("page-people").wait_for()
    page.get_by_test_id("timeline").wait_for()


def test_who_may_not_see_whom_data_is_of_is_led_to_people_by_their_masks(page: Page) -> None:
    seen = {"identifier": {"kind": "user", "value": "•••3f9a1c"}, "last_at": None, "orders": 1, "revenue": {}}
    masked = {"people": [{"customer_id": "•••03c31070ec714197", **seen}], "total": 1}
    page.route("**/api/v1/funnel/people*", lambda route: route.fulfill(json=masked))
    try:
        shown(page, "/funnel?behind=reached.3")
        link = page.get_by_test_id("behind").get_by_role("link", name="•••3f9a1c")
        assert link.get_attribute("href") == "/people/%E2%80%A2%E2%80%A2%E2%80%A203c31070ec714197"
    finally:
        page.unroute("**/api/v1/funnel/people*")


def test_steps_are_changed_by_hand_and_a_link_shows_the_same(page: Page) -> None:
    shown(page, "/funnel")
    steps = page.get_by_test_id("steps")
    steps.get_by_role("button", name="Leave out step 2").click()
    page.get_by_text("14 lost here").wait_for()
    page.get_by_test_id("by").select_option("campaign")
    groups = page.get_by_test_id("groups")
    groups.wait_for()
    steps.get_by_role("button", name="Add a step").click()
    page.get_by_test_id("step-3").wait_for()
    steps.get_by_label("Step 3", exact=True).select_option(MARKUP)
    page.get_by_test_id("step-3").get_by_text(MARKUP).wait_for()
    page.reload()
    page.get_by_test_id("step-3").get_by_text(MARKUP).wait_for()
    assert page.get_by_test_id("step-3").locator(".figure").inner_text() == "1 person"
    assert page.locator("img").count() == 0
    # A name with a comma and quotes is asked for whole, and one that is a formula is saved as text.
    steps.get_by_label("Step 3", exact=True).select_option(ODD)
    page.get_by_test_id("step-3").get_by_text(ODD).wait_for()
    assert page.get_by_test_id("step-3").locator(".figure").inner_text() == "1 person"
    named = {row[0] for row in rows(page, "funnel-groups")[1:]}
    assert named == {"Spring", f"'{FORMULA}", "Not known"}
    with zipfile.ZipFile(io.BytesIO(saved(page, "funnel-groups", "Save for Excel"))) as book:
        assert book.testzip() is None
        texts = {html.unescape(text) for text in re.findall(INLINE, book.read("xl/sheet.xml").decode())}
    assert {FORMULA, "Spring", ODD} <= texts
    page.go_back()
    page.get_by_test_id("step-3").get_by_text(MARKUP).wait_for()


def test_a_period_is_compared_with_the_days_before_it_by_weekday(page: Page) -> None:
    shown(page, "/funnel?since=2026-03-11&until=2026-03-20")
    assert page.get_by_test_id("step-1").locator(".figure").inner_text() == "10 people"
    page.get_by_test_id("compare").select_option("previous")
    page.get_by_text("Compared with 25 February 2026 – 6 March 2026").wait_for()
    fewer = page.get_by_test_id("funnel").get_by_test_id("change").first
    fewer.wait_for()
    # 2 of 10 against 6 of 6.
    assert fewer.inner_text() == "80 points less (was 100%)"
    page.get_by_test_id("compare").select_option("year")
    page.get_by_text("Compared with 11 March 2025 – 20 March 2025").wait_for()
    page.get_by_text("cannot compare").first.wait_for()
    page.get_by_test_id("period").get_by_role("combobox").first.select_option("7")
    page.get_by_text("14 March 2026 – 20 March 2026").first.wait_for()
    page.get_by_test_id("period").get_by_role("combobox").first.select_option("all")
    page.get_by_text("20 people").wait_for()
    assert page.url.endswith("/funnel")


def test_people_are_described_kept_by_a_name_and_asked_about_alone(page: Page) -> None:
    shown(page, "/funnel")
    whom = page.get_by_test_id("whom")
    whom.get_by_label("Who").select_option(label="Conditions of my own…")
    editor = page.get_by_test_id("condition")
    editor.get_by_label("What").select_option(label="Orders")
    editor.get_by_role("button", name="Add").click()
    page.get_by_role("heading", level=1).get_by_text("goes all the way").wait_for()
    assert f"{ORDERS} people" in page.get_by_test_id("drawn").inner_text()
    assert "condition=orders" in page.url
    page.get_by_test_id("keep-segment").get_by_label("Keep as segment").fill("Chi compra 🛒")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url("**segment=Chi**")
    assert "condition" not in page.url
    page.get_by_role("link", name="See these people").click()
    page.get_by_role("heading", level=1, name=f"{ORDERS} people").wait_for()
    assert page.get_by_test_id("page-people").locator("tbody tr").count() == ORDERS
    assert "of “Chi compra 🛒” alone" in page.get_by_test_id("page-people").inner_text()
    page.get_by_role("button", name="Delete the segment").click()
    page.get_by_role("heading", level=1, name="20 people").wait_for()


def test_a_stage_and_a_path_lead_to_as_many_people_as_they_count(page: Page) -> None:
    shown(page, "/stages")
    link = page.get_by_test_id("stage-decision").get_by_role("link")
    count = link.inner_text()
    link.click()
    page.get_by_role("heading", level=1, name=count).wait_for()
    shown(page, "/paths?by=event")
    taken = page.get_by_test_id("top-paths").get_by_role("button").first
    taken.click()
    people, rows = int(taken.inner_text().split()[0]), page.get_by_test_id("behind").locator("tbody tr")
    rows.first.wait_for()
    assert rows.count() == people


def test_what_happened_is_noted_beside_the_figures_of_its_days(page: Page) -> None:
    shown(page, "/funnel?since=2026-03-11&until=2026-03-20&compare=previous")
    notes = page.get_by_test_id("notes")
    notes.locator("summary").click()
    form = page.get_by_test_id("note")
    for on, text in (("2026-03-12", MARKUP), ("2026-03-05", "New checkout"), ("2026-05-01", "Far away")):
        form.get_by_label("Day", exact=True).fill(on)
        form.get_by_label("What happened").fill(text)
        form.get_by_role("button", name="Note it").click()
        form.locator('input[maxlength="200"]:invalid').wait_for()
    page.get_by_text("1 thing happened in these days").wait_for()
    told = notes.inner_text()
    assert "Far away" not in told
    assert told.index(MARKUP) < told.index("In the days compared with") < told.index("New checkout")
    notes.get_by_role("button", name="Delete the note “New checkout”").click()
    notes.get_by_text("In the days compared with").wait_for(state="detached")


@pytest.mark.parametrize(("theme", "action"), [("light", (11, 104, 96)), ("dark", (86, 189, 177))])
def test_a_chart_is_saved_as_a_picture_in_the_colours_of_its_page(
    page: Page, theme: str, action: tuple[int, int, int]
) -> None:
    page.evaluate("theme => localStorage.setItem('percorso.theme', theme)", theme)
    shown(page, "/funnel")
    with page.expect_download() as file:
        page.get_by_test_id("picture-funnel").click()
    assert file.value.suggested_filename == "percorso-funnel.png"
    width, pixels = decoded(Path(file.value.path()).read_bytes())
    drawn = page.get_by_test_id("funnel").bounding_box()
    assert drawn is not None
    assert width == pytest.approx((drawn["width"] + 40) * 2, abs=2)
    counts = Counter(pixels)
    bars = sum((1, 12 / 20, 6 / 20)) * 34 * 4
    whole = page.locator(".funnel .step svg").first.evaluate("one => one.getBoundingClientRect().width")
    assert counts[action] == pytest.approx(bars * whole, rel=0.1)
    assert len(counts) > 100


def test_money_is_set_against_credit_and_every_campaign_has_its_page(page: Page) -> None:
    shown(page, "/attribution?by=campaign")
    assert page.get_by_test_id("page-attribution").count() == 1
    lost = page.get_by_test_id("spent-Lost video")
    assert lost.get_by_test_id("verdict").inner_text() == "■ stop"
    assert page.locator("h1").inner_text() == "€900 of €1,008 went where it does not pay: Lost video."
    credits_ = page.get_by_test_id("credits")
    credits_.get_by_role("columnheader", name="Markov").wait_for()
    assert credits_.get_by_role("rowheader", name=FORMULA).count() == 1
    page.get_by_test_id("models").get_by_label("Shapley").check()
    credits_.get_by_role("columnheader", name="Shapley").wait_for()
    told = rows(page, "attribution-campaign")
    for model in ("First touch", "Shapley"):
        assert sum(float(row[2]) for row in told[1:] if row[1] == model) == pytest.approx(ORDERS)
    lost.get_by_role("link", name="Lost video").click()
    page.get_by_test_id("campaign").wait_for()
    assert page.locator("h1").inner_text() == "Lost video cost €900 and earns 0 orders."
    shown(page, "/attribution/campaign/Spring?since=2025-01-01&until=2025-01-31")
    assert page.get_by_test_id("empty").locator("h1").inner_text() == "Nothing is known of “Spring” in these days."


def test_an_order_is_explained_from_its_number_to_whose_it_is(page: Page) -> None:
    shown(page, "/attribution")
    page.get_by_label("Explain an order").fill("A-3")
    page.keyboard.press("Enter")
    page.get_by_test_id("explained").wait_for()
    assert page.locator("h1").inner_text() == "Order A-3 (€23.00) came by Paid Search."
    touch = page.get_by_test_id("touch-counts")
    assert touch.count() == 1
    assert touch.locator("td").nth(1).inner_text() == "100%"
    page.get_by_role("link", name="the person’s whole way").click()
    page.get_by_test_id("timeline").wait_for()
    page.get_by_role("link", name="where from?").click()
    page.get_by_test_id("explained").wait_for()
    page.goto("/attribution/order/none-such")
    page.get_by_test_id("problem").get_by_text("No order is known by 'none-such'.").wait_for()


def test_paths_are_drawn_and_a_name_leads_to_what_follows_it(page: Page) -> None:
    shown(page, "/paths?by=event")
    assert page.get_by_test_id("page-paths").count() == 1
    way = "A page view → A product view"
    assert page.locator("h1").inner_text() == f"The way most people take is {way}: 40% of them."
    page.get_by_test_id("sankey").get_by_role("link", name="Paths from A product put in the cart, 12 people").click()
    page.get_by_text("12 people have a path").wait_for()
    assert page.get_by_test_id("from").input_value() == "Product Added"
    told = rows(page, "paths")
    assert told[1] == ["1", "A product put in the cart", "An order", "6", "0.5"]
    page.get_by_test_id("to").select_option("Order Completed")
    page.get_by_text("6 people have a path").wait_for()
    assert rows(page, "top-paths")[1] == ["A product put in the cart → An order", "6", "1"]
    shown(page, "/paths?by=event&from=Nothing")
    assert page.locator("h1").inner_text() == "Nobody went this way in this period."


def test_a_person_is_told_in_short_with_the_evidence_that_it_is_one(page: Page) -> None:
    shown(page, "/people/u0")
    portrait = page.get_by_test_id("portrait")
    portrait.wait_for()
    assert "1 · €20.00" in portrait.inner_text()
    page.get_by_test_id("links").locator("summary").click()
    told = page.get_by_test_id("links").locator("tbody tr").all_inner_texts()
    assert any(ODD in row and "Login" in row for row in told)


ASKED = "since=2026-03-01&until=2026-03-20&compare=previous"
PAGES = [f"/funnel?by=campaign&{ASKED}", "/paths?by=event&condition=orders%3E%3D1", "/attribution",
         "/attribution/campaign/Spring", "/attribution/order/A-1", "/people/u0"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_breaks_no_accessibility_rule_in_either_theme_and_fits_a_phone(page: Page, path: str) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/test installs it)")
    page.evaluate("localStorage.setItem('percorso.language', 'it')")
    shown(page, path)
    # The policy lets no other script in, so the checker comes by the debugger's way.
    page.evaluate(AXE.read_text())
    for scheme in ("light", "dark"):
        page.evaluate("scheme => { document.documentElement.dataset.theme = scheme }", scheme)
        found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
        assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]} == {}
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("path", ["/funnel", "/paths", "/attribution"])
def test_before_the_first_build_a_page_says_what_will_appear(page: Page, path: str) -> None:
    problem = {"code": "not_built", "message": "Nothing built.", "hint": "Run: percorso build."}
    page.route("**/api/v1/vocabulary*", lambda route: route.fulfill(status=409, json=problem))
    try:
        shown(page, path)
        assert "import a file and build" in page.get_by_test_id("empty").inner_text()
        assert page.get_by_test_id("empty").get_by_role("link").get_attribute("href") == "/start"
    finally:
        page.unroute("**/api/v1/vocabulary*")
