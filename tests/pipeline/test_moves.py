"""Moves of a small shop whose carts are left: decided, looked at on their day, and what came of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from percorso.analyze import facts as facts_module
from percorso.analyze.answers import figures
from percorso.analyze.moves import Target, measured
from percorso.core.access import Actor
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline.auditing import audit
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.moves import decide, find, move_id, people_of_move, today
from percorso.store.workspace import Workspace

ANNA = Actor("anna@shop.example", frozenset(("change",)), "analyst")
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
FAR = date(2027, 6, 1)


def carts(name: str, since: int, people: int, ordered: int) -> Iterator[dict[str, Any]]:
    """So many people fill a cart, one after another within 40 days, and the first of them order for 50.00."""
    for number in range(people):
        at = START + timedelta(days=since + number * 40 / people)
        visitor = {"userId": f"{name}{number}", "timestamp": at.isoformat()}
        page = {"page": {"url": "https://shop.example/?utm_source=news&utm_medium=email"}}
        yield {"type": "page", **visitor, "context": page}
        yield {"type": "track", "event": "Product Added", **visitor, "properties": {"product_id": "1"}}
        if number % people < ordered:
            told = {"order_id": f"{name}{number}", "total": 50, "currency": "EUR"}
            yield {"type": "track", "event": "Order Completed", **visitor, "properties": told}


def bring(shop: Workspace, calls: Iterator[dict[str, Any]], name: str) -> None:
    path = shop.folder.parent / name
    path.write_text("".join(json.dumps(one) + "\n" for one in calls))
    import_files(shop, "segment", [path])
    build(shop)


@pytest.fixture(scope="module")
def _few_are_enough() -> Iterator[None]:
    """Take fewer orders for enough than a shop that is really judged needs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "ENOUGH_ORDERS", 20)
        assert facts_module.ENOUGH_ORDERS == 200
        yield


@pytest.fixture(scope="module")
def _laid(tmp_path_factory: pytest.TempPathFactory, _few_are_enough: None) -> Path:
    folder = tmp_path_factory.mktemp("carts")
    made = Workspace.create(folder / "shop", Shop(prices_include_vat=False), Storage(buckets=1))
    # Somebody comes long after, so that the carts are settled.
    bring(made, chain(carts("a", 0, 200, 40), carts("z", 100, 1, 0)), "a.jsonl")
    made.state.close()
    return made.folder


@pytest.fixture
def shop(tmp_path: Path, _laid: Path) -> Workspace:
    return Workspace.open(shutil.copytree(_laid, tmp_path / "shop"))


def cart_of(document: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in document["moves"] if one["kind"] == "cart")


def test_a_move_is_accepted_looked_at_on_its_day_and_shown_beside_what_it_was_to_bring(shop: Workspace) -> None:
    move = cart_of(today(shop))
    assert move["concerned"]["text"] == "160 people"
    behind = people_of_move(shop, move["id"], limit=200)
    assert (behind["total"], {one["orders"] for one in behind["people"]}) == (160, {0})
    # A tenth of 160 carts, 50.00 each, over the 39.8 days in which they were filled, as 30 days.
    assert float(move["money"]["value"]) == pytest.approx(160 * 0.1 * 50 / 39.8 * 30, rel=0.001)
    decide(shop, move["id"], "accepted", ANNA, owner="Marta", check_on="")
    underway = today(shop)
    assert all(one["kind"] != "cart" for one in underway["moves"])
    (kept,) = underway["underway"]
    assert (kept["owner"], kept["decided_by"], kept["expected"]) == ("Marta", ANNA.name, move["money"])
    assert (audit(shop, 1)[0]["action"], audit(shop, 1)[0]["subject"]) == ("move_accepted", move["id"])
    # Of the next 200, 90 order instead of 40: 25 points more.
    bring(shop, chain(carts("b", 110, 200, 90), carts("y", 200, 1, 0)), "b.jsonl")
    (checked,) = today(shop, on=FAR)["checked"]
    assert (checked["outcome"]["state"], checked["outcome"]["label"]) == ("held", "held")
    assert checked["outcome"]["why"].startswith("20% went on before, 45% since (")
    # Looked at once: what comes later changes nothing of it, and the move may be found anew.
    bring(shop, carts("c", 210, 30, 0), "c.jsonl")
    later = today(shop, "it", on=FAR)
    assert later["checked"][0]["outcome"]["money"]["value"] == checked["outcome"]["money"]["value"]
    assert cart_of(later)["id"] == move["id"]


