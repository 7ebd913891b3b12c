"""What a touch costs: each channel's spend, shared by all touches it brought in the days that spend covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from threading import Lock
from typing import Any

from percorso.core.time import start_of_day, zone
from percorso.pipeline.published import Published
from percorso.tables import SPEND, TOUCHPOINTS

_TOUCHES = """
SELECT channel, count(*) AS touches FROM touchpoints
WHERE role = 'touch' AND channel IS NOT NULL AND "at" >= $since AND "at" < $until GROUP BY channel
"""


@dataclass(frozen=True)
class TouchCosts:
    """What one touch of each channel costs.

    Attributes:
        each: by channel, minor units of ``currency``.
        since, until: the days that spend covers, from the first moment of one to the end of another.
    """

    each: Mapping[str, Fraction]
    currency: str
    since: datetime
    until: datetime

    def share(self, touches: Iterable[Mapping[str, Any]]) -> int | None:
        """Give somebody's share of spend in minor units, None where none of their touches lies in its days."""
        times = ((one["channel"], datetime.fromisoformat(one["at"])) for one in touches)
        own = [channel for channel, at in times if self.since <= at < self.until]
        return round(sum((self.each.get(channel, Fraction()) for channel in own), Fraction())) if own else None


# What was found last, by what it depends on: it is the same for everybody, and counts all touches of the shop.
_found: dict[tuple[Hashable, int], TouchCosts | None] = {}
_one_at_a_time = Lock()


def touch_costs(published: Published) -> TouchCosts | None:
    """Say what a touch of each channel costs; None where no spend in the shop's currency was imported."""
    workspace = published.workspace
    revision = workspace.lake.revision(SPEND)
    asked = (published.name, revision)
    with _one_at_a_time:
        if asked not in _found:
            _found.clear()
            _found[asked] = _costs(published) if revision else None
        return _found[asked]


def _costs(published: Published) -> TouchCosts | None:
    # Where nothing was spent, nobody waits for what spend is read with.
    from percorso.pipeline.spent import spent

    shop = published.workspace.settings.shop
    rows = [row for row in spent(published, shop.currency) if row.currency == shop.currency]
    if not rows:
        return None
    days, where = sorted(row.on for row in rows), zone(shop.time_zone)
    since, until = start_of_day(days[0], where), start_of_day(days[-1] + timedelta(days=1), where)
    cost: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        cost[row.channel] += row.cost
    counted = published.rows(_TOUCHES, TOUCHPOINTS, since=since, until=until)
    each = {row["channel"]: Fraction(cost[row["channel"]], row["touches"]) for row in counted}
    return TouchCosts(each, shop.currency, since, until)
