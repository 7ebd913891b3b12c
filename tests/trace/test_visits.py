from collections.abc import Callable
from datetime import timedelta

from percorso.store.arrow import conform
from percorso.tables import SESSIONS
from percorso.trace.tracing import Traced

HOME = "https://shop.example/"


def test_a_session_shows_how_far_it_came(traced: Callable[..., Traced]) -> None:
    names = ["Page Viewed", "Product Viewed", "Product Added", "Checkout Started"]
    rows = [{"name": name, "url": HOME, "minute": minute} for minute, name in enumerate(names)]
    order = {"name": "Order Completed", "url": HOME, "order_id": "7", "minute": 90}
    before = {"name": "Product Viewed", "url": HOME, "minute": 89}
    after = {"name": "Page Viewed", "url": HOME, "minute": 200}
    found = traced([*rows, before, order, after]).sessions
    assert found["furthest_step"].to_pylist() == ["checkout", "order", "land"]
    assert found["ordered"].to_pylist() == [False, True, False]
    assert found["cycle"].to_pylist() == [1, 1, 2]
    assert found["events"].to_pylist() == [4, 2, 1]
    lasted = zip(found["started_at"].to_pylist(), found["ended_at"].to_pylist(), strict=True)
    assert [end - start for start, end in lasted] == [timedelta(minutes=one) for one in (3, 1, 0)]


def test_without_visits_the_table_still_has_its_columns(traced: Callable[..., Traced]) -> None:
    found = traced([{"name": "Email Sent"}]).sessions
    assert found.num_rows == 0
    assert found.schema.names == list(SESSIONS.columns)
    assert conform(found, SESSIONS).num_rows == 0
