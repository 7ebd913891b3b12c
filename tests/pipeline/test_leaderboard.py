"""The leaderboard against planted truth: what is read off exposure is wrong in the way that was planted."""

from __future__ import annotations

from percorso.analyze.attribution import models
from percorso.pipeline.leaderboard import leaderboard


def test_last_touch_is_wrong_on_brand_search_and_every_model_is_ranked() -> None:
    found = leaderboard(seeds=1, customers=2500, first_seed=5)
    assert {one["method"] for one in found["methods"]} == {*models(), "holdout"}
    errors = [one["error"] for one in found["methods"]]
    assert errors == sorted(errors)
    brand = found["brand_search"]
    assert brand["last"] > 5 * max(brand["planted"], 1)
    rows = {row["channel"]: row for row in found["channels"]}
    # What nobody's intent drives and nobody clicks last is what last touch misses.
    assert rows["display"]["last"] < 0.3 * rows["display"]["planted"]
    assert found["seeds"] == [5]
    assert found["orders"] > 100
