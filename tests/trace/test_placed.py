from collections.abc import Callable

import numpy as np
import pyarrow as pa

from percorso.sequence.codes import Coded
from percorso.trace.placed import Placed, placed_in


def placed(events: pa.Table, order_of_event: dict[str, str], on_page: list[str | None] | None = None) -> Placed:
    pages = Coded.of(pa.array(on_page or [None] * events.num_rows, pa.string()))
    return placed_in(events, Coded.of(events["customer_id"]).codes, order_of_event, pages)


def test_an_event_that_names_a_placed_order_is_told_from_one_that_names_none(
    events_of: Callable[..., pa.Table],
) -> None:
    events = events_of(
        [
            {"event_id": "start", "order_id": "7"},
            {"event_id": "order", "order_id": "7"},
            {"event_id": "ship", "order_id": "7"},
            {"event_id": "other", "order_id": "8"},
            {"event_id": "none"},
            {"event_id": "elsewhere", "order_id": "7", "shop": "outlet"},
            {"event_id": "someone", "order_id": "7", "customer_id": "c2"},
        ]
    )
    found = placed(events, {"order": "7"})
    assert found.count == 1
    assert found.order.tolist() == [0, 0, 0, -1, -1, -1, -1]
    assert found.conversion.tolist() == [False, True] + [False] * 5
    assert found.order_id.to_arrow().to_pylist() == [None, "7"] + [None] * 5


def test_a_number_with_or_without_its_sign_names_the_same_order(events_of: Callable[..., pa.Table]) -> None:
    rows = [("order", "#7"), ("plain", "9"), ("ship", "7"), ("ask", " 7 "), ("return", "#9"), ("other", "77")]
    events = events_of([{"event_id": name, "order_id": number} for name, number in rows])
    assert placed(events, {"order": "7", "plain": "9"}).order.tolist() == [0, 1, 0, 0, 1, -1]


def test_a_page_names_the_order_of_an_event_that_names_none(events_of: Callable[..., pa.Table]) -> None:
    events = events_of([{"event_id": "7", "order_id": "7"}, {"event_id": "8", "order_id": "8"}, {}, {"order_id": "8"}])
    found = placed(events, {"7": "7", "8": "8"}, [None, None, "7", "7"])
    assert found.order.tolist() == [0, 1, 0, 1]


def test_the_first_event_stands_for_an_order_and_the_others_are_folded(events_of: Callable[..., pa.Table]) -> None:
    events = events_of([{"event_id": word, "order_id": "7"} for word in ("line1", "line2", "whole")])
    found = placed(events, dict.fromkeys(("line1", "line2", "whole"), "7"))
    assert found.first().tolist() == [0]
    assert found.folded().tolist() == [False, True, True]
    on_site = np.array([False, False, True])
    assert found.first(on_site).tolist() == [2]
    assert found.folded(on_site).tolist() == [True, True, False]
    assert found.folded(np.zeros(3, dtype=bool)).tolist() == [True, True, True]


def test_an_order_without_an_id_goes_by_the_one_the_ledger_gave_it(events_of: Callable[..., pa.Table]) -> None:
    found = placed(events_of([{"event_id": "a"}, {"event_id": "b"}]), {"a": "a", "b": "b"})
    assert found.order.tolist() == [0, 1]


def test_no_events_hold_no_orders(events_of: Callable[..., pa.Table]) -> None:
    found = placed(events_of([]), {})
    assert (found.count, len(found.order), len(found.folded())) == (0, 0, 0)
