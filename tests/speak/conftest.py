"""A believable shop's answers, said in a language: six questions, two of them not answerable, figures invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from percorso.core.answer import Answer, Chart, Column, Figure, Mark, Message, Table, Totals, Unit
from percorso.speak.answers import answer_document, totals_document
from percorso.speak.catalogue import Catalogue

_FOLDER = Path(__file__).parent / "sample"
_MONTH: tuple[int, Unit] = (30, "days")
_RATES = (
    ("Email", 1204, 98, 0.081, 0.072, 0.09),
    ("Organic Search", 5310, 329, 0.062, 0.056, 0.0688),
    ("Direct", 4120, 190, 0.0461, 0.0401, 0.053),
    ("Paid Social", 2890, 78, 0.027, 0.0217, 0.0336),
    ("Display", 1866, 22, 0.012, 0.0091, 0.0163),
)
_SPENDS: tuple[tuple[str, int, int, int, int, str], ...] = (
    ("Newsletter & friends <it>", 32000, 410000, 250000, 598000, "keep"),
    ("Saldi estate 2026 / nuovi clienti Italia", 210000, 93050, -12000, 201000, "test"),
    ("Display prospecting", 114000, -114000, -114000, -102000, "stop"),
    ("Brand search", 48000, -9000, -40000, 25000, "change"),
)


def _rate_answer() -> Answer:
    columns = ("channel", "contacts", "customers", "rate", "rate_low", "rate_high")
    units = ("channel", "count", "count", "rate", "rate", "rate")
    return Answer(
        question=4,
        status="ok",
        headline=Message(
            "sample.rate_headline",
            {
                "best": ("Email", "channel"),
                "worst": ("Display", "channel"),
                "window": _MONTH,
                "rate": (0.081, "rate"),
                "low": (0.072, "rate"),
                "high": (0.09, "rate"),
                "rate2": (0.012, "rate"),
                "low2": (0.0091, "rate"),
                "high2": (0.0163, "rate"),
                "few": (18, "count"),
                "many": (61, "count"),
            },
        ),
        figures=(
            *(Figure("contact_to_customer_rate", r[3], "rate", r[1], r[0], r[4], r[5]) for r in _RATES),
            Figure(
                "cost_of_customer",
                None,
                "money",
                31,
                "Display",
                currency="EUR",
                status="cannot_tell",
                reason=Message("sample.thin", {"n": (31, "count")}),
            ),
        ),
        chart=Chart(
            "dots", Message("sample.rate_chart"), "rate", tuple(Mark(r[0], r[3], r[4], r[5], r[1]) for r in _RATES)
        ),
        table=Table(
            tuple(Column(f"column.{key}", unit) for key, unit in zip(columns, units, strict=True)),  # type: ignore[arg-type]
            tuple(_RATES),
        ),
        method=Message("sample.method", {"window": _MONTH}),
        currency="EUR",
    )


def _gap_answer() -> Answer:
    steps = (("land", 1000), ("product", 460), ("cart", 90), ("delivery", 41), ("order", 23))
    return Answer(
        question=6,
        status="ok",
        headline=Message(
            "sample.gap_headline",
            {
                **{name: (n, "count") for name, n in steps},
                "gap": (1430000, "money"),
                "low": (960000, "money"),
                "high": (1910000, "money"),
            },
        ),
        figures=(Figure("gap", 1430000, "money", 6420, "", 960000, 1910000, "EUR"),),
        chart=Chart(
            "steps",
            Message("sample.gap_chart"),
            "count",
            tuple(Mark(Message(f"step.{name}"), count) for name, count in steps),
        ),
        table=Table(
            (Column("column.step", "text"), Column("column.people", "count")),
            tuple((Message(f"step.{name}"), count) for name, count in steps),
        ),
        method=Message("sample.method", {"window": _MONTH}),
        currency="EUR",
    )


def _spend_answer() -> Answer:
    return Answer(
        question=5,
        status="ok",
        headline=Message("sample.spend_headline", {"wasted": (114000, "money")}),
        figures=tuple(Figure("gap", v, "money", 12, name, low, high, "EUR") for name, _, v, low, high, _ in _SPENDS),
        chart=Chart(
            "bars",
            Message("sample.spend_chart"),
            "money",
            tuple(Mark(name, value, low, high) for name, _, value, low, high, _ in _SPENDS),
        ),
        table=Table(
            (
                Column("column.campaign", "text"),
                Column("column.spend", "money"),
                Column("column.value", "money"),
                Column("column.value_low", "money"),
                Column("column.value_high", "money"),
                Column("column.verdict", "text"),
            ),
            tuple((*row[:5], Message(f"verdict.{row[5]}")) for row in _SPENDS),
        ),
        method=Message("sample.method", {"window": _MONTH}),
        missing=(Message("sample.visits_missing"),),
        currency="EUR",
    )


def _timing_answer() -> Answer:
    marks = (Mark("Email", 0.2, 0.1, 0.4, 98), Mark("Direct", 1.5, 1.1, 2.4, 190), Mark("Display", 9.4, 6.0, 14.0, 22))
    return Answer(
        question=2,
        status="ok",
        headline=Message("sample.timing_headline", {"days": (5.4, "days")}),
        figures=(Figure("days_to_order", 5.4, "days", 1038, "", 4.2, 6.9),),
        chart=Chart("dots", Message("sample.timing_chart"), "days", marks),
        table=None,
        method=Message("sample.method", {"window": _MONTH}),
        currency="EUR",
    )


def _unanswered(question: int, *missing: str) -> Answer:
    early = Message("status.too_early", {"orders": (31, "count"), "needed": (200, "count")})
    return Answer(
        question=question,
        status="cannot_tell",
        headline=early,
        figures=(),
        chart=None,
        table=None,
        method=Message("sample.method", {"window": _MONTH}),
        missing=tuple(Message(f"sample.{name}") for name in missing),
        currency="EUR",
    )


@pytest.fixture(scope="session")
def sample_catalogue() -> Callable[[str], Catalogue]:
    """Give a shipped catalogue with the sample's own sentences beside it."""

    def of(language: str) -> Catalogue:
        shipped = Catalogue.of(language)
        added = Catalogue.parse(language, (_FOLDER / f"{language}.toml").read_text("utf-8"))
        return replace(shipped, entries={**shipped.entries, **added.entries})

    return of


