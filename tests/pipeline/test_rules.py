from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Settings, Tracing
from percorso.pipeline.rules import rules_of
from percorso.store.workspace import Workspace
from percorso.trace.channels import ChannelRules, Visit

EXAMPLE = Path(__file__).parents[2] / "examples" / "snowplow_fractribution" / "channels.toml"


@pytest.fixture
def shop(make_shop: Callable[..., Workspace]) -> Workspace:
    shop = make_shop(domains=("shop.example",))
    return replace(shop, settings=Settings(shop=shop.settings.shop, trace=Tracing(channel_rules="own.toml")))


def test_a_workspace_that_names_no_rules_has_the_built_in_ones(make_shop: Callable[..., Workspace]) -> None:
    rules, known = rules_of(make_shop()).channels, ChannelRules.built_in()
    assert (rules.name, rules.version, rules.rules) == (known.name, known.version, known.rules)


def test_a_workspaces_own_rules_take_the_built_in_ones_place_and_keep_its_domains(shop: Workspace) -> None:
    (shop.folder / "own.toml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    rules = rules_of(shop).channels
    assert rules.name == "snowplow fractribution"
    assert rules.classify(Visit(source="google", medium="organic")).channel == "Organic_Search"
    inside = Visit(url="https://shop.example/cart", referrer="https://shop.example/")
    assert not rules.classify(inside).touch


def test_a_rule_file_that_is_not_there_is_named(shop: Workspace) -> None:
    with pytest.raises(PercorsoError, match=r"own\.toml") as caught:
        rules_of(shop)
    assert caught.value.code == "rules_not_found"
