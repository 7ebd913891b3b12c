"""What pages wait for: their data, of days nobody asked for before, of everybody, of segments, beside other days."""

from __future__ import annotations

from datetime import date, timedelta

from bench._harness.building import built
from bench._harness.lab import Lab
from bench._harness.reading import reader
from bench._harness.rows import LIMIT, Goal, Row
from bench._harness.shop import DAYS, FIRST_DAY, Shop
from percorso.pipeline.segments import create
from percorso.store.workspace import Workspace

SMALL = (200_000,)
FULL = (10_000_000,)

_FUNNEL = "steps=Product%20Viewed&steps=Product%20Added&steps=Order%20Completed"
_BEHIND = "Funnel, the people behind a step"
# By page; what costs a chain or a game of many players may take longer.
_QUICK = {
    "Today": "today?language=en",
    "Answers": "answers?language=en",
    "Stages": "stages?language=en",
    "Funnel": f"funnel?{_FUNNEL}&within=14d&{{days}}",
    _BEHIND: f"funnel/people?{_FUNNEL}&within=14d&step=2&which=lost",
    "Paths": "paths?{days}",
    "Attribution, the rules": "attribution?models=first,last,last_non_direct,linear,position_based,time_decay"
    "&interval=false&{days}",
    "Spend": "spend?{days}",
    "Sources & health": "sources?language=en",
    "Settings": "settings",
}
_SLOW = {
    "Attribution, Markov": "attribution?models=markov&interval=false&{days}",
    "Attribution, Shapley": "attribution?models=shapley&interval=false&{days}",
    "Attribution, all with intervals": "attribution?{days}",
}
# Whom a page is about: those of a segment that is kept by its name, or of conditions that nobody asked for before.
_BUYERS, _SAVED = "Buyers", "orders>=1"
_OF_SEGMENT = ("Answers", "Stages", "Funnel", _BEHIND, "Paths", "Attribution, the rules", "Spend")
_UNSAVED = "condition=revenue%3E%3D{few}"
_COMPARING = ("Funnel", "Paths", "Attribution, the rules", "Spend")
_SECONDS, _SLOW_SECONDS = 0.3, 1.5
_TIMES, _FEW = 20, 2
_LIMIT = "limit: an answer that holds nothing"


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure each page's data at a shop with so many events, ten a person."""
    place, times = built(lab, Shop(events), "shop"), _TIMES if events >= SMALL[0] else _FEW
    first = date(1970, 1, 1) + timedelta(FIRST_DAY)
    create(Workspace.open(place), _BUYERS, (_SAVED,))
    with reader(place, first, DAYS) as reads:
        somebody = reads.told(f"/api/v1/{_QUICK[_BEHIND]}")["people"][0]["customer_id"]
        quick = _QUICK | {"One person": f"people/{somebody}?language=en"}
        quick |= {f"{name}, of a saved segment": f"{quick[name]}&segment={_BUYERS}" for name in _OF_SEGMENT}
        slow = _SLOW | {f"{name}, of any other segment": f"{quick[name]}&{_UNSAVED}" for name in _OF_SEGMENT}

        def row(name: str, path: str, most: float, *, compared: bool = False) -> Row:
            asked = reads.asked(f"/api/v1/{path}", times, lab.runs, compared=compared)
            return Row(name, asked, limit=_LIMIT, goals=(Goal("seconds", most, FULL[0]),))

        rows = [
            row(*page, most) for pages, most in ((quick, _SECONDS), (slow, _SLOW_SECONDS)) for page in pages.items()
        ]
        rows += [row(f"{name}, beside other days", quick[name], _SECONDS, compared=True) for name in _COMPARING]
        nothing = reads.asked("/health", times, lab.runs)
    return (*rows, Row(_LIMIT, nothing, kind=LIMIT))
