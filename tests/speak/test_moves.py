from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from percorso.core.answer import Message
from percorso.speak.catalogue import Catalogue
from percorso.speak.messages import written
from percorso.speak.moves import Shown, money_document, today_document

MONEY = {"value": 1_430_000.4, "low": 960_000.0, "high": 1_910_000.0}
CART: dict[str, Any] = {
    "id": "c1",
    "kind": "cart",
    "subject": [],
    "what": Message("move.cart.what", {"n": (118, "count")}),
    "why": Message("move.silent.why", {"sources": (("web",), "text")}),
    "concerned": 118,
    "counted": "people",
    "monthly": MONEY,
    "basis": "supposed",
}
GAP = {**CART, "id": "g1", "kind": "gap", "basis": "association"}
FAULT = {**CART, "id": "f1", "kind": "fault", "counted": "rows", "monthly": None, "basis": "exact"}
SHOWN = Shown("Bottega Aurora", "EUR", "2026-11-01T07:40:00+01:00", (), 0, 0.0, None, (), ())


def told(language: str = "en", **what: Any) -> dict[str, Any]:
    return today_document(replace(SHOWN, **what), Catalogue.of(language))


def test_the_headline_counts_what_is_known_and_sums_what_it_brings_at_least() -> None:
    found = told(moves=(FAULT, GAP, CART), together=960_000.0, uncertain=1)
    assert found["headline"] == "One move is worth making; it brings at least €9,600 a month."
    assert found["notes"][1:] == [
        "1 rests on a supposition: test it first; it is in no sum.",
        "1 other idea is still too uncertain to show.",
    ]


@pytest.mark.parametrize(
    ("moves", "headline"),
    [
        ((CART,), "One idea is worth a test; nothing is sure yet."),
        ((FAULT, FAULT), "Mend the data first: 2 faults make the rest wrong."),
        ((), "Nothing is worth changing for sure right now."),
    ],
)
def test_the_headline_promises_no_more_than_there_is(moves: Any, headline: str) -> None:
    assert told(moves=moves)["headline"] == headline


def test_too_few_orders_are_the_headline_unless_there_is_a_fault() -> None:
    early = Message("status.too_early", {"orders": (3, "count"), "needed": (200, "count")})
    assert told(early=early)["headline"].startswith("Too early to say: 3 orders")
    assert told(early=early, moves=(FAULT,))["headline"].startswith("Mend the data first")


def test_money_is_decimal_text_beside_what_people_read_and_an_exact_sum_has_no_interval() -> None:
    assert money_document(MONEY, "EUR", Catalogue.of("it")) == {
        "value": "14300.00",
        "low": "9600.00",
        "high": "19100.00",
        "text": "14.300\N{NO-BREAK SPACE}€",
        "interval": "9.600–19.100",
    }
    exact = money_document({"value": 5, "low": 5, "high": 5}, "EUR", Catalogue.of("en"))
    assert exact is not None
    assert exact["interval"] == ""


def decided(**more: Any) -> dict[str, Any]:
    kept = {**CART, "what": written(CART["what"]), "why": written(CART["why"]), "currency": "EUR"}
    whole = {"id": "c1", "decision": "accepted", "owner": "Anna", "decided_by": "a@x.it", "check_on": "2026-12-01"}
    return {**whole, "told": kept, "expected": {**MONEY, "currency": "EUR"}, "outcome": None, **more}


def test_what_is_under_way_what_was_put_aside_and_what_was_checked_stand_apart() -> None:
    rate = {"successes": 30, "n": 100, "value": 0.3, "low": 0.22, "high": 0.4}
    outcome = {"state": "held", "n": 100, "before": rate, "after": {**rate, "value": 0.4}, "monthly": MONEY}
    rows = [decided(), decided(outcome=outcome), decided(decision="dismissed")]
    found = told("it", decided=rows)
    assert [len(found[part]) for part in ("underway", "checked", "put_aside")] == [1, 1, 1]
    assert found["underway"][0]["what"] == "118 carrelli pieni sono stati lasciati senza un ordine"
    checked = found["checked"][0]["outcome"]
    assert (checked["label"], checked["money"]["text"]) == ("confermata", "14.300\N{NO-BREAK SPACE}€")
    assert checked["why"] == "Prima andava avanti questa quota: 30%; da allora 40% (22–40, n = 100)."


def test_a_change_says_how_sure_it_is_and_has_a_direction_only_where_it_is() -> None:
    real = {"name": "orders", "unit": "count", "now": 109, "before": 100, "n": 109}
    change = {"value": 0.09, "low": 0.01, "high": 0.18}
    sure, unclear = told(
        changes=(
            {**real, "change": change, "verdict": "likely_real"},
            {**real, "unit": "rate", "now": 0.3, "before": 0.34, "verdict": "no_clear_change"}
            | {"change": {"value": -0.04, "low": -0.09, "high": 0.01}},
        )
    )["changes"]
    assert (sure["change"], sure["direction"], sure["said"]) == ("+9.0%", "up", "likely real")
    assert (unclear["change"], unclear["direction"]) == ("−4 pt", "")
