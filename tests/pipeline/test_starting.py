from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.pipeline import accounts
from percorso.pipeline.starting import start
from percorso.store.workspace import Workspace


@pytest.mark.usefixtures("cheap_passwords")
def test_a_workspace_comes_nearer_to_its_first_figure_step_by_step(
    make_shop: Callable[..., Workspace], add: Callable[..., None], newsletter_calls: list[dict[str, Any]]
) -> None:
    shop = make_shop()
    told = start(shop, "it")
    assert [told[name] for name in ("account", "sources", "events", "built")] == [False] * 4
    assert [one["label"] for one in told["stages"]][:2] == ["Consapevolezza", "Considerazione"]
    accounts.create(shop, "anna@shop.example", "owner", "correct horse")
    add(shop, newsletter_calls)
    told = start(shop)
    assert [told[name] for name in ("account", "sources", "events", "built")] == [True] * 4
