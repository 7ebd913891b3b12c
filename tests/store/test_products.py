from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.store.products import Product
from percorso.store.state import State

told = st.tuples(
    st.sampled_from(["910", "911"]), st.one_of(st.none(), st.sampled_from(["Mug", "Cup", "Bowl"])), st.integers(1, 4)
)


def slowly(said: list[tuple[str, str | None, int]]) -> list[Product]:
    """Of each product the newest state, and whether its end was told of since."""
    found = []
    for own in sorted({one for one, _, _ in said}):
        states = [(at, json.dumps({"title": title})) for one, title, at in said if one == own and title is not None]
        at, text = max(states, default=(0, "{}"))
        ends = [when for one, title, when in said if one == own and title is None]
        found.append(Product("mugs", "shop", own, json.loads(text), at, bool(ends) and max(ends) >= at))
    return found


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    opened = State(tmp_path_factory.mktemp("products") / "state.db")
    yield opened
    opened.close()


shops = count()


@given(st.lists(told, min_size=1, max_size=8), st.integers(0, 8))
def test_the_newest_state_stands_whatever_came_first_and_however_often(
    lasting: State, said: list[tuple[str, str | None, int]], end: int
) -> None:
    shop = f"shop {next(shops)}"
    rows = [("mugs", shop, own, title and json.dumps({"title": title}), at) for own, title, at in said]
    lasting.products.keep(rows[:end])
    lasting.products.keep(rows)
    assert list(lasting.products.all(shop)) == [replace(one, shop=shop) for one in slowly(said)]


def test_products_are_kept_by_shop_and_source_in_either_database(state: State) -> None:
    state.products.keep([("mugs", "one", "910", '{"title":"Mug"}', 5), ("cups", "one", "910", '{"title":"Cup"}', 5)])
    state.products.keep([("mugs", "one", "910", None, 9), ("mugs", "two", "910", '{"title":"Bowl"}', 5)])
    assert state.products.all("one") == (
        Product("cups", "one", "910", {"title": "Cup"}, 5),
        Product("mugs", "one", "910", {"title": "Mug"}, 5, gone=True),
    )
    assert [one.told["title"] for one in state.products.all("two")] == ["Bowl"]
