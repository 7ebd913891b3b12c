from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.core.access import Actor, rights_of
from percorso.core.answer import Totals
from percorso.pipeline.annotating import annotate
from percorso.pipeline.looking import VISIT, look
from percorso.pipeline.moves import today
from percorso.store.transactions import now
from percorso.store.workspace import Workspace

ANNA = Actor("anna@shop.example", rights_of("owner", personal_data=True), "owner")
PIERO = Actor("piero@shop.example", rights_of("analyst", personal_data=False), "analyst")


def totals(orders: int = 2, revenue: int = 5_000, buyers: int = 2, customers: int = 9) -> list[Totals]:
    return [Totals(customers, buyers, orders, revenue, revenue, "EUR", 20)]


def moves(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "what": f"Do {name}."} for name in names]


@pytest.fixture
def shop(make_shop: Callable[..., Workspace]) -> Workspace:
    return make_shop()


def test_the_first_look_has_nothing_to_be_compared_with(shop: Workspace) -> None:
    assert look(shop, ANNA.name, totals(), moves("a")) is None


def test_what_came_since_the_last_visit_stays_in_sight_for_the_whole_of_this_one(shop: Workspace) -> None:
    began = now() - 10 * VISIT
    look(shop, ANNA.name, totals(), moves("a"), at=began)
    more = totals(orders=5, revenue=11_000, buyers=3, customers=12)
    for later in (VISIT, VISIT + 1, 2 * VISIT - 1):
        told = look(shop, ANNA.name, more, moves("a", "b"), at=began + later)
        assert told is not None
        assert told["lines"] == [
            "3 orders came in, worth €60.",
            "3 more people are known.",
            "1 more person is a buyer.",
            "New here: Do b.",
        ]
    # The next visit is compared with what was seen in this one.
    told = look(shop, ANNA.name, more, moves("b"), at=began + 4 * VISIT)
    assert told is not None
    assert told["lines"] == []


def test_looks_are_each_accounts_own(shop: Workspace) -> None:
    began = now() - 10 * VISIT
    look(shop, ANNA.name, totals(), [], at=began)
    assert look(shop, PIERO.name, totals(orders=9), [], at=began + VISIT) is None
    assert look(shop, ANNA.name, totals(), [], at=began + VISIT) is not None


def test_what_others_noted_is_news_and_what_one_noted_oneself_is_none(shop: Workspace) -> None:
    look(shop, ANNA.name, totals(), [], at=now() - 2 * VISIT)
    annotate(shop, "2026-11-27", "Black Friday", "sale", actor=PIERO)
    annotate(shop, "2026-11-28", "My own", "sale", actor=ANNA)
    told = look(shop, ANNA.name, totals(), [])
    assert told is not None
    assert told["lines"] == ["Noted on days: Black Friday."]


def test_today_says_it_to_accounts_and_notes_no_look_of_programs(newsletter_shop: Workspace) -> None:
    assert today(newsletter_shop)["since"] is None
    assert newsletter_shop.state.looks.of("") is None
    assert today(newsletter_shop, looker="")["since"] is None
    again = today(newsletter_shop, looker="")
    assert again["since"] is None
    kept = newsletter_shop.state.looks.of("")
    assert kept
    assert kept.seen["orders"] == {"EUR": [6, 6000]}
