from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from percorso.core.time import from_micros
from percorso.store.figures import Noted, Shift
from percorso.store.state import Build, State

LATE = Shift("2026-03-01", "EUR", "late_orders", 1, 500, 1, 1, 1, 7)


def published(state: State, number: int, noted: Noted) -> date:
    build = Build(id=number, versions={}, generation=number, settings_digest="", events_seq=0)
    return from_micros(state.publish(build, noted).published_at).date()


def test_the_newest_figures_of_a_day_take_the_place_of_those_before(state: State) -> None:
    first = {("2026-03-01", "EUR"): (1, 100, 1, 5), ("2026-03-02", "EUR"): (0, 0, 0, 1)}
    published(state, 1, Noted(first))
    published(state, 2, Noted({("2026-03-01", "EUR"): (2, 600, 2, 6)}, [("2026-03-02", "EUR")]))
    assert state.figures.all() == {("2026-03-01", "EUR"): (2, 600, 2, 6)}


def test_what_a_cause_moved_on_a_day_adds_up_over_the_builds_of_a_day(state: State) -> None:
    on = published(state, 1, Noted(shifts=[LATE]))
    assert published(state, 2, Noted(shifts=[replace(LATE, published_at=9), replace(LATE, cause="refunds")])) == on
    told = replace(LATE, orders=2, revenue=1000, new_customers=2, touchpoints=2, things=2, noted_on=on.isoformat())
    assert state.figures.shifts() == (told, replace(LATE, cause="refunds", noted_on=on.isoformat()))
    assert state.figures.shifts(on) == state.figures.shifts()
    assert state.figures.shifts(on + timedelta(days=1)) == ()


def test_taking_every_build_back_forgets_what_was_published(state: State) -> None:
    published(state, 1, Noted({("2026-03-01", "EUR"): (1, 100, 1, 5)}, shifts=[LATE]))
    state.unpublish()
    assert (state.figures.all(), state.figures.shifts()) == ({}, ())
