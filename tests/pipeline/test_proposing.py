from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline import proposing
from percorso.pipeline.asking import answers
from percorso.pipeline.building import build
from percorso.pipeline.evidence import why
from percorso.pipeline.levels import at_level
from percorso.pipeline.people import person
from percorso.store.decisions import Decision
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


def test_the_loose_level_ties_what_waits_for_a_word_and_shows_how_probable_it_is(shop: Workspace) -> None:
    proposing.propose(shop)
    (pair,) = shop.state.proposals.all("open")
    loose = at_level(shop, "loose")
    told = person(loose, "till-1")
    assert told["customer_id"] == customer_of(loose, "crm-7") == customer_of(shop, "crm-7")
    assert customer_of(shop, "till-1") != customer_of(shop, "crm-7")
    (likely,) = [one for one in told["links"] if one["kind"] == "likely"]
    assert (likely["status"], likely["source"], likely["event_id"]) == ("ties", "proposed", None)
    assert likely["strength"] == pair.probability < 1
    found = why(loose, "till-1", "crm-7")
    assert (found["same"], [one["kind"] for one in found["chain"]]) == (True, ["likely"])
    assert not why(shop, "till-1", "crm-7")["same"]
    assert answers(loose)["totals"]["customers"] == answers(shop)["totals"]["customers"] - 1


def test_what_was_rejected_or_parted_is_not_tied_by_the_loose_level_either(shop: Workspace) -> None:
    proposing.propose(shop)
    assert customer_of(at_level(shop, "loose"), "till-1") == customer_of(shop, "crm-7")
    shop.state.decisions.add(Decision("unlink", "user:crm-7", "user:till-1"))
    build(shop)
    assert customer_of(at_level(shop, "loose"), "till-1") != customer_of(shop, "crm-7")
    proposing.reject(shop, proposing.listed(shop)[0]["id"])
    assert at_level(shop, "loose") is shop


def test_who_came_later_is_seen_by_the_loose_level_as_by_a_fresh_one(shop: Workspace, add: Callable[..., None]) -> None:
    proposing.propose(shop)
    at_level(shop, "loose")
    add(shop, [{"type": "page", "userId": "crm-7", "anonymousId": "d", "timestamp": "2026-03-05T10:00:00Z"}])
    loose = at_level(shop, "loose")
    assert customer_of(loose, "d") == customer_of(loose, "till-1")
    assert len(person(loose, "d")["timeline"]) == len(person(shop, "d")["timeline"])


def _known(by: dict[str, Any], number: int, **traits: Any) -> dict[str, Any]:
    named = {"anonymousId": f"form-{number}"} if "userId" not in by else {}
    own = {name: value for name, value in by.items() if name != "userId"}
    user = {"userId": by["userId"]} if "userId" in by else {}
    told = {**MARIO, **own, **traits}
    return {"type": "identify", **named, **user, "traits": told, "timestamp": "2026-03-01T10:00:00Z"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"userId": "till-1"}, {"crm_id": "C7"}),
        ({"userId": "till-1"}, {"phone": "+39 333 1234567"}),
        ({"crm_id": "C7"}, {"loyalty_id": "L9"}),
        ({"phone": "+39 333 1234567"}, {"tax_code": "RSSMRA80E12A944A"}),
        ({"email": "mario@shop.example"}, {"email": "rossi@shop.example"}),
    ],
)
def test_an_accepted_pair_is_one_person_whatever_they_are_known_by(
    make_shop: Callable[..., Workspace], add: Callable[..., None], one: dict[str, Any], other: dict[str, Any]
) -> None:
    shop = make_shop()
    add(shop, [_known(one, 1), _known(other, 2, lastName="Rosi")])
    assert proposing.propose(shop) == 1
    ends = [pair.left for pair in shop.state.proposals.all("open")] + [
        pair.right for pair in shop.state.proposals.all("open")
    ]
    proposing.accept(shop, proposing.listed(shop)[0]["id"])
    build(shop)
    assert len({customer_of(shop, end.partition(":")[2]) for end in ends}) == 1
    assert proposing.listed(shop) == []


def test_two_of_a_kind_that_nobody_has_two_of_stay_open_and_it_is_said_why(
    make_shop: Callable[..., Workspace], add: Callable[..., None]
) -> None:
    shop = make_shop()
    add(shop, [_known({"crm_id": "C7"}, 1), _known({"crm_id": "C8"}, 2, lastName="Rosi")])
    proposing.propose(shop)
    (pair,) = proposing.listed(shop)
    with pytest.raises(PercorsoError) as raised:
        proposing.accept(shop, pair["id"])
    assert raised.value.code == "not_tieable"
    assert proposing.listed(shop) == [pair]
