from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pyarrow as pa

from percorso.simulate import backend
from percorso.simulate.aftermath import NEVER
from percorso.simulate.chunks import Chunk
from percorso.simulate.options import Options


def _calls(chunk: Chunk) -> pa.Table:
    return backend.calls(chunk.options.kind, chunk.options.seed, chunk.people, chunk.baskets, chunk.after, chunk.clock)


def test_a_shop_tells_of_refunds_and_cancellations(large: Chunk) -> None:
    told = _calls(large)
    names = Counter(told["event"].to_pylist())
    gone = large.after.cancelled < large.clock.last
    back = (large.after.refunded_at < large.clock.last) & (large.after.cancelled == NEVER)
    assert names == {"Order Cancelled": gone.sum(), "Order Refunded": back.sum()}
    lines = [json.loads(line) for line in backend.lines(told).to_pylist()]
    assert [line["properties"]["order_id"] for line in lines] == [
        json.loads(text)["order_id"] for text in told["properties"].to_pylist()
    ]
    assert len({line["messageId"] for line in lines}) == len(lines)
    assert [line["timestamp"] for line in lines] == sorted(line["timestamp"] for line in lines)


def test_a_hotel_tells_of_deposits_cancellations_and_stays(simulate: Callable[[Options], Chunk]) -> None:
    hotel = simulate(Options(customers=2500, kind="hotel"))
    told = _calls(hotel).to_pylist()
    of: dict[str, dict[str, object]] = {}
    for row in told:
        of.setdefault(json.loads(row["properties"])["order_id"], {})[row["event"]] = row["timestamp"]
    assert {name for events in of.values() for name in events} == {
        "Deposit Paid", "Booking Cancelled", "Stay Started", "Stay Completed",
    }  # fmt: skip
    for events in of.values():
        assert not {"Booking Cancelled", "Stay Started"} <= set(events)
        if "Stay Completed" in events:
            assert events["Deposit Paid"] < events["Stay Started"] < events["Stay Completed"]  # type: ignore[operator]
