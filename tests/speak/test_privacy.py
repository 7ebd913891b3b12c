from __future__ import annotations

from typing import Any

import pytest

from percorso.speak.privacy import audited, copied, erased, expired, listed, put_back, readmitted, restricted

COUNTS = {"events": 1_200, "orders_kept": 1, "quarantined": 0}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["1,200 events removed", "1 event of an order kept as an amount that leads to nobody"]),
        ("it", ["1.200 eventi tolti", "1 evento d'ordine tenuto come importo che non porta a nessuno"]),
    ],
)
def test_an_erasure_is_told_with_what_it_did_and_nothing_it_did_not(language: str, lines: list[str]) -> None:
    assert erased({"id": "x", "counts": COUNTS}, language).splitlines()[1:] == lines


def test_who_was_erased_before_is_told_so() -> None:
    assert erased({"id": None, "counts": {}}, "en").startswith("They were erased before")


def test_each_outcome_has_its_sentence() -> None:
    assert restricted({"restricted": True}, "en") != restricted({"restricted": False}, "en")
    assert readmitted(["a"], ["b"], "en").splitlines() == [
        "News is taken again of whoever goes by: a.",
        "Nobody was erased of that name, and nothing was changed for it: b.",
        "What else they went by is refused still: give those identifiers too, all at once or later.",
    ]
    assert readmitted([], ["b"], "it").startswith("Nessuno")
    assert (expired({}, "en"), expired({"events": 1}, "en")) == (
        "Nothing is older than the settings allow.",
        "1 event removed",
    )
    assert copied(3 * 2**20, "there", "en") == "Copied 3 MB into there."
    assert put_back(0, "there", "en") == "The workspace is in there."
    assert "2 persone" in put_back(2, "there", "it")


def test_places_and_records_are_lists() -> None:
    place = {"place": "log/*.log", "holds": ["requests", "events"], "erasing": "rewritten"}
    assert listed([place], "en").splitlines() == [
        "log/*.log",
        "    holds: requests, events",
        "    erasing: written again without them",
    ]
    record: dict[str, Any] = {"kind": "erase", "begun_at": "2026-03-01", "done_at": None, "counts": {}}
    assert audited([record], "en") == "2026-03-01  erased  not done yet: percorso build finishes it"
    assert audited([{**record, "done_at": "x", "counts": COUNTS}], "en").endswith("leads to nobody")
    assert audited([], "en") == "Nothing was asked for yet."
