"""The built page in a real browser, against recorded answers and under a strict content security policy."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/percorso/web/static"
FIXTURE = Path(__file__).parent / "fixture"
AXE = ROOT / "ui/node_modules/axe-core/axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PHONE = {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the page is not built (./scripts/test builds it)"),
]


class Recorded(SimpleHTTPRequestHandler):
    """The page's files, any other path as the page itself, and recorded answers under /api/v1/."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path.startswith("/api/v1/"):
            language = parse_qs(asked.query).get("language", ["en"])[0]
            self.answer(asked.path.removeprefix("/api/v1/"), language)
            return
        if not (STATIC / asked.path.lstrip("/")).is_file():
            self.path = "/index.html"
        super().do_GET()

    def answer(self, name: str, language: str) -> None:
        if name.startswith("people/"):
            found = name == "people/1042"
            name = "person"
        elif (FIXTURE / f"{name}.json").exists():
            found = True
        else:
            found, name = True, f"{name}.{language}"
        problem = {"code": "unknown_person", "message": "No person is known by that.", "hint": "Try an e-mail."}
        body = (FIXTURE / f"{name}.json").read_bytes() if found else json.dumps(problem).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Recorded, directory=str(STATIC)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that must log no error and ask nobody else for anything."""
    context = browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="America/New_York"
    )
    opened = context.new_page()
    errors: list[str] = []
    strangers: list[str] = []

    def stranger(request: Request) -> None:
        if not request.url.startswith(address):
            strangers.append(request.url)

    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", stranger)
    yield opened
    context.close()
    assert [error for error in errors if "404" not in error and "409" not in error] == []
    assert strangers == []


def test_the_answers_open_on_the_six_of_them_headline_first(page: Page) -> None:
    page.goto("/answers")
    cards = page.get_by_test_id("page-answers").locator("article.answer")
    cards.first.wait_for()
    assert cards.count() == 6
    assert (
        page.locator("h1")
        .inner_text()
        .startswith("12,840 people known, 812 of them buyers: 1,038 orders worth €52,441 (€63,978")
    )
    assert "1 October 2026 – 31 October 2026 · as of 1 November 2026" in page.locator(".sub").first.inner_text()
    best = page.get_by_test_id("answer-4")
    assert best.locator("h2").inner_text().startswith("E-mail turns contacts into customers best")
    assert "8.1% (7.2–9.1)" in best.locator(".sure").inner_text()


def test_a_chart_has_its_words_and_its_table_twin(page: Page) -> None:
    page.goto("/answers")
    card = page.get_by_test_id("answer-4")
    spoken = card.get_by_role("img")
    spoken.wait_for()
    assert "Display: 1.2% 0.9–1.6" in (spoken.get_attribute("aria-label") or "")
    table = page.get_by_test_id("table-4")
    table.locator("summary").click()
    assert table.locator("tbody tr").count() == 6
    assert table.locator("tbody tr").first.inner_text().split("\t") == ["Email", "3,120", "253", "8.1%", "7.2–9.1"]


def test_every_figure_is_one_press_away(page: Page) -> None:
    page.goto("/answers")
    figures = page.get_by_test_id("figures-4")
    figures.locator("summary").click()
    heads = figures.locator("th").all_inner_texts()
    assert heads == ["Figure", "About", "Value", "95% range", "n"]
    recorded = json.loads((FIXTURE / "answers.en.json").read_text())["answers"][3]["figures"]
    assert figures.locator("tbody tr").count() == len(recorded)
    first = figures.locator("tbody tr").first.inner_text().split("\t")
    assert first[2:4] == [recorded[0]["text"], recorded[0]["interval"]]


def test_what_moved_a_figure_is_a_quiet_line_with_its_table_behind(page: Page) -> None:
    page.goto("/answers")
    moved = page.get_by_test_id("moved")
    line = moved.locator("summary").inner_text()
    assert line.startswith("Revenue, March 2026: €12,590 now, €12,310 when published on 3 April 2026.")
    assert not moved.locator("table").is_visible()
    moved.locator("summary").click()
    rows = [row.split("\t") for row in moved.locator("tbody tr").all_inner_texts()]
    assert [row[:2] for row in rows] == [
        ["March 2026, as published on 3 April 2026", "€12,310"],
        ["4 orders came late", "+€400"],
        ["1 order was refunded", "−€120"],
        ["March 2026, now", "€12,590"],
    ]
    # What moved the whole shop's figures is nothing to say of some people's.
    page.goto("/answers?condition=orders>%3D2")
    page.get_by_test_id("answer-1").wait_for()
    assert page.get_by_test_id("moved").count() == 0


def test_an_answer_that_cannot_be_told_says_what_is_missing(page: Page) -> None:
    page.goto("/answers")
    card = page.get_by_test_id("answer-3")
    card.wait_for()
    assert card.get_attribute("data-status") == "cannot_tell"
    assert "Cannot tell" in card.inner_text()
    assert "Web events" in card.locator(".missing").inner_text()


def test_italian_is_one_press_away_and_is_kept(page: Page) -> None:
    page.goto("/answers")
    page.get_by_role("button", name="Italiano").click()
    page.get_by_text("12.840 persone in tutto, 812 hanno comprato: 1.038 ordini per 52.441").wait_for()
    page.goto("/stages")
    page.get_by_role("heading", name="Consapevolezza", exact=True).wait_for()
    assert page.locator("html").get_attribute("lang") == "it"


@pytest.mark.parametrize(
    ("day", "said"), [("08", "all’8"), ("11", "all’11"), ("18", "al 18"), ("28", "al 28"), ("01", "al 1")]
)
def test_italian_articles_are_written_as_they_are_said_before_a_number(page: Page, day: str, said: str) -> None:
    document = json.loads((FIXTURE / "answers.it.json").read_text()) | {"as_of": f"2026-11-{day}T00:40:00+01:00"}
    page.route("**/api/v1/answers*", lambda route: route.fulfill(json=document))
    page.goto("/answers")
    page.get_by_role("button", name="Italiano").click()
    expect(page.locator("main")).to_contain_text(f"dati {said} novembre 2026")


def test_the_five_stages_stand_in_their_order_with_people_and_share(page: Page) -> None:
    page.goto("/stages")
    page.get_by_test_id("stage-awareness").wait_for()
    names = [column.inner_text() for column in page.locator(".stage h2").all()]
    assert names == ["Awareness", "Consideration", "Decision", "Retention", "Advocacy"]
    assert "9,180 people" in page.get_by_test_id("stage-awareness").inner_text()
    assert "72% (68% – 75%)" in page.get_by_test_id("stage-awareness").inner_text()


def test_slash_finds_a_person_and_shows_the_whole_way_in_cycles(page: Page) -> None:
    page.goto("/answers")
    page.get_by_test_id("answer-1").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("1042")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/1042")
    page.get_by_test_id("timeline").wait_for()
    assert page.locator("h1").inner_text() == "One order so far; the way began with Paid Social."
    names = page.get_by_test_id("identifiers").locator("li").all_inner_texts()
    assert names == ["customer 1042", "e-mail person@example.org", "device d2a9-77"]
    cycles = page.get_by_test_id("cycle")
    assert [cycle.locator("li").count() for cycle in cycles.all()] == [1, 6]
    order = page.get_by_test_id("moment-order").inner_text()
    assert "Order Completed" in order
    assert "€54.90" in order


def test_a_person_s_choices_show_what_holds_and_what_held_before(page: Page) -> None:
    page.goto("/people/1042")
    card = page.get_by_test_id("consent")
    card.wait_for()
    told = card.locator("> ul > li").all_inner_texts()
    assert len(told) == 1
    assert told[0].startswith("Measuring visits: refused")
    assert told[0].endswith("A choice of consent · web")
    card.get_by_text("Earlier choices").click()
    assert card.locator("details li").inner_text().startswith("Measuring visits: allowed")


def test_an_answer_says_which_orders_it_cannot_see(page: Page) -> None:
    said = "Not seen: 12% of orders (4 of 33) were placed without consent to measure."
    document = json.loads((FIXTURE / "answers.en.json").read_text())
    document["answers"][3]["unseen"] = said
    page.route("**/api/v1/answers*", lambda route: route.fulfill(json=document))
    page.goto("/answers")
    page.get_by_test_id("unseen-4").wait_for()
    assert page.get_by_test_id("unseen-4").inner_text() == said
    assert page.get_by_test_id("unseen-1").count() == 0


def test_what_just_came_in_stands_apart_and_somebody_new_has_nothing_else(page: Page) -> None:
    page.goto("/people/1042")
    page.get_by_test_id("recent").wait_for()
    assert "A product viewed" in page.get_by_test_id("recent").inner_text()
    assert page.get_by_test_id("cycle").count() == 2
    person = json.loads((FIXTURE / "person.json").read_text())
    newcomer = {**person, "customer_id": None, "headline": "Just come in.", "timeline": [], "orders": []}
    page.route("**/api/v1/people/1042*", lambda route: route.fulfill(json=newcomer))
    page.reload()
    page.get_by_role("heading", name="Just come in.").wait_for()
    assert page.get_by_test_id("recent").locator("li").count() == 1
    assert page.get_by_test_id("cycle").count() == 0


def test_messages_that_are_no_contact_are_seen_and_alone_are_no_way(page: Page) -> None:
    person = json.loads((FIXTURE / "person.json").read_text())
    sent = {**person["timeline"][0], "name": "Email Sent", "role": "message", "stage": None, "channel": "Email"}
    page.route("**/api/v1/people/1042*", lambda route: route.fulfill(json={**person, "timeline": [sent]}))
    page.goto("/people/1042")
    page.get_by_test_id("moment-message").wait_for()
    assert page.get_by_test_id("moment-message").locator("small").inner_text() == (
        "Email · Autunno 2026 · message, no contact"
    )
    assert "messages sent, no contact yet" in page.get_by_test_id("cycle").inner_text()


def test_an_unknown_person_gets_what_to_do_next(page: Page) -> None:
    page.goto("/people/nobody")
    trouble = page.get_by_test_id("problem")
    trouble.wait_for()
    assert "No person is known by that." in trouble.inner_text()
    assert "Try an e-mail." in trouble.inner_text()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/answers", "Ancora nessuna risposta: importate un file ed elaborate, e compariranno qui."),
        ("/stages", "Ancora nessuna fase: importate un file ed elaborate, e compariranno qui."),
    ],
)
def test_before_the_first_build_a_page_says_what_will_appear_and_how(page: Page, path: str, told: str) -> None:
    problem = {"code": "not_built", "message": "Nulla di costruito.", "hint": "Eseguite prima percorso build."}
    page.route("**/api/v1/**", lambda route: route.fulfill(status=409, json=problem))
    page.goto("/answers")
    page.get_by_role("button", name="Italiano").click()
    page.goto(path)
    empty = page.get_by_test_id("empty")
    empty.wait_for()
    assert empty.inner_text().split("\n\n") == [told, "Eseguite prima percorso build."]
    assert page.get_by_test_id("problem").count() == 0


def test_one_is_said_in_the_singular(page: Page) -> None:
    stages = json.loads((FIXTURE / "stages.en.json").read_text())
    stages["customers"] = stages["stages"][0]["people"] = stages["stages"][0]["touchpoints"] = 1
    page.route("**/api/v1/stages*", lambda route: route.fulfill(json=stages))
    page.goto("/stages")
    first = page.get_by_test_id("stage-awareness")
    assert "1 person\n" in first.inner_text()
    assert first.inner_text().endswith("1 touchpoint")
    assert page.locator(".sub").inner_text().startswith("Of 1 known person,")
    page.get_by_role("button", name="Italiano").click()
    page.get_by_text("Su 1 persona nota,").wait_for()
    assert "1 persona\n" in first.inner_text()


@pytest.mark.parametrize("path", ["/answers", "/stages", "/people", "/people/1042"])
def test_a_phone_never_scrolls_sideways(page: Page, path: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(path)
    page.locator("h1").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_a_phone_no_name_is_cut_or_printed_over_its_value(page: Page) -> None:
    recorded = json.loads((FIXTURE / "answers.it.json").read_text())
    chart = next(one["chart"] for one in recorded["answers"] if one["chart"])
    chart["marks"][0] |= {"label": "Consapevolezza → Considerazione e ritorno", "behind": "n = 2.243"}
    chart["marks"][0] |= {"text": "1.234.567 €", "interval": "1.134.567–1.334.567"}
    page.route("**/api/v1/answers*", lambda route: route.fulfill(json=recorded))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/answers")
    first = page.locator(".mark").first
    first.wait_for()
    assert first.locator(".name").inner_text() == "Consapevolezza → Considerazione e ritorno n = 2.243"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for mark in page.locator(".mark").all():
        name, value = (mark.locator(part).bounding_box() for part in (".name", ".value"))
        assert name is not None
        assert value is not None
        assert name["x"] + name["width"] <= value["x"]


def test_dark_is_one_press_away_and_is_kept(page: Page) -> None:
    page.goto("/answers")
    page.get_by_test_id("theme").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.parametrize("path", ["/answers", "/stages", "/people", "/people/1042"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken(page: Page, path: str, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("ui/node_modules is absent (./scripts/test installs it)")
    page.goto("/answers")
    page.evaluate("scheme => localStorage.setItem('percorso.theme', scheme)", scheme)
    page.goto(path)
    page.locator("h1").wait_for()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
    broken = {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]}
    assert broken == {}


def test_the_first_visit_loads_no_more_than_it_may() -> None:
    assert 0 < sum(len(gzip.compress(path.read_bytes())) for path in (STATIC / "assets").glob("*.js")) <= 250_000
