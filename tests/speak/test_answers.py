from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from percorso.core.answer import Answer, Chart, Column, Figure, Mark, Message, Table, Totals, Unit
from percorso.core.errors import PercorsoError
from percorso.speak.answers import answer_document, chart_document, totals_document, totals_sentence
from percorso.speak.catalogue import Catalogue
from percorso.speak.charts import draw

Sample = Callable[[str], Catalogue]


def test_an_answer_has_exactly_the_fields_of_the_door(sample_answer: Answer, sample_catalogue: Sample) -> None:
    document = answer_document(sample_answer, sample_catalogue("en"))
    assert document["question"] == 4
    assert document["title"] == "Which channels are most and least effective at turning contacts into customers?"
    assert document["status"] == "ok"
    assert document["headline"].startswith(
        "Email turns contacts into customers best (8.1% in 30 days; 7.2–9.0), Display"
    )
    assert document["figures"][0] == {
        "name": "contact_to_customer_rate",
        "label": "Contacts who became customers",
        "subject": "Email",
        "about": "Email",
        "value": 0.081,
        "low": 0.072,
        "high": 0.09,
        "unit": "rate",
        "n": 1204,
        "currency": "",
        "status": "ok",
        "reason": None,
        "text": "8.1%",
        "interval": "7.2–9.0",
        "behind": "n = 1,204",
    }
    assert document["table"][0] == {
        "channel": "Email",
        "contacts": 1204,
        "customers": 98,
        "rate": 0.081,
        "rate_low": 0.072,
        "rate_high": 0.09,
    }
    assert document["method"].startswith("People whose first contact")
    assert document["missing"] == []


def test_a_document_survives_json(sample: Callable[[str], dict[str, Any]]) -> None:
    for language in ("en", "it"):
        assert json.loads(json.dumps(sample(language))) == sample(language)


def test_names_stay_the_same_in_every_language(sample: Callable[[str], dict[str, Any]]) -> None:
    english, italian = sample("en"), sample("it")
    for one, other in zip(english["answers"], italian["answers"], strict=True):
        for kind in ("name", "subject", "value", "low", "high", "n", "unit", "status"):
            assert [f[kind] for f in one["figures"]] == [f[kind] for f in other["figures"]]
        assert [list(row) for row in one["table"]] == [list(row) for row in other["table"]]


def test_what_cannot_be_told_carries_its_reason(sample_answer: Answer, sample_catalogue: Sample) -> None:
    figure = answer_document(sample_answer, sample_catalogue("it"))["figures"][-1]
    assert (figure["value"], figure["status"], figure["reason"]) == (None, "cannot_tell", "solo 31 ordini")
    assert (figure["text"], figure["interval"]) == ("–", "")


def test_money_is_decimal_text_in_major_units(sample_answer: Answer, sample_catalogue: Sample) -> None:
    answer = replace(
        sample_answer,
        figures=(Figure("gap", 23393524, "money", 9, low=100.4, high=-1, currency="USD"),),
        table=Table((Column("column.value", "money"),), ((5,), (None,))),
    )
    document = answer_document(answer, sample_catalogue("en"))
    figure = document["figures"][0]
    assert (figure["value"], figure["low"], figure["high"]) == ("233935.24", "1.00", "-0.01")
    assert document["table"] == [{"value": "0.05"}, {"value": None}]


def test_the_table_for_reading_joins_low_and_high(sample_answer: Answer, sample_catalogue: Sample) -> None:
    display = answer_document(sample_answer, sample_catalogue("it"))["display"]
    assert [column["label"] for column in display["columns"]] == [
        "Canale",
        "Persone raggiunte",
        "Diventate clienti",
        "Tasso",
        "Intervallo 95%",
    ]
    assert display["rows"][1] == ["Ricerca organica", "5.310", "329", "6,2%", "5,6–6,9"]


def test_columns_that_say_nothing_or_always_the_same_leave_the_table_for_reading(
    sample_answer: Answer, sample_catalogue: Sample
) -> None:
    columns = (Column("column.campaign", "text"), Column("column.spend", "money"), Column("column.verdict", "text"))
    rows = (("a", None, Message("verdict.test")), ("b", None, Message("verdict.test")))
    document = answer_document(replace(sample_answer, table=Table(columns, rows)), sample_catalogue("it"))
    assert document["display"] == {
        "columns": [{"label": "Campagna", "kind": "text"}],
        "rows": [["a"], ["b"]],
        "notes": ["Verdetto: provare"],
    }
    assert document["table"][0] == {"campaign": "a", "spend": None, "verdict": "provare"}