@pytest.fixture(scope="session")
def sample_answer() -> Answer:
    """Give the answer to question 4."""
    return _rate_answer()


@pytest.fixture(scope="session")
def sample(sample_catalogue: Callable[[str], Catalogue]) -> Callable[[str], dict[str, Any]]:
    """Give the whole document in a language."""

    def of(language: str) -> dict[str, Any]:
        catalogue = sample_catalogue(language)
        answers = (
            _unanswered(1, "spend_missing", "visits_missing"),
            _timing_answer(),
            _unanswered(3, "visits_missing"),
            _rate_answer(),
            _spend_answer(),
            _gap_answer(),
        )
        return {
            "shop": {"name": "Bottega Aurora", "currency": "EUR"},
            "period": {"from": "2026-10-01", "to": "2026-10-31"},
            "as_of": "2026-11-01T07:40:00+00:00",
            "answers": [answer_document(answer, catalogue) for answer in answers],
            "totals": [totals_document(Totals(15390, 1012, 1038, 6431240, 8120015, "EUR", 48211))],
            "coverage": {
                "sources": [
                    {"name": "shopify", "rows": 1038, "last_at": "2026-10-31T21:14:00+00:00"},
                    {"name": "site", "rows": 311060, "last_at": "2026-11-01T07:31:00+00:00"},
                    {"name": "till", "rows": 12, "last_at": None},
                ],
                "excluded": [
                    {"reason": "bot", "count": 4210},
                    {"reason": "staff", "count": 96},
                    {"reason": "test_order", "count": 3},
                ],
                "quarantined": 7,
                "basis": [{"basis": "goods", "orders": 1038}],
                "orders_with_touch": 0.88,
                "untagged_share": 0.031,
                "spend_rows": 0,
                "rules": {"channels": "GA4 2026-05-13", "stages": "1"},
            },
        }

    return of
