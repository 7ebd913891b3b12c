"""People who agree, who refuse and who withdraw on the way to an order: from what they send to what is answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import ORDERS, TOUCHPOINTS

Run = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]
Call = dict[str, Any]

AGREE, REFUSE, WITHDRAW = range(3)
EACH = 120
SEARCH, LETTER = "?gclid=1", "?utm_source=news&utm_medium=email&utm_campaign=May"


def call(number: int, day: int, **told: Any) -> Call:
    base: Call = {"type": "track", "anonymousId": f"a{number}", "timestamp": f"2026-03-{day:02d}T09:00:00Z"}
    return {**base, "messageId": f"{number}-{day}-{told.get('event', 'page')}", **told}


def visit(number: int, day: int, query: str, consent: Any = None) -> Call:
    said = {} if consent is None else {"consent": consent}
    page = {"url": f"https://shop.example/{query}"}
    return call(number, day, type="page", context={"page": page, **said})


def order(number: int, day: int) -> Call:
    told = {"order_id": str(number), "total": 20, "currency": "EUR", "email": f"p{number}@posta.example"}
    return call(number, day, event="Order Completed", properties=told)


def way(number: int) -> Iterator[Call]:
    """A visit by search that states a choice; whoever withdraws does it before a visit by letter; then an order."""
    kind = number % 3
    consent = [
        {"categoryPreferences": {"analytics": True, "marketing": False}},
        {"analytics_storage": "denied", "ad_storage": "denied"},
        {"necessary": True, "statistics": True, "marketing": True},
    ][kind]
    yield visit(number, 1, SEARCH, consent)
    if kind == WITHDRAW:
        yield call(number, 5, event="Consent Updated", properties={"purposes": {"analytics": False}, "policy": "3"})
    yield visit(number, 10, LETTER)
    yield order(number, 12)


@pytest.fixture
def whole_shop(shop: Path, percorso: Run, write: Write) -> Path:
    calls = "".join(f"{json.dumps(one)}\n" for number in range(3 * EACH) for one in way(number))
    assert percorso("import", "segment", write("calls.jsonl", calls)).code == 0
    assert percorso("build").code == 0
    return shop


def test_orders_count_and_what_led_to_them_only_as_far_as_it_was_allowed(whole_shop: Path) -> None:
    published = Published.open(Workspace.open(whole_shop))
    assert published.sql("SELECT count(*) AS n, sum(gross) AS total FROM orders", ORDERS).to_pylist() == [
        {"n": 3 * EACH, "total": 3 * EACH * 2000}
    ]
    rows = published.rows("FROM touchpoints ORDER BY customer_id, n", TOUCHPOINTS)
    ways: dict[tuple[Any, ...], int] = {}
    for customer in {row["customer_id"] for row in rows}:
        told = tuple(row["channel"] for row in rows if row["customer_id"] == customer and row["role"] == "touch")
        ways[told] = ways.get(told, 0) + 1
    assert ways == {("Paid Search", "Email"): EACH, (): EACH, ("Paid Search",): EACH}


def test_answers_about_contacts_say_how_many_orders_they_cannot_see(whole_shop: Path, percorso: Run) -> None:
    document = json.loads(percorso("answers", "--format", "json").out)
    told = {one["question"]: one for one in document["answers"]}
    assert [number for number, one in told.items() if one["unseen"]] == [1, 3, 4, 5]
    assert told[1]["unseen"].startswith("Not seen: 33% of orders (120 of 360) were placed without consent")
    unseen = [one for one in told[4]["figures"] if one["name"] == "orders_without_consent"]
    assert [(one["value"], one["n"]) for one in unseen] == [(pytest.approx(1 / 3), 3 * EACH)]
    first = {one["subject"]: one["value"] for one in told[1]["figures"] if one["name"] == "new_customers_first_touch"}
    assert first == {"Paid Search": 2 * EACH}
    said = " ".join(percorso("answers", "--language", "it").out.split())
    assert said.count("Non si vede: 33% degli ordini (120 su 360)") == 4
    assert percorso("report", "--out", "report.html").code == 0
    assert Path("report.html").read_text().count("Not seen: 33% of orders (120 of 360)") == 4
    assert whole_shop.exists()


def test_coverage_counts_choices_and_what_is_left_out_for_them(whole_shop: Path, percorso: Run) -> None:
    coverage = json.loads(percorso("status", "--format", "json").out)["coverage"]
    # The visits of those who refuse; of those who withdraw, the withdrawal and the visit after it.
    assert coverage["excluded"] == [{"reason": "no_consent", "count": 4 * EACH}]
    assert coverage["consent"] == [
        {"purpose": "analytics", "granted": EACH, "denied": 2 * EACH},
        {"purpose": "marketing", "granted": EACH, "denied": 2 * EACH},
        {"purpose": "ad_sharing", "granted": EACH, "denied": 0},
    ]
    assert coverage["orders_without_consent"] == EACH
    said = " ".join(percorso("status", "--language", "it").out.split())
    assert "Misurazione delle visite: sì da 120, no da 240." in said
    assert "Senza consenso 480" in said
    assert whole_shop.exists()


def test_a_person_s_choices_are_shown_with_when_and_by_what_they_were_made(whole_shop: Path) -> None:
    told = person(Workspace.open(whole_shop), f"p{WITHDRAW}@posta.example", "it")["consent"]
    names = ("purpose", "state_label", "at", "name", "source")
    assert [tuple(one[name] for name in names) for one in told] == [
        ("analytics", "rifiutato", "2026-03-05T09:00:00+00:00", "Consent Updated", "segment"),
        ("analytics", "consentito", "2026-03-01T09:00:00+00:00", "Page Viewed", "segment"),
        ("marketing", "consentito", "2026-03-01T09:00:00+00:00", "Page Viewed", "segment"),
        ("ad_sharing", "consentito", "2026-03-01T09:00:00+00:00", "Page Viewed", "segment"),
    ]


def test_who_agrees_again_is_followed_from_then_on(whole_shop: Path, percorso: Run, write: Write) -> None:
    again = [
        call(WITHDRAW, 14, event="Consent Updated", properties={"purposes": {"analytics": True}}),
        visit(WITHDRAW, 15, LETTER),
    ]
    percorso("import", "segment", write("again.jsonl", "".join(f"{json.dumps(one)}\n" for one in again)))
    assert percorso("build").code == 0
    timeline = person(Workspace.open(whole_shop), f"p{WITHDRAW}@posta.example")["timeline"]
    assert [(row["name"], row["channel"], row["cycle"]) for row in timeline] == [
        ("Page Viewed", "Paid Search", 1),
        ("Order Completed", None, 1),
        ("Page Viewed", "Email", 2),
    ]


def test_without_a_statement_the_shop_s_setting_decides(shop: Path, percorso: Run, write: Write) -> None:
    calls = [visit(1, 1, SEARCH), order(1, 2)]
    percorso("import", "segment", write("calls.jsonl", "".join(f"{json.dumps(one)}\n" for one in calls)))
    for default, excluded, unseen in (("granted", [], 0), ("denied", [{"reason": "no_consent", "count": 1}], 1)):
        settings = shop / "percorso.toml"
        text = settings.read_text()
        settings.write_text(text.replace('default = "granted"', f'default = "{default}"'))
        assert percorso("build").code == 0
        coverage = json.loads(percorso("status", "--format", "json").out)["coverage"]
        assert (coverage["consent_default"], coverage["excluded"], coverage["orders_without_consent"]) == (
            default,
            excluded,
            unseen,
        )


@pytest.mark.usefixtures("whole_shop")
def test_a_list_to_act_on_holds_who_allows_it_alone_and_says_how_many_it_does_not(percorso: Run, write: Write) -> None:
    asked = ("funnel", "--steps", "Page Viewed,Order Refunded", "--dropped", "2", "--purpose", "marketing")
    ended = percorso(*asked, "--format", "csv")
    header, *rows = ended.out.splitlines()
    assert header == "customer_id,identifier_kind,identifier_value,email,last_at"
    unmet = "Nothing on record is named “Order Refunded”. Did you mean “Order Completed”?\n"
    assert (len(rows), ended.err) == (EACH, f"{unmet}{EACH} more are left out: no consent for “Marketing”.\n")
    assert all(f"p{number}@posta.example" in ended.out for number in range(WITHDRAW, 3 * EACH, 3))
    document = json.loads(percorso(*asked, "--format", "json").out)
    assert (document["purpose"], document["left_out"], len(document["dropped"])) == ("marketing", EACH, EACH)
    told = percorso(*asked, "--language", "it").out
    assert f"Altre {EACH} persone restano fuori" in told
    no = [call(number, 20, event="Consent Updated", properties={"purposes": {"marketing": False}}) for number in (2, 5)]
    assert percorso("import", "segment", write("no.jsonl", "\n".join(map(json.dumps, no)))).code == 0
    assert json.loads(percorso(*asked, "--format", "json").out)["left_out"] == EACH + 2


@pytest.mark.usefixtures("shop")
def test_a_purpose_is_that_of_a_list_of_a_workspace(percorso: Run) -> None:
    ended = percorso("funnel", "--steps", "Page Viewed,Order Completed", "--purpose", "marketing")
    assert (ended.code, "[no_list]" in ended.err) == (1, True)
