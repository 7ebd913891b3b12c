from __future__ import annotations

import json

import numpy as np

from percorso.simulate.chunks import Chunk
from percorso.simulate.vocabulary import Pages


def test_every_detail_is_json(chunk: Chunk) -> None:
    for text in set(chunk.caller.details.words.to_pylist()):
        assert isinstance(json.loads(text), dict)


def test_an_orders_detail_says_its_money_and_its_products(chunk: Chunk) -> None:
    said, filled = chunk.caller.details, chunk.baskets
    place = int(np.flatnonzero(filled.coupon)[0])
    told = json.loads(said.words[said["order"] + place].as_py())
    assert told["order_id"] == filled.number[place].as_py()
    assert round(told["total"] * 100) == filled.total[place]
    assert round((told["revenue"] + told["shipping"] + told["tax"]) * 100) in range(
        filled.total[place] - 200, filled.total[place] + 200
    )
    assert len(told["products"]) == filled.starts[place + 1] - filled.starts[place]
    assert told["coupon"] == "BENVENUTO10"
    steps = [json.loads(said.words[said["step"] + 3 * place + number].as_py()) for number in range(3)]
    assert [step["step"] for step in steps] == [1, 2, 3]
    assert [sorted(step) for step in steps][2] == ["checkout_id", "payment_method", "shipping_method", "step"]


def test_pages_are_numbered_in_their_groups(chunk: Chunk) -> None:
    pages = Pages.of(chunk.catalogue)
    path = pages.path.to_pylist()
    assert (path[0], path[pages.cart], path[pages.account]) == ("/", "/cart", "/account/ordini")
    assert path[pages.category].startswith("/collections/")
    assert path[pages.product].startswith("/products/")
    assert path[pages.search].startswith("/search?q=")
    assert len(set(path)) == len(path)
