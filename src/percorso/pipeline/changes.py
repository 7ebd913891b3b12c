"""What changed: the newest four weeks of the published build beside the four weeks before, so that weekdays agree."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from percorso.analyze.changes import Change, of_count, of_rate
from percorso.analyze.intervals import rate
from percorso.core.time import from_micros, start_of_day, zone
from percorso.pipeline.published import Published
from percorso.tables import ORDERS, SESSIONS

DAYS = 28

_ORDERS_SQL = """
SELECT "at" >= $middle AS later, count(*) AS orders, count(*) FILTER (number = 1) AS new_customers
FROM orders WHERE "at" >= $since AND "at" < $until GROUP BY later
"""
_VISITS_SQL = """
SELECT started_at >= $middle AS later, count(*) AS visits, count(*) FILTER (ordered) AS ordered
FROM sessions WHERE started_at >= $since AND started_at < $until GROUP BY later
"""
_NONE = {"orders": 0, "new_customers": 0, "visits": 0, "ordered": 0}


def changes(published: Published, last_at: int) -> tuple[Change, ...]:
    """Compare orders, new customers, visits and how many of those ordered; none without eight whole weeks of data.

    Args:
        published: the build.
        last_at: when its newest touch was, microseconds UTC; that day is not over and stays out.
    """
    where = zone(published.workspace.settings.shop.time_zone)
    today = from_micros(last_at).astimezone(where).date()
    until, middle, since = (start_of_day(today - timedelta(days=DAYS * back), where) for back in range(3))
    earliest = published.rows('SELECT min("at") AS first FROM orders', ORDERS)[0]["first"]
    if earliest is None or earliest > since:
        return ()
    counted = {
        name: {**_NONE, **_by_period(published, since, middle, until, later=later)}
        for name, later in (("now", True), ("before", False))
    }
    now, before = counted["now"], counted["before"]
    told = [of_count(name, now[name], before[name]) for name in ("new_customers", "orders")]
    if now["visits"] or before["visits"]:
        ordered = (rate(one["ordered"], one["visits"]) for one in (now, before))
        told += [of_count("visits", now["visits"], before["visits"]), of_rate("visit_to_order_rate", *ordered)]
    return tuple(told)


def _by_period(
    published: Published, since: datetime, middle: datetime, until: datetime, *, later: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for query, spec in ((_ORDERS_SQL, ORDERS), (_VISITS_SQL, SESSIONS)):
        rows = published.rows(query, spec, since=since, middle=middle, until=until)
        found |= next((row for row in rows if row["later"] == later), {})
    return found
