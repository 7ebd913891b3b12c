"""Shifts: what a build changes of days that were over and published before, and by which cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.analyze.days import NOTHING, CountDays, DayTotals, days_of, iso, minus, plus
from percorso.core.time import from_micros, start_of_day, zone
from percorso.pipeline.planning import Anew
from percorso.pipeline.published import Published
from percorso.run.local import run
from percorso.sequence.kernels import side_by_side
from percorso.sequence.tally import tally
from percorso.store import cache
from percorso.store.bucket import Bucket
from percorso.store.figures import Key, Noted, Shift
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import MERGES, ORDERS, TOUCHPOINTS

Days = dict[Key, DayTotals]

# What takes events away, as the record of it has it.
_ERASING = ("erase", "expire")

_ORDERS_SQL = """
SELECT shop, order_id, customer_id, source, currency, revenue, refunded, number = 1 AS is_first,
    epoch_us("at") AS micros
FROM orders WHERE "at" >= $since AND "at" < $until
"""
_SOURCES_SQL = "SELECT DISTINCT source FROM orders"
_MOVED_SQL = "SELECT DISTINCT customer_id FROM merges WHERE build = $build"
# What the build before had no event of: orders, and how many other touchpoints in each quarter of an hour, which no
# zone's midnight divides.
_FRESH_SQL = """
SELECT DISTINCT customer_id, order_id FROM touchpoints
WHERE role = 'order' AND seq > $seen AND "at" >= $since AND "at" < $until
"""
_LATE_SQL = """
SELECT epoch_us("at") // 900000000 * 900000000 AS micros, count(*) AS rows FROM touchpoints
WHERE role <> 'order' AND seq > $seen AND "at" >= $since AND "at" < $until GROUP BY 1
"""
# What each order that is otherwise than before takes from its day of then and adds to its day of now. One that is no
# first order any more, or one now, and else the same, is moved by another and counts for none.
_CAUSES_SQL = """
WITH told AS (
    SELECT then_.day AS then_day, then_.currency AS then_currency, then_.revenue AS then_revenue,
        then_.is_first AS then_first, now_.*, then_.order_id IS NULL AS came, now_.order_id IS NULL AS went,
        CASE
            WHEN came AND ($same OR fresh.order_id IS NOT NULL)
                THEN CASE WHEN list_contains($sources, now_.source) THEN 'late_orders' ELSE 'new_source' END
            WHEN came THEN $ruled
            WHEN went THEN CASE WHEN $erased THEN 'erased' WHEN $same THEN 'taken_back' ELSE $ruled END
            WHEN then_.refunded <> now_.refunded AND then_.currency = now_.currency THEN 'refunds'
            WHEN then_.revenue <> now_.revenue OR then_.day <> now_.day OR then_.currency <> now_.currency
                THEN CASE WHEN $same THEN 'corrected' ELSE $ruled END
            WHEN then_.customer_id <> now_.customer_id AND $erased THEN 'erased'
            WHEN then_.customer_id <> now_.customer_id OR moved.customer_id IS NOT NULL THEN 'identity'
            WHEN $same THEN 'late_orders' ELSE $ruled
        END AS cause,
        cause = 'late_orders' AND NOT came AS aside
    FROM orders_then then_ FULL JOIN orders_now now_ USING (shop, order_id)
    LEFT JOIN fresh ON fresh.customer_id = now_.customer_id AND fresh.order_id = now_.order_id
    LEFT JOIN moved ON moved.customer_id = now_.customer_id
    WHERE came OR went OR then_.revenue <> now_.revenue OR then_.day <> now_.day OR then_.currency <> now_.currency
        OR then_.is_first <> now_.is_first)
SELECT day, currency, cause, sum(things) AS things, sum(orders) AS orders, sum(revenue) AS revenue,
    sum(new_customers) AS new_customers
FROM (
    SELECT then_day AS day, then_currency AS currency, cause, (went)::INT AS things, -1 AS orders,
        -then_revenue AS revenue, -then_first::INT AS new_customers
    FROM told WHERE NOT came
    UNION ALL
    SELECT day, currency, cause, (NOT aside)::INT, 1, revenue, is_first::INT FROM told WHERE NOT went)
