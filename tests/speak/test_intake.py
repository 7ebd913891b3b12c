from __future__ import annotations

from percorso.core.errors import PercorsoError
from percorso.speak import intake


def test_what_a_build_did_is_said_with_the_plural_of_each_language() -> None:
    assert intake.built("first_build", 1, 1, "en") == "Built for the first time: 1 customer traced."
    assert (
        intake.built("new_events", 1_200, 3_000, "it") == "Elaborato: ricostruiti i percorsi di 1.200 su 3.000 clienti."
    )
    assert intake.built("nothing_new", 0, 7, "en") == "Nothing new since the last build; no work was done."


def test_an_import_tells_what_became_of_its_rows() -> None:
    counts = {"events": 1, "duplicates": 2, "quarantined": 1, "dropped": 0}
    said = intake.imported(["a.csv", "b.csv"], 4, counts, [], "en")
    first, then = said.splitlines()
    assert first == "a.csv, b.csv: 4 rows read; 1 new event, 2 known already, 1 in quarantine."
    assert then == "See them with: percorso quarantine list"
    assert intake.imported(["a.csv"], 1, {"events": 1}, [], "it") == "a.csv: 1 riga letta; 1 nuovo evento."
    assert intake.imported(["a.csv"], 2, {}, [], "it") == "a.csv: 2 righe lette; nulla di nuovo."


def test_what_another_export_tells_of_better_is_counted_and_the_most_frequent_is_named() -> None:
    left_out = [(f"kind {number}", 100 - number) for number in range(12)]
    _, said = intake.imported(["a.csv"], 1_200, {"events": 1}, left_out, "en").splitlines()
    assert said.startswith("1,134 rows are left out, since another export tells of them better: kind 0 100, kind 1 99")
    assert "kind 10" not in said


def test_a_preview_says_what_would_come_in_and_what_stands_in_the_way() -> None:
    assert intake.would_come_in(1, 1, None, "en") == "Of the first 1 row, 1 would come in."
    problem = PercorsoError("missing_field", "It has no time.")
    assert intake.would_come_in(3, 0, problem, "en").splitlines()[1].endswith(f"yet: {problem}")
    assert intake.mapped("a.csv", "[fields]", "it").endswith("importate con --mapping.\n[fields]")
    said = "la riga 3 andrebbe in quarantena: nessuna data [bad_time]"
    assert intake.would_be_refused(3, "nessuna data", "bad_time", "it") == said


def test_quarantine_is_counted() -> None:
    assert intake.waiting(1, 1, "en") == "1 of 1 row in quarantine."
    assert intake.exported(2, "q.csv", "it") == "Scritte 2 righe in q.csv."
    assert intake.retried(1, 3, "en") == "1 row came in; in quarantine stay 3."
