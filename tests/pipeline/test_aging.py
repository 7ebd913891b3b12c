from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from percorso.core.settings import Privacy
from percorso.pipeline.aging import Aging

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def _events() -> pa.Table:
    rows = [
        (datetime(2026, 1, 31, tzinfo=UTC), "page", "Page Viewed", None),
        (datetime(2026, 1, 31, tzinfo=UTC), "track", "Order Completed", "1"),
        (datetime(2026, 1, 31, tzinfo=UTC), "track", "Consent Updated", None),
        (datetime(2026, 1, 31, tzinfo=UTC), "identify", "Identified", None),
        (datetime(2026, 4, 1, tzinfo=UTC), "page", "Page Viewed", None),
    ]
    at, kind, name, order = zip(*rows, strict=True)
    times = pa.array(at, pa.timestamp("us", "UTC"))
    return pa.table({"at": times, "kind": kind, "name": name, "order_id": pa.array(order, pa.string())})


def test_the_limit_is_the_beginning_of_a_month() -> None:
    aging = Aging.of(Privacy(keep_visits=timedelta(days=60)), NOW)
    assert aging == Aging.of(Privacy(keep_visits=timedelta(days=60)), NOW + timedelta(days=1))
    assert aging.visits == int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert Aging.read(aging.written()) == aging


def test_old_visits_go_and_orders_choices_and_identities_stay() -> None:
    aging = Aging.of(Privacy(keep_visits=timedelta(days=60)), NOW)
    assert aging.old_events(_events()).tolist() == [True, False, False, False, False]


def test_nothing_is_old_where_everything_is_kept() -> None:
    assert Aging.of(Privacy(), NOW) == Aging()
    assert not Aging().old_events(_events()).any()
