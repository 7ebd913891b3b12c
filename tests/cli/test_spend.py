from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

CALLS = (
    '{"type":"page","userId":"u1","timestamp":"2026-03-01T09:00:00Z","context":{"page":{"url":"https://shop.example/?gclid=1"}}}\n'
    '{"type":"track","event":"Order Completed","userId":"u1","timestamp":"2026-03-01T10:00:00Z",'
    '"properties":{"order_id":"1042","total":20,"currency":"EUR"}}\n'
)


def test_a_shop_is_asked_by_every_verb_in_both_languages(
    shop: Path, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    assert shop.exists()
    percorso("import", "segment", write("a.jsonl", CALLS))
    costs = "date,platform,campaign,cost,currency\n2026-03-01,google_ads,Spring,8.00,EUR\n"
    percorso("import", "spend", write("spend.csv", costs))
    assert percorso("build").code == 0
    said = " ".join(percorso("spend").out.split())
    assert said.startswith("€8 were spent in days that brought 1 new customer.")
    # It was paid for, but no visit says that it brought anybody.
    assert "Spring €8 – – –" in said
    assert "its visits is on record" in said
    assert "All cost over all new customers: €8 each (€1.44–€612)" in said
    assert "Per new" in said
    assert "under: First touch, Last touch and Linear." in said
    assert "8 € in giorni" in percorso("spend", "--language", "it").out.replace("\xa0", " ")
    found = json.loads(percorso("spend", "--format", "json", "--models", "last,time_decay").out)
    assert (found["cost"], found["models"]) == (8.0, ["last", "time_decay"])
    assert [one["model"] for one in found["campaigns"][0]["models"]] == ["last", "time_decay"]
    assert "of one model, Last touch;" in " ".join(percorso("spend", "--models", "last").out.split())
    assert "[unknown_attribution]" in percorso("spend", "--models", "liniar").err
    elsewhere = percorso("spend", "--since", "2026-04-01").out
    assert elsewhere.startswith("No cost is on record for these days; there is for others.")
    told = percorso("explain", "1042").out
    assert "1042 (€20): 1 touch counts." in told
    assert "[unknown_order]" in percorso("explain", "7").err
    steps = json.loads(percorso("funnel", "--steps", "Page Viewed,Order Completed", "--format", "json").out)["steps"]
    assert [step["customers"] for step in steps] == [1, 1]
    assert "Page Viewed → Order Completed" in percorso("paths").out
    assert "1 conversion of 1 person" in percorso("attribute", "--models", "last").out


def test_spend_in_another_currency_is_told(
    shop: Path, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    assert shop.exists()
    percorso("import", "segment", write("a.jsonl", CALLS))
    costs = (
        "date,platform,campaign,cost,currency\n2026-03-01,google_ads,Spring,8.00,EUR\n2026-03-01,google_ads,Far,9,USD\n"
    )
    percorso("import", "spend", write("spend.csv", costs))
    assert percorso("build").code == 0
    assert "1 row of spend in another currency is left out" in percorso("spend").out