def test_one_put_off_comes_back_on_its_day_and_one_dismissed_when_it_is_reopened(shop: Workspace) -> None:
    move = cart_of(today(shop))["id"]
    decide(shop, move, "later", ANNA)
    (kept,) = today(shop)["put_aside"]
    assert "cart" not in {one["kind"] for one in today(shop)["moves"]}
    assert cart_of(today(shop, on=date.fromisoformat(kept["check_on"])))["id"] == move
    decide(shop, move, "dismissed", ANNA)
    assert "cart" not in {one["kind"] for one in today(shop, on=FAR)["moves"]}
    decide(shop, move, "reopened", ANNA)
    assert cart_of(today(shop))["id"] == move
    assert today(shop)["put_aside"] == []


def test_a_fault_comes_first_and_is_mended_once_it_is_gone(shop: Workspace) -> None:
    (shop.folder.parent / "bad.jsonl").write_text("no json\n")
    import_files(shop, "segment", [shop.folder.parent / "bad.jsonl"])
    fault = today(shop)["moves"][0]
    assert (fault["kind"], fault["money"], fault["what"]) == ("fault", None, "1 row waits in quarantine")
    decide(shop, fault["id"], "accepted")
    shop.state.resolve([row["quarantine_id"] for row in shop.lake.read(_quarantine()).to_pylist()])
    (checked,) = today(shop, on=FAR)["checked"]
    assert (checked["outcome"]["state"], checked["outcome"]["money"]) == ("mended", None)


def _quarantine() -> Any:
    from percorso.tables import QUARANTINE

    return QUARANTINE


@pytest.mark.parametrize(
    ("move", "decision", "check_on", "code"),
    [
        ("nothing", "accepted", "", "unknown_move"),
        ("nothing", "reopened", "", "unknown_move"),
        ("nothing", "sold", "", "unknown_decision"),
        ("nothing", "accepted", "2020-01-01", "bad_check_date"),
        ("nothing", "accepted", "tomorrow", "bad_date"),
    ],
)
def test_a_decision_that_cannot_be_says_why(
    shop: Workspace, move: str, decision: str, check_on: str, code: str
) -> None:
    with pytest.raises(PercorsoError) as raised:
        decide(shop, move, decision, check_on=check_on)
    assert raised.value.code == code


def test_what_was_found_may_be_kept_and_asked_again(shop: Workspace) -> None:
    found = find(shop)
    assert today(shop, "en", found) == today(shop)


def test_a_move_that_is_none_or_counts_something_else_has_no_people(shop: Workspace) -> None:
    with pytest.raises(PercorsoError) as refused:
        people_of_move(shop, "nothing")
    assert refused.value.code == "unknown_move"
    found = find(shop)
    (cart,) = found.ideas
    step = replace(cart, target=Target("step", ("awareness", "consideration")), counted="ways")
    behind = people_of_move(shop, move_id(step.target), replace(found, ideas=(step,)))
    went_on = measured(found.facts, step.target)
    assert went_on is not None
    assert behind["total"] == went_on.n - went_on.successes
    other = replace(cart, target=Target("spend", ("Lost video",)), counted="campaigns")
    with pytest.raises(PercorsoError) as refused:
        people_of_move(shop, move_id(other.target), replace(found, ideas=(other,)))
    assert refused.value.code == "no_people"
