"""The exports come in through the product's own connector, to the cent."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from percorso.collect.options import ReadOptions
from percorso.collect.reading import read_file
from percorso.core.record import Event
from percorso.simulate.chunks import Chunk
from percorso.simulate.order_exports import shopify, woocommerce


def _read(path: Path) -> list[Event]:
    batches = list(read_file("orders", path, ReadOptions()))
    assert [one for batch in batches for one in batch.rejected] == []
    return [one for batch in batches for one in batch.events]


@pytest.mark.parametrize("export", [shopify, woocommerce])
def test_every_order_is_read_with_its_money(chunk: Chunk, tmp_path: Path, export: Callable[..., bytes]) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(export(chunk.people, chunk.baskets, chunk.after, chunk.catalogue, chunk.clock))
    events = {one.order_id: one for one in _read(path)}
    assert len(events) == chunk.after.count
    for place, basket in enumerate(chunk.after.basket.tolist()):
        event = events[chunk.baskets.number[basket].as_py()]
        told = json.loads(event.properties)
        assert Decimal(str(told["total"])) * 100 == int(chunk.baskets.total[basket])
        assert len(told["products"]) == chunk.baskets.starts[basket + 1] - chunk.baskets.starts[basket]
        assert event.email == chunk.people.email[int(chunk.baskets.customer[basket])].as_py()
        placed = int(chunk.clock.instant(chunk.after.placed[place : place + 1])[0])
        assert event.at // 1_000_000 == placed // 1000


def test_what_was_given_back_after_the_export_is_not_in_it(large: Chunk, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(shopify(large.people, large.baskets, large.after, large.catalogue, large.clock))
    refunded = sum(Decimal(str(json.loads(one.properties).get("refunded") or 0)) for one in _read(path))
    known = large.after.refunded_at < large.clock.last
    assert refunded * 100 == int(large.after.refunded[known].sum())
    assert not known[large.after.refunded > 0].all()
