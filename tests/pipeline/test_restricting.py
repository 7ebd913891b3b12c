from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.published import Published
from percorso.pipeline.restricting import release, restrict
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, EXCLUDED, ORDERS, TOUCHPOINTS


def _seen(shop: Workspace) -> dict[str, Any]:
    published = Published.open(shop)
    touches = "SELECT count(*) AS n FROM touchpoints WHERE role = 'touch'"
    withheld = "SELECT count(*) AS n FROM excluded WHERE reason = 'no_consent'"
    orders = "SELECT count(*) AS n, sum(revenue) AS revenue FROM orders"
    return {
        "touches": published.rows(touches, TOUCHPOINTS)[0]["n"],
        "withheld": published.rows(withheld, EXCLUDED)[0]["n"],
        "orders": published.rows(orders, ORDERS)[0],
        "events": shop.lake.count(EVENTS),
    }


def test_restricted_data_is_kept_and_not_looked_at_until_it_is_released(
    newsletter_shop: Workspace, write_calls: Callable[..., Any]
) -> None:
    before = _seen(newsletter_shop)
    assert restrict(newsletter_shop, "A-1") == 2
    resting = _seen(newsletter_shop)
    assert (resting["orders"], resting["events"]) == (before["orders"], before["events"])
    assert (resting["touches"], resting["withheld"]) == (before["touches"] - 1, before["withheld"] + 1)
    late = [{"type": "page", "userId": "u1", "timestamp": "2026-03-09T10:00:00Z"}]
    import_files(newsletter_shop, "segment", [write_calls("late.jsonl", late)])
    build(newsletter_shop)
    assert _seen(newsletter_shop)["touches"] == resting["touches"]
    assert release(newsletter_shop, "u1") == 2
    after = _seen(newsletter_shop)
    assert (after["touches"], after["withheld"]) == (before["touches"] + 1, before["withheld"])
    assert [one.kind for one in newsletter_shop.state.privacy.audit()] == ["restrict", "release"]


def test_what_was_not_restricted_is_not_released(newsletter_shop: Workspace) -> None:
    with pytest.raises(PercorsoError) as raised:
        release(newsletter_shop, "u1")
    assert raised.value.code == "not_restricted"
