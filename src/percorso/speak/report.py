"""The report: the six answers as one HTML file that asks nothing of any other machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from percorso.core.answer import Message
from percorso.speak import numbers
from percorso.speak.answers import totals_sentence
from percorso.speak.catalogue import Catalogue
from percorso.speak.charts import draw
from percorso.speak.coverage import footing, quarantined
from percorso.speak.figures import Grid, listing

_SURE = 3


def report(document: Mapping[str, Any], language: str) -> str:
    """Write answers, totals and coverage as one self-contained page: light and dark, phone and A4, no script.

    Args:
        document: ``shop``, ``period``, ``as_of``, ``answers``, ``totals`` (one, or a list) and ``coverage``, said in
            ``language``.
        language: a catalogue's name, such as ``en``.
    """
    catalogue = Catalogue.of(language)
    coverage = document.get("coverage") or {}
    return _template().render(
        language=language,
        style=Markup(_style()),  # noqa: S704 - the package's own style sheet
        words=catalogue.text,
        shop=document["shop"]["name"],
        totals=totals_sentence(document["totals"], catalogue),
        dated=dated(document, catalogue),
        answers=[_card(answer, catalogue) for answer in document["answers"]],
        footing=footing(coverage, catalogue),
        sources=_sources(coverage.get("sources", ()), catalogue),
        excluded=_excluded(coverage.get("excluded", ()), catalogue),
        quarantined=quarantined(coverage.get("quarantined", 0), catalogue),
        rules=[(catalogue.named("rules", name), version) for name, version in coverage.get("rules", {}).items()],
    )


def dated(document: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Say which span of time a document is about, and as of when; empty when it has no dates."""
    parts = []
    period = document.get("period") or {}
    if period.get("from") and period.get("to"):
        span = numbers.period(period["from"], period["to"], catalogue.locale)
        parts.append(catalogue.say(Message("report.period", {"period": (span, "text")})))
    if document.get("as_of"):
        moment = numbers.moment(document["as_of"], catalogue.locale)
        parts.append(catalogue.say(Message("report.as_of", {"moment": (moment, "text")})))
    return ", ".join(parts)


def day(instant: str | None, catalogue: Catalogue) -> str:
    """Write an instant's date, or a dash."""
    return numbers.day(instant, catalogue.locale) if instant else "–"


@lru_cache(maxsize=1)
def _template() -> Template:
    text = (files("percorso.speak") / "report.html.jinja").read_text("utf-8")
    surroundings = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return surroundings.from_string(text)


@lru_cache(maxsize=1)
def _style() -> str:
    """Join the tokens and the report's rules; the dark theme follows the reader's system, on screens only."""
    folder = files("percorso.speak")
    light, _, dark = (folder / "tokens.css").read_text("utf-8").partition('[data-theme="dark"]')
    themes = f"{light}@media screen and (prefers-color-scheme: dark) {{ :root{dark}}}\n"
    return f"\n{themes}{(folder / 'report.css').read_text('utf-8')}"


def _card(answer: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Add to an answer what its card shows: the drawing, how sure, and every figure in one grid."""
    chart = answer["chart"]
    drawn = chart is not None and bool(chart["marks"])
    return {
        **answer,
        "drawing": Markup(draw(chart)) if drawn else "",  # noqa: S704 - draw escapes
        "sure": [one for one in answer["figures"] if one["status"] == "ok" and one["interval"]][:_SURE],
        "listing": listing(answer["figures"], catalogue),
    }


def _sources(sources: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> Grid:
    columns = [
        {"label": catalogue.text("report.source"), "kind": "text"},
        {"label": catalogue.text("report.rows"), "kind": "number"},
        {"label": catalogue.text("report.latest"), "kind": "interval"},
    ]
    rows = [[one["name"], catalogue.write(one["rows"], "count"), day(one.get("last_at"), catalogue)] for one in sources]
    return {"columns": columns, "rows": rows}


def _excluded(excluded: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> Grid:
    columns = [
        {"label": catalogue.text("report.reason"), "kind": "text"},
        {"label": catalogue.text("report.rows"), "kind": "number"},
    ]
    rows = [[catalogue.named("excluded", one["reason"]), catalogue.write(one["count"], "count")] for one in excluded]
    return {"columns": columns, "rows": rows}
