"""Days with their notes, shares of spend, what is new, and stage models: in a browser, at the shop of the analyses."""

# Fixtures of another module are asked for by their names.
# ruff: noqa: F401, F811

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from ui.test_analysis_pages import MARKUP, address, opened, page, pytestmark, rows, shown
from ui.test_page import AXE, PHONE


def test_spend_of_a_segment_is_its_part_and_says_of_what(page: Page) -> None:
    shown(page, "/attribution?by=campaign")
    assert page.get_by_test_id("shared").count() == 0
    shown(page, f"/attribution?by=campaign&condition={quote('did=Order Completed')}")
    # Three of the ten who met the campaign ordered: three of ten parts of eight euros.
    assert "€2.40" in page.get_by_test_id("spent-Spring").inner_text()
    assert page.get_by_test_id("shared").inner_text().startswith("Cost is these people’s part of €1,008:")


def test_notes_are_drawn_on_their_days_and_stand_in_the_table(page: Page) -> None:
    note = {"on": "2026-03-05", "until": "2026-03-06", "kind": "sale", "text": MARKUP}
    made = page.request.post("/api/v1/annotations", data=note, headers={"origin": page.url.removesuffix("/login")})
    assert made.status == 200
    shown(page, "/attribution")
    card = page.get_by_test_id("days")
    card.locator(".noted").wait_for()
    assert card.locator(".noted").inner_text() == MARKUP
    assert "5 March 2026 – 6 March 2026" in str(card.locator("figure").get_attribute("aria-label"))
    table = rows(page, "days")
    assert table[0] == ["Day", "Revenue", "Orders", "New customers", "Touchpoints", "Noted"]
    assert [row[0] for row in table[1:] if row[-1] == MARKUP] == ["2026-03-05", "2026-03-06"]
    assert (table[1][0], len(table)) == ("2026-03-01", 21)
    highest, tallest = (
        card.locator(".most").bounding_box(),
        card.locator("svg rect:not([fill*=doubt])").first.bounding_box(),
    )
    assert highest is not None
    assert tallest is not None
    assert highest["y"] + highest["height"] <= tallest["y"] + 1, "the label lies on the bars"
    card.get_by_role("button", name="Orders").click()
    page.wait_for_url("**measure=orders*")
    assert card.locator("h2").inner_text().startswith("Orders: 6; most on 1 March 2026, 1")
    assert page.request.delete(f"/api/v1/annotations/{made.json()['id']}").status == 200


def test_today_says_what_is_new_since_one_looked_last(page: Page) -> None:
    shown(page, "/today")
    new = page.get_by_test_id("since")
    new.wait_for()
    assert "Since you last looked" in new.inner_text()
    assert "2 orders came in" in new.inner_text()
    page.get_by_role("button", name="Italiano").click()
    page.get_by_text("Sono arrivati 2 ordini").wait_for()
    page.get_by_role("button", name="English").click()


@pytest.mark.parametrize("path", ["/today", "/attribution", "/settings", "/start?step=shop"])
def test_what_days_and_stage_models_show_breaks_no_rule_and_fits_a_phone(page: Page, path: str) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/test installs it)")
    shown(page, path)
    for _ in ("light", "dark"):
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
        assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]} == {}
        page.get_by_test_id("theme").click()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
