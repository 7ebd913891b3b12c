"""The SDKs for browsers, unmodified, in a real one: a shop's page talks to itself and to Percorso, to nobody else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from percorso.web.snippet import snippet
from sdks.conftest import Running, Source
from sdks.shop_pages import Visit, shop
from sdks.wire import Answer, Wire

CAMPAIGN = "?utm_source=google&utm_medium=cpc&utm_campaign=spring"
FAILING = {
    "refused": [Answer(503)],
    "asked to wait": [Answer(429, retry_after=1)],
    "taken and not told": [Answer(503, taken=True)],
}
BATCHING = "{integrations: {'Segment.io': {deliveryStrategy: {strategy: 'batching', config: {size: 3, timeout: 500}}}}}"
RUDDER = """
<!doctype html><title>Shop</title><script type="module">
import {{ RudderAnalytics }} from "/rudder.mjs";
window.rudder = new RudderAnalytics();
rudder.load("{key}", "{host}", {{ configUrl: "{host}", ...{options} }});
rudder.page("Home");
rudder.identify("u1", {{ email: "ann@example.org" }});
rudder.track("Product Viewed", {{ product_id: "p1", price: 9.5 }});
</script>
"""


def segment_page(key: str, options: str = "") -> str:
    pasted = snippet("http://host.example", key).replace("http://host.example", "HOST")
    if options:
        pasted = pasted.replace(f'analytics.load("{key}")', f'analytics.load("{key}", {options})')
    return f"<!doctype html><title>Shop</title>{pasted}<a id=away href=/away>Away</a>"


def check(rows: Sequence[dict[str, Any]], began: datetime) -> None:
    by_name = {row["name"] if row["kind"] == "track" else row["kind"]: row for row in rows}
    assert sorted(by_name) == ["Product Viewed", "identify", "page"]
    assert len(rows) == 3
    assert len({row["anonymous_id"] for row in rows}) == 1
    assert rows[0]["anonymous_id"]
    assert (by_name["identify"]["user_id"], by_name["identify"]["email"]) == ("u1", "ann@example.org")
    assert json.loads(by_name["Product Viewed"]["properties"])["product_id"] == "p1"
    now = datetime.now(UTC)
    for row in rows:
        assert began - timedelta(seconds=5) < row["at"] <= now
        assert (row["utm_source"], row["utm_medium"], row["utm_campaign"]) == ("google", "cpc", "spring")
        assert "/first" in row["url"]
        # Addresses lose their end on the way in.
        assert row["ip"] == "127.0.0.0"
        assert "Chrome" in row["user_agent"]


def sent(laid: Wire, opened: Visit, number: int) -> None:
    """Wait until so many requests have been sent; the page goes on meanwhile."""
    for _ in range(200):
        if len(laid.posts()) >= number:
            return
        opened.page.wait_for_timeout(100)
    raise AssertionError([(post.path, post.status) for post in laid.posts()])


def segment_calls(opened: Visit) -> None:
    opened.page.evaluate(
        """() => {
            analytics.identify("u1", { email: "ann@example.org" });
            analytics.track("Product Viewed", { product_id: "p1", price: 9.5 });
        }"""
    )


@pytest.mark.parametrize("early", [True, False])
def test_segments_snippet_sends_every_call_once_by_its_short_paths(
    running: Running, source: Source, browser: Browser, early: bool
) -> None:
    began = datetime.now(UTC)
    with shop(running.address, browser, segment_page(source.key)) as (laid, served, opened):
        opened.page.goto(f"{served.address}/first{CAMPAIGN}", wait_until="commit" if early else "load")
        if not early:
            opened.page.wait_for_function("analytics.initialized")
        segment_calls(opened)
        check(running.awaited(source.name, 3), began)
        assert {post.path for post in laid.posts()} == {"/v1/p", "/v1/i", "/v1/t"}
        loaded = [one.path for one in laid.passed if one.method == "GET"]
        assert loaded == [
            f"/cdn/analytics.js/v1/{source.key}/analytics.min.js",
            f"/cdn/v1/projects/{source.key}/settings",
        ]


def test_segments_batches_are_opened(running: Running, source: Source, browser: Browser) -> None:
    began = datetime.now(UTC)
    with shop(running.address, browser, segment_page(source.key, BATCHING)) as (laid, served, opened):
        opened.page.goto(f"{served.address}/first{CAMPAIGN}")
        segment_calls(opened)
        check(running.awaited(source.name, 3), began)
        assert {post.path for post in laid.posts()} == {"/v1/b"}


@pytest.mark.parametrize("failing", FAILING)
def test_what_segments_browser_sdk_sends_again_is_stored_once(
    running: Running, source: Source, browser: Browser, failing: str
) -> None:
    began = datetime.now(UTC)
    with shop(running.address, browser, segment_page(source.key), FAILING[failing]) as (laid, served, opened):
        opened.page.goto(f"{served.address}/first{CAMPAIGN}")
        segment_calls(opened)
        running.awaited(source.name, 3)
        sent(laid, opened, 4)
        check(running.stored(source.name), began)
        assert sorted(post.status for post in laid.posts()) == [200, 200, 200, FAILING[failing][0].status]


def test_an_event_belongs_to_the_page_it_was_called_on_however_late_the_sdk_comes(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, segment_page(source.key)) as (_, served, opened):
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        opened.page.route("**/analytics.min.js", hold)
        opened.page.goto(f"{served.address}/first", wait_until="commit")
        opened.page.evaluate("analytics.track('Product Viewed'); history.pushState({}, '', '/second')")
        opened.page.wait_for_timeout(100)
        held[0].continue_()
        rows = running.awaited(source.name, 2)
        assert {row["kind"]: row["url"] for row in rows} == dict.fromkeys(("page", "track"), f"{served.address}/first")


def test_the_parts_that_segments_sdk_fetches_later_come_from_here_too(
    running: Running, source: Source, browser: Browser
) -> None:
    with shop(running.address, browser, segment_page(source.key, "{plan: {track: {}}}")) as (_, served, opened):
        opened.page.goto(f"{served.address}/first?ajs_uid=u7&ajs_event=Came")
        opened.page.wait_for_function("analytics.initialized")
        opened.page.evaluate("analytics.trackLink(document.querySelector('#away'), 'Left')")
        opened.page.wait_for_timeout(300)
        opened.page.click("#away")
        rows = running.awaited(source.name, 4)
        assert {"Came", "Left"} <= {row["name"] for row in rows}
        parts = {url.rpartition("/")[2].split(".")[0] for url in opened.requests if "/bundles/" in url}
        assert parts == {"auto-track", "queryString", "schemaFilter"}


def test_a_page_left_open_or_without_its_settings_asks_nobody_else(
    running: Running, source: Source, browser: Browser
) -> None:
    """Left alone, the SDK reports to its maker: every half minute, and whenever it fails to begin."""
    with shop(running.address, browser, segment_page(source.key)) as (_, served, opened):
        opened.page.clock.install()
        opened.page.goto(f"{served.address}/first")
        running.awaited(source.name, 1)
        opened.page.clock.fast_forward("02:00")
        opened.page.wait_for_timeout(300)
        opened.page.route("**/settings", lambda route: route.fulfill(status=500, body="{}"))
        with opened.page.expect_request(lambda request: request.url.endswith("/v1/m")):
            opened.page.goto(f"{served.address}/second")


def rudder_page(key: str, options: str = "{}") -> str:
    return RUDDER.format(key=key, host="HOST", options=options)


@pytest.fixture
def rudder(modules: Path) -> str:
    return (modules / "@rudderstack/analytics-js/dist/npm/modern/bundled/esm/index.mjs").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("mode", "options", "paths"),
    [
        ("single", "{}", {"/v1/page", "/v1/identify", "/v1/track"}),
        ("batch", "{queueOptions: {batch: {enabled: true, maxItems: 3, flushInterval: 500}}}", {"/v1/batch"}),
        ("beacon", "{useBeacon: true, beaconQueueOptions: {maxItems: 3, flushQueueInterval: 500}}", set()),
    ],
)
def test_rudders_browser_sdk_sends_every_call_once_in_each_of_its_modes(
    running: Running, source: Source, browser: Browser, rudder: str, mode: str, options: str, paths: set[str]
) -> None:
    began = datetime.now(UTC)
    with shop(running.address, browser, rudder_page(source.key, options), rudder_mjs=rudder) as (laid, served, opened):
        opened.page.goto(f"{served.address}/first{CAMPAIGN}")
        check(running.awaited(source.name, 3), began)
        beacon = {f"/beacon/v1/batch?writeKey={source.key}"}
        assert {post.path for post in laid.posts()} == (beacon if mode == "beacon" else paths)


@pytest.mark.parametrize("failing", FAILING)
def test_what_rudders_browser_sdk_sends_again_is_stored_once(
    running: Running, source: Source, browser: Browser, rudder: str, failing: str
) -> None:
    began = datetime.now(UTC)
    page = rudder_page(source.key)
    with shop(running.address, browser, page, FAILING[failing], rudder_mjs=rudder) as (laid, served, opened):
        opened.page.goto(f"{served.address}/first{CAMPAIGN}")
        running.awaited(source.name, 3)
        sent(laid, opened, 4)
        check(running.stored(source.name), began)
        assert sorted(post.status for post in laid.posts()) == [200, 200, 200, FAILING[failing][0].status]


def test_every_call_of_segments_own_documents_is_sent_and_stored(
    running: Running, source: Source, browser: Browser, shared: Path
) -> None:
    file = shared / "data" / "peer_cases" / "segment_spec" / "doc_examples.json"
    cases = [case for case in json.loads(file.read_text())["cases"] if case["kind"] == "call"]
    assert len(cases) == 49
    with shop(running.address, browser, segment_page(source.key)) as (_, served, opened):
        opened.page.goto(f"{served.address}/first")
        opened.page.evaluate("cases => cases.forEach(one => analytics[one.method](...one.args))", cases)
        rows = running.awaited(source.name, len(cases) + 1)
        assert Counter(row["kind"] for row in rows) == Counter({"page": 1}) + Counter(case["method"] for case in cases)
