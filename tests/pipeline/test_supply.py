from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.core.access import Actor
from percorso.core.errors import PercorsoError
from percorso.pipeline import supply
from percorso.pipeline.auditing import audit
from percorso.pipeline.importing import import_files
from percorso.pipeline.masking import Mask
from percorso.store.workspace import Workspace

ANNA = Actor("anna@shop.example", frozenset(("change",)), "analyst")


def test_sources_that_send_and_those_that_were_imported_stand_side_by_side(
    newsletter_shop: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "spend.csv").write_text("date,platform,campaign,cost,currency\n2026-03-01,meta_ads,Spring,3.00,EUR\n")
    import_files(newsletter_shop, "spend", [tmp_path / "spend.csv"])
    supply.create(newsletter_shop, ANNA, "web", ("https://shop.example",), None)
    found = {one["name"]: one for one in supply.supply(newsletter_shop)["sources"]}
    assert (found["segment"]["rows"], found["segment"]["by_key"], found["segment"]["enabled"]) == (12, False, True)
    assert found["spend"]["rows"] == 1
    assert (found["web"]["by_key"], found["web"]["last_at"]) == (True, None)
    supply.disable(newsletter_shop, ANNA, "web")
    told = supply.supply(newsletter_shop)["sources"]
    assert next(one for one in told if one["name"] == "web")["enabled"] is False
    assert [one["action"] for one in audit(newsletter_shop, 2)] == ["source_disabled", "source_created"]
    assert audit(newsletter_shop, 1)[0]["actor"] == ANNA.name


def test_what_came_last_comes_first_and_is_masked_for_whoever_may_not_see_people(
    newsletter_shop: Workspace,
) -> None:
    came = supply.arrivals(newsletter_shop, last=2)
    assert [(one["what"], one["who"]) for one in came] == [("Order Completed", "u5"), ("Page Viewed", "u5")]
    masked = supply.masked(Mask(newsletter_shop), came)
    assert masked[0]["what"] == "Order Completed"
    assert masked[0]["who"] == masked[1]["who"] == Mask(newsletter_shop).of("u5")
    with pytest.raises(PercorsoError, match="nobody"):
        supply.arrivals(newsletter_shop, "nobody")


def test_quarantine_is_shown_in_parts_counted_by_reason_and_tried_again(
    make_shop: Callable[..., Workspace], tmp_path: Path
) -> None:
    shop = make_shop()
    (tmp_path / "bad.jsonl").write_text('no json\n{"type":"nothing","userId":"u"}\nno json either\n')
    import_files(shop, "segment", [tmp_path / "bad.jsonl"])
    found = supply.quarantined(shop, limit=1, offset=1)
    assert (found["total"], len(found["rows"])) == (3, 1)
    assert found["reasons"] == [{"code": "bad_json", "count": 2}, {"code": "unknown_type", "count": 1}]
    assert supply.retry(shop, ANNA) == {"passed": 0, "stay": 3}
    entry = audit(shop, 1)[0]
    assert (entry["action"], entry["given"]) == ("quarantine_retried", {"passed": "0", "stay": "3"})
