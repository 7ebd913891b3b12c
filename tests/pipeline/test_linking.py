from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from percorso.core.settings import Identity, Settings
from percorso.pipeline.linking import linking_of, reading_of, rules_of
from percorso.store.decisions import Decision
from percorso.store.workspace import Workspace


def test_decisions_and_settings_make_the_rules(make_shop: Callable[..., Workspace]) -> None:
    shop = make_shop()
    shop.state.decisions.add(Decision("unlink", "email:a@x.example", "user:u1"))
    shop.state.decisions.add(Decision("block", "till-1"))
    found = linking_of(shop)
    assert found.rules.forbidden == (("email:a@x.example", "user:u1"),)
    assert "till-1" in found.reading.blocked
    assert found.rules.evidence is None
    assert linking_of(replace(shop, level="strict")).rules.evidence == frozenset({"alone", "login", "email"})


def test_a_built_in_pattern_that_is_allowed_names_somebody_again() -> None:
    settings = Settings(identity=Identity(allowed=("email:info@*",), shared_device_window=timedelta(hours=2)))
    assert "email:info@*" not in reading_of(settings).blocked
    assert "email:test@*" in reading_of(settings).blocked
    assert rules_of(settings, (), "default").window == 7_200_000_000
