from __future__ import annotations

from collections.abc import Callable
from typing import Any

from percorso.pipeline.finding import Everybody
from percorso.store.workspace import Workspace


def test_somebody_is_found_however_their_identifier_is_written(
    make_shop: Callable[..., Workspace], add: Callable[..., None]
) -> None:
    shop = make_shop()
    order = {"order_id": "#A-1", "total": 10, "currency": "EUR"}
    who: dict[str, Any] = {"userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
    traits = {"email": "Anna@X.example", "phone": "339 1234567", "loyalty_id": "L7"}
    calls = [
        {"type": "identify", **who, "anonymousId": "phone", "traits": traits},
        {"type": "track", "event": "Order Completed", **who, "properties": order},
        {"type": "page", "anonymousId": "u1", "timestamp": "2026-03-01T11:00:00Z"},
    ]
    add(shop, calls)
    everybody = Everybody.open(shop)
    anna = everybody.customer("u1")
    assert anna is not None
    ways = (
        "anna@x.EXAMPLE",
        "+39 339 123 4567",
        "A-1",
        "#A-1",
        "L7",
        "phone",
        " u1 ",
        "user:u1",
        everybody.id_of(anna),
    )
    assert [everybody.customer(one) for one in ways] == [anna] * len(ways)
    assert everybody.customer("anonymous:u1") not in (anna, None)
    assert [everybody.customer(one) for one in ("bruno", "0123456789abcdef", "")] == [None] * 3
