from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.core.time import DAY
from percorso.pipeline import restated
from percorso.pipeline.applying import apply_log
from percorso.pipeline.importing import import_files
from percorso.pipeline.moved import months, moved, written
from percorso.pipeline.restated import note_costs
from percorso.store.transactions import now
from percorso.store.workspace import Workspace

GOOGLE, META = "Day,Campaign,Currency code,Cost,Clicks\n", "Day,Campaign name,Amount spent (EUR)\n"


@pytest.fixture
def spend(tmp_path: Path) -> Callable[..., None]:
    def brought(shop: Workspace, text: str) -> None:
        (tmp_path / "spend.csv").write_text(text)
        import_files(shop, "spend", [tmp_path / "spend.csv"])
        apply_log(shop)

    return brought


@pytest.fixture
def first(newsletter_shop: Workspace, spend: Callable[..., None]) -> Workspace:
    """Two days of March cost ten and twenty euros, told today, long after they were over."""
    spend(newsletter_shop, f"{GOOGLE}2026-03-01,Brand,EUR,10.00,5\n2026-03-02,Brand,EUR,20.00,5\n")
    return newsletter_shop


@pytest.fixture
def shop(first: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The same two days later."""
    later = now() + 2 * DAY
    monkeypatch.setattr(restated, "now", lambda: later)
    return first


def seen(shop: Workspace) -> list[tuple[str, str, int, int]]:
    return [(one.day, one.cause, one.cost, one.things) for one in shop.state.figures.shifts()]


def test_what_is_told_first_moves_nothing_and_the_same_again_neither(
    shop: Workspace, spend: Callable[..., None]
) -> None:
    assert seen(shop) == []
    assert {key: told.cost for key, told in shop.state.figures.costs().items()} == {
        ("2026-03-01", "EUR", "google_ads"): 1000,
        ("2026-03-02", "EUR", "google_ads"): 2000,
    }
    spend(shop, f"{GOOGLE}2026-03-01,Brand,EUR,10.00,5\n2026-03-03,Brand,EUR,7.00,5\n")
    assert seen(shop) == []


def test_a_platform_that_says_otherwise_of_a_day_that_was_over_restates_it(
    shop: Workspace, spend: Callable[..., None]
) -> None:
    spend(shop, f"{GOOGLE}2026-03-01,Brand,EUR,12.50,5\n2026-03-01,Other,EUR,1.00,5\n")
    assert seen(shop) == [("2026-03-01", "cost_restated", 350, 1)]
    (march,) = written(months(shop))
    assert (march["was"]["cost"], march["now"]["cost"]) == ("30.00", "33.50")
    assert march["was"]["revenue"] == march["now"]["revenue"]
    said = moved(shop)["headline"]
    assert said.startswith("Ad cost, ")
    assert said.endswith("Why: an ad platform restated what 1 day cost.")
    italian = moved(shop, "it")["headline"]
    assert italian.endswith("Perché: una piattaforma pubblicitaria ha rettificato il costo di 1 giorno.")


def test_what_another_platform_tells_later_of_such_a_day_came_late(shop: Workspace, spend: Callable[..., None]) -> None:
    spend(shop, f"{META}2026-03-02,Video,5.00\n2026-03-09,Video,9.00\n")
    assert seen(shop) == [("2026-03-02", "cost_late", 500, 1)]


def test_files_of_one_and_the_same_day_complete_one_another(first: Workspace, spend: Callable[..., None]) -> None:
    spend(first, f"{META}2026-03-02,Video,5.00\n")
    spend(first, f"{GOOGLE}2026-03-01,Brand,EUR,12.50,5\n")
    assert seen(first) == []


def test_a_day_that_was_under_way_when_it_was_told_moves_nothing_by_growing(
    shop: Workspace, spend: Callable[..., None]
) -> None:
    spend(shop, f"{GOOGLE}2099-01-01,Brand,EUR,1.00,5\n")
    spend(shop, f"{GOOGLE}2099-01-01,Brand,EUR,3.00,5\n")
    assert seen(shop) == []


def test_noted_again_it_moves_nothing_more(shop: Workspace, spend: Callable[..., None]) -> None:
    spend(shop, f"{GOOGLE}2026-03-01,Brand,EUR,9.00,5\n")
    note_costs(shop)
    assert seen(shop) == [("2026-03-01", "cost_restated", -100, 1)]
