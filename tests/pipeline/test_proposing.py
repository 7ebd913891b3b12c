from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline import proposing
from percorso.pipeline.building import build
from percorso.pipeline.people import person
from percorso.store.workspace import Workspace

MARIO = {
    "firstName": "Mario",
    "lastName": "Rossi",
    "birthday": "1980-05-12",
    "address": {"street": "Via Roma 12", "city": "Bologna"},
}


def identify(user: str, **traits: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": user, "traits": traits, "timestamp": "2026-03-01T10:00:00Z"}


def seen(user: str) -> dict[str, Any]:
    """A page that two people looked at in the same minute with the same device's name."""
    page = {"url": "https://shop.example/p", "userAgent": "Mozilla/5.0", "ip": "203.0.113.9"}
    return {"type": "page", "userId": user, "timestamp": "2026-03-02T10:00:00Z", "context": page}


@pytest.fixture
def shop(make_shop: Callable[..., Workspace], add: Callable[..., None]) -> Workspace:
    made = make_shop()
    calls = [
        identify("till-1", **MARIO),
        identify("crm-7", **{**MARIO, "lastName": "Rosi"}),
        identify("crm-8", firstName="Anna", lastName="Bianchi", birthday="1990-02-01"),
        identify("crm-9", plan="gold", loves="Mario Rossi"),
        *map(seen, ("x", "y")),
    ]
    add(made, calls)
    return made


def customer_of(shop: Workspace, user: str) -> str:
    found: str = person(shop, user)["customer_id"]
    return found


def test_a_pair_is_proposed_with_its_reasons_and_ties_nobody(shop: Workspace) -> None:
    assert proposing.propose(shop) == 1
    (pair,) = proposing.listed(shop)
    assert {pair["left"], pair["right"]} == {"user:till-1", "user:crm-7"}
    assert pair["probability"] >= 0.95
    assert "lastName a typing error apart" in pair["why"]
    assert "lastName uguale salvo un errore" in proposing.listed(shop, "it")[0]["why"]
    build(shop)
    assert customer_of(shop, "till-1") != customer_of(shop, "crm-7")


def test_whoever_is_accepted_is_one_customer_from_the_next_build_on(shop: Workspace) -> None:
    proposing.propose(shop)
    proposing.accept(shop, proposing.listed(shop)[0]["id"])
    build(shop)
    assert customer_of(shop, "till-1") == customer_of(shop, "crm-7")
    assert len({customer_of(shop, user) for user in ("till-1", "crm-8", "crm-9", "x", "y")}) == 5
    assert proposing.propose(shop) == 0
    timeline = person(shop, "till-1")["timeline"]
    assert "reviewed" not in {row["source"] for row in timeline if row["role"] == "touch"}


def test_whoever_is_rejected_is_not_proposed_again(shop: Workspace) -> None:
    proposing.propose(shop)
    proposing.reject(shop, proposing.listed(shop)[0]["id"])
    assert proposing.propose(shop) == 0
    build(shop)
    assert customer_of(shop, "till-1") != customer_of(shop, "crm-7")


def test_nothing_below_the_threshold_is_proposed(shop: Workspace) -> None:
    proposing.propose(shop)
    (pair,) = shop.state.proposals.all("open")
    higher = 1 - (1 - pair.probability) / 2
    assert proposing.propose(shop, higher) == 0


def test_a_proposal_that_nobody_made_cannot_be_accepted(shop: Workspace) -> None:
    for decide in (proposing.accept, proposing.reject):
        with pytest.raises(PercorsoError, match="unknown_proposal"):
            decide(shop, "none")


def test_behaviour_alone_proposes_nobody(make_shop: Callable[..., Workspace], add: Callable[..., None]) -> None:
    made = make_shop()
    add(made, [seen("x"), seen("y"), identify("z", plan="gold")])
    assert proposing.propose(made) == 0
