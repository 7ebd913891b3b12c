"""What people do to pages by mistake, by impatience or with little data, in a real browser at a real server."""

# Fixtures of another module are asked for by their names.

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from ui.test_analysis_pages import ORDERS, address, opened, page, pytestmark, rows, shown
from ui.test_page import PHONE

__all__ = ["address", "opened", "page", "pytestmark"]


def test_a_link_with_a_percent_sign_in_it_is_read_as_it_stands(page: Page) -> None:
    page.goto("/people/50%")
    expect(page.get_by_test_id("problem")).to_contain_text("Nobody is known by '50%'.")


def test_an_address_that_is_no_page_says_so_and_leads_on(page: Page) -> None:
    found = page.goto("/no-such-page")
    assert found is not None
    assert found.status == 404
    page.get_by_role("heading", level=1, name="There is no page here").wait_for()
    assert page.get_by_test_id("nav").locator("[aria-current]").count() == 0
    page.get_by_test_id("lost").get_by_role("link", name="Today").click()
    page.get_by_test_id("page-today").wait_for()


def test_a_page_that_fails_leaves_the_menu_to_go_on_by(page: Page) -> None:
    page.route("**/api/v1/stages*", lambda route: route.fulfill(json={"stages": "?"}))
    try:
        page.goto("/stages")
        expect(page.get_by_test_id("failed")).to_contain_text("This page could not be shown.")
        page.get_by_test_id("nav").get_by_role("link", name="Funnel").click()
        expect(page.get_by_test_id("drawn")).to_be_visible()
    finally:
        page.unroute("**/api/v1/stages*")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/stages", "Nobody is among these people."),
        ("/funnel", "Nobody began with “A product view” in this period."),
        ("/paths", "Nobody went this way in this period."),
        ("/people", "Nobody was there."),
        ("/attribution", "Nothing of the €1,008 spent falls on these people."),
    ],
)
def test_of_nobody_a_page_says_so_and_draws_nothing(page: Page, path: str, said: str) -> None:
    shown(page, f"{path}?condition=orders%3E%3D50")
    page.get_by_role("heading", level=1, name=said).wait_for()
    assert page.get_by_test_id("whom").count() == 1
    assert page.locator("main").get_by_text("0 people").count() == 0
    assert page.locator("main").get_by_text("0%").count() == 0


def test_days_without_spend_or_orders_are_told_from_a_shop_without_any(page: Page) -> None:
    shown(page, "/attribution?since=2031-01-01&until=2031-01-31")
    page.get_by_role("heading", level=1, name="Nothing was spent in these days").wait_for()
    assert page.get_by_test_id("spend").get_by_text("import what your ad platforms export").count() == 0
    page.get_by_test_id("credits").get_by_text("Nobody ordered in these days").wait_for()


@pytest.mark.parametrize("path", ["/paths?by=event&depth=3", "/paths?by=event&depth=8&loops=true"])
def test_no_name_in_the_drawing_of_paths_is_cut_at_its_edge(page: Page, path: str) -> None:
    shown(page, path)
    page.get_by_test_id("sankey").wait_for()
    beyond = """drawing => [...drawing.querySelectorAll("text")].filter(text => {
        const { x, y, width, height } = text.getBBox(), whole = drawing.viewBox.baseVal
        return x + width > whole.width || y + height > whole.height
    }).map(text => text.textContent)"""
    assert page.get_by_test_id("sankey").evaluate(beyond) == []


def test_one_day_and_one_step_are_said_as_such(page: Page) -> None:
    shown(page, "/funnel?step=Order+Completed&since=2026-03-05&until=2026-03-05")
    said = "1 person came to “An order”. Add a step to see who goes on."
    page.get_by_role("heading", level=1, name=said).wait_for()
    assert page.locator(".sub").first.inner_text().startswith("5 March 2026 · as of")
    assert page.get_by_text("0 seconds").count() == 0


def test_an_answers_table_is_saved_with_what_it_is_made_from(page: Page) -> None:
    shown(page, "/answers")
    table = page.get_by_test_id("table-1")
    table.locator("summary").click()
    with page.expect_download() as file:
        table.get_by_role("button", name="Save as CSV").click()
    told = list(csv.DictReader(io.StringIO(Path(file.value.path()).read_bytes().decode("utf-8-sig"))))
    shown_rows = table.locator("tbody tr").count()
    assert len(told) == shown_rows > 0
    figures = page.get_by_test_id("figures-1")
    figures.locator("summary").click()
    with page.expect_download() as book:
        figures.get_by_role("button", name="Save for Excel").click()
    with zipfile.ZipFile(Path(book.value.path())) as opened:
        assert "New customers" in opened.read("xl/sheet.xml").decode()


