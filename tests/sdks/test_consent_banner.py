"""The consent banner in a real browser: what it keeps, what it sends, and whom it names."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser

from sdks.asking import NONE, PURPOSES, banner, page_of, press, sent, told
from sdks.conftest import Running, Source
from sdks.shop_pages import shop
from sdks.wire import Answer

ALL = dict.fromkeys(PURPOSES, True)
COOKIE = "percorso_consent"
MONTH = 30 * 24 * 60 * 60


def consent_in(call: Mapping[str, Any]) -> object:
    return call["context"]["consent"]["categoryPreferences"]


def test_before_a_choice_nothing_is_kept_or_sent_whatever_is_done_but_choosing(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(f"{served.address}/first")
        banner(opened.page).wait_for()
        opened.page.evaluate("analytics.track('Product Viewed', {product_id: 'p1'}); analytics.identify('u1')")
        opened.page.mouse.wheel(0, 1500)
        opened.page.mouse.click(20, 20)
        opened.page.keyboard.press("PageDown")
        opened.page.wait_for_timeout(500)
        assert opened.kept() == []
        assert [one.path for one in laid.passed] == [f"/cdn/consent.js/v1/{source.key}/consent.min.js"]
        assert banner(opened.page).is_visible()
        assert opened.page.evaluate("percorso.consent.choice()") is None


def test_what_waited_is_sent_once_all_is_accepted_and_every_event_says_so(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(f"{served.address}/first?utm_source=google")
        opened.page.evaluate("analytics.track('Product Viewed', {product_id: 'p1'})")
        press(opened.page, "Accept all")
        rows = running.awaited(source.name, 3)
        assert sorted(row["name"] for row in rows) == ["Consent Updated", "Page Viewed", "Product Viewed"]
        assert len({row["anonymous_id"] for row in rows}) == 1
        assert {row["utm_source"] for row in rows} == {"google"}
        assert [consent_in(call) for call in sent(laid)] == [ALL] * 3
        update = next(row for row in rows if row["name"] == "Consent Updated")
        assert json.loads(update["properties"]) == {"purposes": ALL, "policy": "1"}
        assert not banner(opened.page).is_visible()


@pytest.mark.parametrize("way", ["Refuse all", "Close without accepting", "Escape"])
def test_a_refusal_is_told_without_naming_anybody_and_keeps_the_sdk_out(
    running: Running, source: Source, browser: Browser, way: str
) -> None:
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(f"{served.address}/first?utm_source=google")
        banner(opened.page).wait_for()
        if way == "Escape":
            opened.page.keyboard.press("Escape")
        else:
            press(opened.page, way)
        opened.page.evaluate("analytics.track('Product Viewed'); analytics.identify('u1')")
        (call,) = told(opened, laid, 1)
        assert (call["event"], call["properties"]) == ("Consent Updated", {"purposes": NONE, "policy": "1"})
        assert consent_in(call) == NONE
        assert call["anonymousId"].startswith("once-")
        assert opened.kept() == [COOKIE]
        kept = json.dumps([opened.context.cookies(), opened.page.evaluate("({...localStorage})")])
        assert call["anonymousId"] not in kept
        (row,) = running.awaited(source.name, 1)
        assert (row["user_id"], row["url"], row["utm_source"]) == (None, None, None)
        assert (row["ip"], row["user_agent"]) == ("0.0.0.0", "percorso-consent")  # noqa: S104  (no place to listen)
        # The next page asks nothing, sends nothing and loads no SDK; its calls go nowhere.
        opened.page.goto(f"{served.address}/second")
        opened.page.wait_for_function("window.percorso")
        opened.page.evaluate("analytics.track('Product Viewed')")
        assert len(told(opened, laid, 1)) == 1
        assert banner(opened.page).count() == 0
        assert not any("analytics.min.js" in one.path for one in laid.passed)
        assert opened.page.evaluate("analytics.length") == 0


def test_each_refusal_has_a_name_of_its_own(running: Running, source: Source, browser: Browser) -> None:
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        for _ in range(2):
            opened.context.clear_cookies()
            opened.page.goto(served.address)
            press(opened.page, "Refuse all")
            opened.page.wait_for_timeout(300)
        first, second = told(opened, laid, 2)
        assert first["anonymousId"] != second["anonymousId"]
        assert first.get("messageId") is None


def test_only_what_was_chosen_is_allowed(running: Running, source: Source, browser: Browser) -> None:
    chosen = {**NONE, "analytics": True, "marketing": True}
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(served.address)
        press(opened.page, "Choose")
        boxes = [banner(opened.page).locator(f"#{purpose}") for purpose in PURPOSES]
        assert [box.is_checked() for box in boxes] == [False] * 5
        banner(opened.page).get_by_label("Statistics").check()
        banner(opened.page).get_by_label("Messages").check()
        press(opened.page, "Save my choices")
        calls = told(opened, laid, 2)
        assert {call["event"]: consent_in(call) for call in calls if "event" in call} == {"Consent Updated": chosen}
        opened.page.goto(f"{served.address}/second")
        opened.page.wait_for_function("analytics.initialized")
        assert consent_in(told(opened, laid, 3)[-1]) == chosen
        assert opened.page.evaluate("percorso.consent.choice()") == chosen


def test_without_statistics_the_other_purposes_are_told_and_the_sdk_stays_out(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(served.address)
        press(opened.page, "Choose")
        banner(opened.page).get_by_label("Suggestions").check()
        press(opened.page, "Save my choices")
        (call,) = told(opened, laid, 1)
        assert call["properties"]["purposes"] == {**NONE, "personalisation": True}
        assert opened.kept() == [COOKIE]


def test_a_choice_is_kept_for_six_months_and_then_asked_for_again(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key)) as (_, served, opened):
        opened.page.goto(served.address)
        press(opened.page, "Refuse all")
        (cookie,) = opened.context.cookies()
        assert 6 * MONTH < cookie["expires"] - time.time() < 6.5 * MONTH
        assert cookie["value"] == ".1"
        opened.context.clear_cookies()
        opened.page.reload()
        banner(opened.page).wait_for()


def test_another_policy_is_another_question(running: Running, source: Source, browser: Browser) -> None:
    with shop(running.address, browser, page_of(source.key, policy="2026.11; é")) as (laid, served, opened):
        opened.page.goto(served.address)
        press(opened.page, "Refuse all")
        assert told(opened, laid, 1)[0]["properties"]["policy"] == "2026.11; é"
        opened.page.reload()
        opened.page.wait_for_function("window.percorso")
        assert banner(opened.page).count() == 0
        opened.page.evaluate("document.cookie = 'percorso_consent=analytics.1'")
        opened.page.reload()
        banner(opened.page).wait_for()


def test_a_withdrawal_names_whom_it_is_for_and_stops_everything_from_that_moment(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(served.address)
        press(opened.page, "Accept all")
        opened.page.wait_for_function("analytics.initialized")
        opened.page.evaluate("window.held = analytics; analytics.identify('u1')")
        before = told(opened, laid, 3)
        known = before[0]["anonymousId"]
        opened.page.click("#terms")
        press(opened.page, "Refuse all")
        *_, last = told(opened, laid, 4)
        assert (last["event"], last["properties"]["purposes"]) == ("Consent Updated", NONE)
        assert (last["anonymousId"], last["userId"]) == (known, "u1")
        opened.page.evaluate("analytics.track('Product Viewed'); held.identify('u2'); held.page()")
        assert len(told(opened, laid, 4)) == 4
        assert opened.kept() == [COOKIE]
        opened.page.goto(f"{served.address}/second")
        assert len(told(opened, laid, 4)) == 4
        assert opened.kept() == [COOKIE]
        # Whoever comes back is somebody new.
        opened.page.click("#terms")
        press(opened.page, "Accept all")
        calls = told(opened, laid, 6)[4:]
        assert sorted(call.get("event", call["type"]) for call in calls) == ["Consent Updated", "page"]
        assert {call["anonymousId"] for call in calls}.isdisjoint({known, last["anonymousId"]})


def test_statistics_may_come_back_on_the_page_they_were_withdrawn_on(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(served.address)
        for answer, number in (("Accept all", 2), ("Refuse all", 3), ("Accept all", 5)):
            press(opened.page, answer)
            calls = told(opened, laid, number)
            assert len(calls) == number
            opened.page.evaluate("percorso.consent.open()")
        assert len({call["anonymousId"] for call in calls}) == 2


def test_what_waits_to_be_sent_again_is_not_sent_after_a_withdrawal(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key), [Answer(429, retry_after=2)] * 2) as (
        laid,
        served,
        opened,
    ):
        opened.page.goto(served.address)
        press(opened.page, "Accept all")
        told(opened, laid, 2)
        assert [post.status for post in laid.posts()] == [429, 429]
        opened.page.evaluate("percorso.consent.open()")
        press(opened.page, "Refuse all")
        opened.page.wait_for_timeout(4000)
        opened.page.goto(f"{served.address}/second")
        opened.page.wait_for_timeout(1000)
        assert [post.status for post in laid.posts()] == [429, 429, 200]
        assert sent(laid)[-1]["properties"]["purposes"] == NONE
        assert opened.kept() == [COOKIE]


def test_a_choice_that_could_not_be_told_is_told_on_a_later_page(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key), [Answer(503)]) as (laid, served, opened):
        opened.page.goto(served.address)
        press(opened.page, "Refuse all")
        (first,) = told(opened, laid, 1)
        waiting = opened.page.evaluate("localStorage.percorso_consent_untold")
        assert first["anonymousId"] not in waiting
        opened.page.goto(f"{served.address}/second")
        assert told(opened, laid, 2)[1]["properties"] == first["properties"]
        assert opened.kept() == [COOKIE]
        assert len(running.awaited(source.name, 1)) == 1


def test_reopened_it_shows_what_was_chosen_and_closing_it_changes_nothing(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key)) as (laid, served, opened):
        opened.page.goto(served.address)
        press(opened.page, "Accept all")
        assert len(told(opened, laid, 2)) == 2
        opened.page.focus("#terms")
        opened.page.keyboard.press("Enter")
        assert opened.page.evaluate("document.activeElement.id") == "percorso-consent"
        press(opened.page, "Choose")
        assert all(banner(opened.page).locator(f"#{purpose}").is_checked() for purpose in PURPOSES)
        opened.page.keyboard.press("Escape")
        assert banner(opened.page).count() == 0
        assert opened.page.evaluate("document.activeElement.id") == "terms"
        assert opened.page.evaluate("percorso.consent.choice()") == ALL
        assert len(told(opened, laid, 2)) == 2


def test_googles_consent_mode_is_told_the_same(running: Running, source: Source, browser: Browser) -> None:
    tag = "<script>window.told = []; function gtag() { told.push([...arguments]); }</script>"
    page = page_of(source.key).replace("<title>", f"{tag}<title>")
    with shop(running.address, browser, page) as (_, served, opened):
        opened.page.goto(served.address)
        press(opened.page, "Choose")
        banner(opened.page).get_by_label("Statistics").check()
        press(opened.page, "Save my choices")
        denied = dict.fromkeys(
            ("ad_storage", "ad_user_data", "ad_personalization", "personalization_storage"), "denied"
        )
        expected = ["consent", "update", {**denied, "analytics_storage": "granted"}]
        assert opened.page.evaluate("told") == [expected]
        opened.page.reload()
        opened.page.wait_for_function("told.length")
        assert opened.page.evaluate("told") == [expected]


def test_one_choice_counts_for_all_subdomains_and_so_does_forgetting(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, page_of(source.key, domain="shop.localhost")) as (laid, served, opened):
        # Browsers find every name under localhost on this machine.
        first, second = (served.address.replace("127.0.0.1", f"{name}.shop.localhost") for name in ("www", "pay"))
        opened.page.goto(first)
        press(opened.page, "Accept all")
        assert len(told(opened, laid, 2)) == 2
        opened.page.goto(second)
        opened.page.wait_for_function("analytics.initialized")
        assert banner(opened.page).count() == 0
        assert opened.kept() != [COOKIE]
        opened.page.click("#terms")
        press(opened.page, "Refuse all")
        told(opened, laid, 4)
        assert opened.kept() == [COOKIE]
        assert opened.strangers(first, second, laid.address) == []
        opened.requests.clear()