def test_a_figure_about_two_phases_names_both(sample_answer: Answer, sample_catalogue: Sample) -> None:
    answer = replace(sample_answer, figures=(Figure("gap", 1, "count", 1, "consideration > order"),))
    figure = answer_document(answer, sample_catalogue("it"))["figures"][0]
    assert (figure["subject"], figure["about"]) == ("consideration > order", "Considerazione → Ordine")


def test_a_funnel_tells_each_step_as_a_share_of_the_first(sample_catalogue: Sample) -> None:
    marks = (Mark(Message("step.land"), 1000), Mark(Message("step.cart"), 90))
    chart = chart_document(Chart("steps", Message("sample.gap_chart"), "count", marks), sample_catalogue("it"))
    assert [(mark["label"], mark["share"]) for mark in chart["marks"]] == [
        ("Arrivo sul sito", "100%"),
        ("Carrello", "9,0%"),
    ]


def test_a_chart_of_money_is_drawn_in_major_units(sample_catalogue: Sample) -> None:
    chart = Chart("bars", Message("sample.gap_chart"), "money", (Mark("Email", 1430000, 960000, 1910000, 12),))
    mark = chart_document(chart, sample_catalogue("it"), "EUR")["marks"][0]
    assert (mark["value"], mark["low"], mark["high"]) == (14300.0, 9600.0, 19100.0)
    assert (mark["label"], mark["subject"], mark["text"], mark["behind"]) == (
        "E-mail",
        "Email",
        "14.300\u00a0€",
        "n = 12",
    )


@pytest.mark.parametrize("unit", ["channel", "the_channel"])
def test_a_mark_about_a_visit_by_a_channel_is_about_that_channel(sample_catalogue: Sample, unit: Unit) -> None:
    visit = Message("answer.3.visit", {"channel": ("Paid Search", unit)})
    bare = Message("step.cart")
    chart = Chart("bars", Message("sample.gap_chart"), "rate", (Mark(visit, 0.2), Mark(bare, 0.1)))
    document = chart_document(chart, sample_catalogue("it"))
    assert [mark["subject"] for mark in document["marks"]] == ["Paid Search", ""]
    assert 'fill="var(--search)"' in draw(document)


def test_a_figure_without_a_label_is_an_error(sample_answer: Answer, sample_catalogue: Sample) -> None:
    answer = replace(sample_answer, figures=(Figure("never_named", 1, "count", 1),))
    with pytest.raises(PercorsoError) as raised:
        answer_document(answer, sample_catalogue("en"))
    assert raised.value.code == "unknown_message"


def test_totals_are_those_of_the_door() -> None:
    assert totals_document(Totals(2379, 2377, 47243, 23393524, 25000000, "USD", 99)) == {
        "customers": 2379,
        "buyers": 2377,
        "orders": 47243,
        "revenue": "233935.24",
        "revenue_gross": "250000.00",
        "currency": "USD",
        "touchpoints": 99,
    }


@pytest.mark.parametrize(
    ("totals", "language", "sentence"),
    [
        ((), "en", "No data yet: import a file, then build."),
        (
            (Totals(2379, 2377, 47243, 23393524, 23393524, "USD", 9),),
            "en",
            "2,379 people known, 2,377 of them buyers: 47,243 orders worth US$233,935.",
        ),
        (
            (Totals(3, 1, 1, 1000, 1220, "EUR", 9),),
            "it",
            "3 persone in tutto, 1 ha comprato: 1 ordine per 10\u00a0€ (12,20\u00a0€ prima di resi e detrazioni).",
        ),
        (
            (Totals(3, 2, 1, 1000, 1000, "EUR", 9), Totals(3, 2, 4, 90000, 90000, "CHF", 9)),
            "it",
            "3 persone in tutto, 2 hanno comprato: 1 ordine per 10\u00a0€ e 4 ordini per 900\u00a0CHF.",
        ),
    ],
)
def test_totals_are_told_as_a_sentence(totals: tuple[Totals, ...], language: str, sentence: str) -> None:
    documents = [totals_document(one) for one in totals]
    assert totals_sentence(documents, Catalogue.of(language)) == sentence
    if len(documents) == 1:
        assert totals_sentence(documents[0], Catalogue.of(language)) == sentence