def test_the_buyers_an_answer_counts_are_one_press_away(page: Page) -> None:
    shown(page, "/answers")
    page.get_by_role("link", name=f"the {ORDERS} buyers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"{ORDERS} people"))


def test_a_campaign_leads_to_whom_it_met_and_one_that_met_nobody_cannot_be_told(page: Page) -> None:
    shown(page, "/attribution/campaign/Lost%20video")
    page.get_by_role("link", name="who met it").click()
    page.get_by_role("heading", level=1, name="1 person").wait_for()
    # Its links are not tagged, so none of its visits is on record.
    shown(page, "/attribution/campaign/Untagged")
    assert page.locator("h1").inner_text() == "Untagged cost €100; what it earns cannot be told."
    assert "? Cannot tell" in page.get_by_test_id("campaign").inner_text()


def test_the_menu_keeps_the_days_and_the_people_that_are_asked_about(page: Page) -> None:
    shown(page, "/funnel?since=2026-03-11&until=2026-03-20&condition=orders%3E%3D1&within=7d")
    page.get_by_test_id("nav").get_by_role("link", name="Paths").click()
    page.get_by_test_id("page-paths").wait_for()
    assert page.url.endswith("/paths?since=2026-03-11&until=2026-03-20&condition=orders%3E%3D1")


def test_two_presses_in_one_breath_change_something_once(page: Page) -> None:
    shown(page, "/funnel")
    sent: list[str] = []

    def listen(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", listen)
    page.get_by_test_id("notes").locator("summary").click()
    form = page.get_by_test_id("note")
    form.get_by_label("Day", exact=True).fill("2026-03-13")
    form.get_by_label("What happened").fill("Twice")
    form.get_by_role("button", name="Note it").dblclick()
    page.get_by_text("1 thing happened in these days").wait_for()
    page.remove_listener("request", listen)
    assert len(sent) == 1
    page.get_by_role("button", name="Delete the note “Twice”").click()
    page.get_by_text("Note what happened in these days").wait_for()


def test_a_day_that_is_being_typed_is_asked_for_when_it_is_whole(page: Page) -> None:
    shown(page, "/funnel?since=2026-03-01&until=2026-03-20")
    asked: list[str] = []

    def listen(request: Request) -> None:
        asked.append(request.url)

    page.on("request", listen)
    # Month, day and year in the order of the browser's own language.
    page.get_by_test_id("period").get_by_label("From", exact=True).press_sequentially("03052026")
    page.wait_for_url("**since=2026-03-05*")
    page.remove_listener("request", listen)
    assert [url for url in asked if "since=0" in url] == []


def test_sums_of_cents_are_saved_as_cents(page: Page) -> None:
    # From a Monday on, so that weeks of many days are whole but the last, of three.
    days = [date(2026, 1, 5) + timedelta(days=one) for one in range(101)]
    counted = {"orders": 1, "new_customers": 1, "touchpoints": 1}
    told: dict[str, object] = {"currency": "EUR", "as_of": None, "annotations": [], "orders_of_other_currencies": 0}
    told |= {"days": [{"on": one.isoformat(), "revenue": "0.10", **counted} for one in days]}
    page.route("**/api/v1/days*", lambda route: route.fulfill(json=told))
    try:
        shown(page, "/attribution")
        assert [row[1] for row in rows(page, "days")[1:]] == ["0.7"] * 14 + ["0.3"]
    finally:
        page.unroute("**/api/v1/days*")


def test_on_a_phone_what_to_do_about_a_campaign_stands_below_its_name(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    shown(page, "/attribution?by=campaign")
    row = page.get_by_test_id("spent-Lost video")
    name, verdict = row.get_by_role("link").bounding_box(), row.get_by_test_id("verdict").bounding_box()
    assert name is not None
    assert verdict is not None
    assert name["y"] < verdict["y"] < name["y"] + 60
    assert verdict["x"] + verdict["width"] <= PHONE["width"]
    assert row.get_by_text("Revenue per unit spent").is_visible()
