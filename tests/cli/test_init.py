from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from percorso.store.workspace import Workspace


def test_a_workspace_holds_what_was_asked_for(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    folder = tmp_path / "bottega"
    said = percorso(
        "init", folder, "--name", "Bottega Aurora", "--shop-id", "aurora", "--country", "US", "--currency", "USD",
        "--time-zone", "UTC", "--prices-without-vat",
    )  # fmt: skip
    shop = Workspace.open(folder).settings.shop
    assert said.code == 0
    assert (shop.name, shop.id, shop.country, shop.currency, shop.time_zone) == (
        *("Bottega Aurora", "aurora", "US", "USD", "UTC"),
    )
    assert not shop.prices_include_vat
    assert {place.name for place in folder.iterdir()} >= {"percorso.toml", "log", "lake", "cache", "state.db"}


@pytest.mark.parametrize(("language", "said"), [("en", "Made "), ("it", "Creato ")])
def test_it_says_what_it_made_in_the_language_asked_for(
    tmp_path: Path, percorso: Callable[..., Any], language: str, said: str
) -> None:
    folder = tmp_path / "shop"
    out = percorso("init", folder, "--language", language).out
    assert out.startswith(f"{said}{folder}. ")
    assert str(folder / "percorso.toml") in out.replace("\n", "")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--currency", "EURO"), "unknown_currency"),
        (("--time-zone", "Europe/Roma"), "unknown_time_zone"),
    ],
)
def test_a_setting_that_cannot_be_meant_makes_nothing(
    tmp_path: Path, percorso: Callable[..., Any], arguments: tuple[str, ...], code: str
) -> None:
    said = percorso("init", tmp_path / "shop", *arguments)
    assert said.code == 1
    assert f"[{code}]" in said.err
    assert not (tmp_path / "shop").exists()


def test_a_workspace_is_never_made_over_something(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "letters.txt").write_text("dear")
    assert "[not_empty]" in percorso("init", tmp_path / "shop").err
    assert percorso("init", tmp_path / "other").code == 0
    assert "[already_a_workspace]" in percorso("init", tmp_path / "other").err
