from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from percorso.core.time import to_micros
from percorso.pipeline.changes import changes
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace

LAST = datetime(2026, 6, 1, 9, tzinfo=UTC)


def bought(day: int, times: int) -> Iterator[dict[str, Any]]:
    """Some people order, so many days before the last."""
    for number in range(times):
        at = (LAST - timedelta(days=day)).isoformat()
        told = {"order_id": f"{day}-{number}", "total": 10, "currency": "EUR"}
        who = f"u{day}-{number}"
        yield {"type": "track", "event": "Order Completed", "userId": who, "timestamp": at, "properties": told}


def test_four_whole_weeks_are_set_beside_the_four_before(
    make_shop: Callable[..., Workspace], add: Callable[..., None]
) -> None:
    shop = make_shop()
    # Today, which is not over; the two periods; the day before them.
    add(shop, [*bought(0, 7), *bought(1, 60), *bought(28, 40), *bought(29, 20), *bought(56, 10), *bought(57, 3)])
    found = {one.name: one for one in changes(Published.open(shop), to_micros(LAST))}
    assert (found["orders"].now, found["orders"].before) == (100, 30)
    assert (found["new_customers"].now, found["orders"].verdict) == (100, "likely_real")


def test_without_eight_weeks_of_orders_nothing_is_compared(
    make_shop: Callable[..., Workspace], add: Callable[..., None]
) -> None:
    shop = make_shop()
    add(shop, [*bought(1, 40), *bought(50, 40)])
    assert changes(Published.open(shop), to_micros(LAST)) == ()
