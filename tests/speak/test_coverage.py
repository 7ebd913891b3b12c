from __future__ import annotations

import pytest

from percorso.speak.catalogue import Catalogue
from percorso.speak.coverage import finding, footing, freshness, quarantined

EN, IT = Catalogue.of("en"), Catalogue.of("it")


def test_the_footing_says_how_revenue_is_counted_and_what_is_unseen() -> None:
    coverage = {
        "basis": [{"basis": "goods", "orders": 1}, {"basis": "total", "orders": 47243}],
        "orders_with_touch": 0.14,
        "untagged_share": 0.0,
        "spend_rows": 0,
    }
    assert footing(coverage, EN) == [
        "Revenue counts goods after discounts, without VAT, shipping and refunds (1 order).",
        "Revenue is the source’s own total less refunds, VAT and shipping as the source counts them (47,243 orders).",
        "14% of orders have a touch on record before them.",
        "0% of touches come through a channel that no rule could name.",
        "No advertising cost has been imported.",
    ]


def test_the_footing_says_what_people_allow_and_what_is_not_looked_at() -> None:
    coverage = {
        "consent": [{"purpose": "analytics", "granted": 1200, "denied": 1}],
        "consent_default": "granted",
        "orders_without_consent": 1,
    }
    assert footing(coverage, EN) == [
        "Measuring visits: allowed by 1,200, refused by 1.",
        "Who never stated a choice is measured.",
        "1 order without consent: counted, and nothing is looked for before them.",
    ]
    assert footing({**coverage, "orders_without_consent": 0, "consent": []}, IT) == [
        "Chi non ha mai espresso una scelta viene misurato."
    ]


def test_what_is_not_known_is_left_out_of_the_footing() -> None:
    assert footing({}, IT) == []
    assert footing({"orders_with_touch": None, "untagged_share": None, "spend_rows": 12}, IT) == []


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"code": "not_built", "count": 0}, "Nothing has been built yet: run percorso build."),
        ({"code": "events_not_built", "count": 1}, "1 event came in after the last build: run percorso build."),
        ({"code": "rows_in_quarantine", "count": 7}, "7 rows wait in quarantine: see percorso quarantine list."),
        (
            {"code": "privacy_requests_open", "count": 1},
            "1 privacy request is open and has a term: see percorso sources privacy.",
        ),
        ({"code": "source_silent", "count": 9, "source": "till"}, "till has brought nothing new for 9 days."),
        ({"code": "of_a_later_version", "count": 1}, "of_a_later_version"),
    ],
)
def test_a_finding_says_what_is_wrong_and_what_to_do(found: dict[str, object], told: str) -> None:
    assert finding(found, EN) == told


def test_freshness_leaves_out_what_has_not_happened() -> None:
    fresh = {"last_touchpoint_at": None, "built_at": "2026-11-23T00:11:00+00:00", "events_not_built": 3}
    assert freshness(fresh, IT) == ["Ultima elaborazione: 23 novembre 2026, 00:11 UTC"]


def test_quarantine_is_told_in_every_number() -> None:
    assert quarantined(0, EN) == "Every row could be read."
    assert quarantined(1, EN) == "1 row waits in quarantine with its reason; mend it and it comes in."
    assert quarantined(1204, IT).startswith("1.204 righe aspettano")
