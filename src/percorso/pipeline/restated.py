"""Restated: what ad platforms say of a day's cost after it was told moves figures that somebody read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from percorso.analyze.spend_grain import at_one_grain
from percorso.core.time import from_micros, to_micros, zone
from percorso.store.figures import CostKey, DayCost, Key, Shift
from percorso.store.transactions import now
from percorso.store.workspace import Workspace
from percorso.tables import SPEND

RESTATED, LATE = "cost_restated", "cost_late"


def note_costs(workspace: Workspace) -> None:
    """Compare what each platform's days cost with what was known of them, and keep both, and what moved.

    A day is over where its cost was told after it; of one that was not, more is no news, nor is what is told on one and
    the same day: files come one after another. What a platform had told of is restated; what one tells first of a day
    whose cost was told by others came late. Killed before it is kept, it is found by the next run.
    """
    told = _by_day(at_one_grain(workspace.lake.read(SPEND).to_pylist()))
    then = workspace.state.figures.costs()
    changed = {key: cost for key, cost in told.items() if key not in then or then[key].cost != cost.cost}
    gone = {key: DayCost(0, cost.told_at) for key, cost in then.items() if key not in told and cost.cost}
    where = zone(workspace.settings.shop.time_zone)
    workspace.state.figures.keep_costs({**changed, **gone}, _shifts({**changed, **gone}, then, where))


def _by_day(rows: Iterable[Mapping[str, Any]]) -> dict[CostKey, DayCost]:
    found: dict[CostKey, DayCost] = {}
    for row in rows:
        key = row["on"].isoformat(), row["currency"], row["platform"]
        before = found.get(key, DayCost(0, 0))
        found[key] = DayCost(before.cost + row["cost"], max(before.told_at, to_micros(row["received_at"])))
    return found


def _shifts(changed: Mapping[CostKey, DayCost], then: Mapping[CostKey, DayCost], where: tzinfo) -> list[Shift]:
    """Say by how much each day moved, for what of it was known when it was over."""
    told_at: defaultdict[Key, int] = defaultdict(int)
    today = _day(now(), where)
    for (day, currency, _platform), cost in then.items():
        told_at[day, currency] = max(told_at[day, currency], cost.told_at)
    moved: defaultdict[tuple[Key, str, int], int] = defaultdict(int)
    for (day, currency, platform), cost in changed.items():
        before = then.get((day, currency, platform))
        told = told_at[day, currency] if before is None else before.told_at
        if told and day < _day(told, where) < today:
            cause = LATE if before is None else RESTATED
            moved[(day, currency), cause, told] += cost.cost - (before.cost if before else 0)
    return [
        Shift(*key, cause, 0, 0, 0, 0, things=1, published_at=told, cost=cost)
        for (key, cause, told), cost in sorted(moved.items())
        if cost
    ]


def _day(at: int, where: tzinfo) -> str:
    return from_micros(at).astimezone(where).date().isoformat()