GROUP BY ALL
"""


class _Told(NamedTuple):
    """What one cause did to a day, by how many orders or events."""

    sums: DayTotals
    things: int


@dataclass(frozen=True)
class _Between:
    """Two builds, one after the other, and what lies between them.

    Attributes:
        ruled: what besides events changed; empty where nothing did.
        erased: whether somebody was erased, or events became too old to keep.
        moved: who goes by another id since.
    """

    before: Published
    after: Published
    ruled: str
    erased: bool
    moved: pa.Table

    @property
    def same(self) -> bool:
        """Whether events alone are new."""
        return not self.ruled


def counted(workspace: Workspace, previous: Build | None, generation: int, anew: Anew | None) -> Days:
    """Count the days of a generation of journeys.

    Args:
        workspace: where.
        previous: the build that is published; None for none.
        generation: of the one about to be.
        anew: in whom alone the two differ, so that all others are as they were counted; None where that may be anybody.
    """
    shop, then = workspace.settings.shop, _published(workspace)
    question = CountDays(shop.currency, shop.time_zone)
    after = cache.read(workspace.cache_folder, generation)
    if previous is None or anew is None or not then:
        # One at a time: tables are committed meanwhile, and a large shop's bucket is half a gigabyte of columns.
        return run(question, [bucket.once for bucket in after], threads=1)
    before = cache.read(workspace.cache_folder, previous.generation)
    gave, give = (
        run(question, [partial(bucket.among, keys) for bucket in buckets])
        for buckets, keys in ((before, anew.before), (after, anew.after))
    )
    days = {
        key: plus(minus(then.get(key, NOTHING), gave.get(key, NOTHING)), give.get(key, NOTHING))
        for key in then.keys() | give.keys()
    }
    return {key: sums for key, sums in days.items() if sums != NOTHING}


def noted(workspace: Workspace, previous: Build | None, build: Build, now: Days) -> Noted:
    """Compare what a build says of each day with what was published, and find what moved the days that were over.

    A day is over for a build that was published after it, with later days in it. Only where some of them moved are the
    orders of both builds compared, and those of these days alone.

    Args:
        workspace: where.
        previous: the build that is published; None for none.
        build: the one about to be.
        now: its days.
    """
    after, then = Published(workspace, build, ()), _published(workspace)
    changed = {key: sums for key, sums in now.items() if then.get(key) != sums}
    shifts: list[Shift] = []
    if previous is not None and then:
        moved = _moved(then, now, _until(then, previous, workspace.settings.shop.time_zone))
        if moved:
            between = _between(Published(workspace, previous, ()), after)
            shifts = _shifts(between, moved)
    return Noted(changed, then.keys() - now.keys(), shifts)


def _published(workspace: Workspace) -> Days:
    return {key: DayTotals(*sums) for key, sums in workspace.state.figures.all().items()}


def _until(then: Days, build: Build, time_zone: str) -> str:
    """Give the first day that was not over when a build was published, or had no later day beside it."""
    published = from_micros(build.published_at).astimezone(zone(time_zone)).date().isoformat()
    return min(published, max(day for day, _ in then))


def _moved(then: Days, now: Days, until: str) -> Days:
    """Give the differences of the days that were published and over."""
    since = min(day for day, _ in then)
    keys = sorted(key for key in then.keys() | now.keys() if since <= key[0] < until)
    differences = ((key, minus(now.get(key, NOTHING), then.get(key, NOTHING))) for key in keys)
    return {key: difference for key, difference in differences if difference != NOTHING}


def _between(before: Published, after: Published) -> _Between:
    workspace, build = after.workspace, before.build
    own, other = build.stats.get("governed", {}), after.build.stats.get("governed", {})
    parts = [part for part in other if own.get(part) != other[part]]
    same = build.settings_digest == after.build.settings_digest
    ruled = "" if same else parts[0] if len(parts) == 1 else "settings"
    erased = any(one.kind in _ERASING and one.begun_at >= build.published_at for one in workspace.state.privacy.audit())
    moved = after.sql(_MOVED_SQL, MERGES, build=after.build.id)
    return _Between(before, after, ruled, erased, moved)


def _shifts(between: _Between, moved: Days) -> list[Shift]:
    """Share the differences of days among their causes; what no order or event explains is told too."""
    where = zone(between.after.workspace.settings.shop.time_zone)
    first, last = (date.fromisoformat(day) for day, _ in (min(moved), max(moved)))
    times = {"since": start_of_day(first, where), "until": start_of_day(last + timedelta(days=1), where)}
    left = dict(moved)
    told: defaultdict[tuple[Key, str], _Told] = defaultdict(lambda: _Told(NOTHING, 0))
    found = side_by_side(lambda ask: list(ask(between, times)), (_of_orders, _of_events))
    for key, cause, own in chain.from_iterable(found):
        if key in moved:
            left[key] = minus(left[key], own.sums)
            told[key, cause] = _Told(plus(told[key, cause].sums, own.sums), told[key, cause].things + own.things)
    for key, sums in left.items():
        cause = _otherwise(between)
        told[key, cause] = _Told(plus(told[key, cause].sums, sums), told[key, cause].things)
    published = between.before.build.published_at
    return [
        Shift(*key, cause, *own.sums, things=own.things, published_at=published)
        for (key, cause), own in sorted(told.items())
        if own.sums != NOTHING
    ]


def _of_orders(between: _Between, times: Mapping[str, Any]) -> Iterator[tuple[Key, str, _Told]]:
    """Compare the orders of both builds; an order's own touchpoint comes and goes with it."""
    before, after = between.before, between.after
    then, now = (_with_day(one.sql(_ORDERS_SQL, ORDERS, **times), between) for one in (before, after))
    given: dict[str, Any] = {
        "sources": [row["source"] for row in before.rows(_SOURCES_SQL, ORDERS)],
        "same": between.same,
        "ruled": between.ruled,
        "erased": between.erased,
    }
    fresh = after.sql(_FRESH_SQL, TOUCHPOINTS, seen=before.build.events_seq, **times)
    tables = {"orders_then": then, "orders_now": now, "moved": between.moved, "fresh": fresh}
    with Bucket(-1, tables) as opened:
        rows = opened.sql(_CAUSES_SQL, **given).to_pylist()
    shops = after.workspace.settings.shop.currency
    for row in rows:
        day, cause = iso(row["day"]), row["cause"]
        orders, revenue, new, things = (int(row[name]) for name in ("orders", "revenue", "new_customers", "things"))
        yield (day, row["currency"]), cause, _Told(DayTotals(orders, revenue, 0, 0), things)
        yield (day, shops), cause, _Told(DayTotals(0, 0, new, orders), 0)


def _with_day(orders: pa.Table, between: _Between) -> pa.Table:
    return orders.append_column("day", pa.array(_days_of(orders, between)))


def _of_events(between: _Between, times: Mapping[str, Any]) -> Iterator[tuple[Key, str, _Told]]:
    """Count the touchpoints that came late, but for orders, which are told by themselves."""
    late = between.after.sql(_LATE_SQL, TOUCHPOINTS, seen=between.before.build.events_seq, **times)
    counted = tally(_days_of(late, between), late["rows"].to_numpy().astype(np.int64))
    for day, (rows,) in zip(counted.keys.tolist(), counted.sums.tolist(), strict=True):
        shop = between.after.workspace.settings.shop
        yield (iso(day), shop.currency), "late_events", _Told(DayTotals(0, 0, 0, rows), rows)


def _days_of(rows: pa.Table, between: _Between) -> NDArray[np.int64]:
    return days_of(rows["micros"].to_numpy().astype(np.int64), between.after.workspace.settings.shop.time_zone)


def _otherwise(between: _Between) -> str:
    if between.erased:
        return "erased"
    return between.ruled or ("identity" if between.moved.num_rows else "corrected")
