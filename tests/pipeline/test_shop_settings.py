from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from percorso.core.access import Actor
from percorso.core.errors import PercorsoError
from percorso.core.settings import STAGE_MODELS
from percorso.pipeline.auditing import audit
from percorso.pipeline.building import build
from percorso.pipeline.governing import governed_by
from percorso.pipeline.rules import rules_of
from percorso.pipeline.shop_settings import change, settings
from percorso.store.workspace import Workspace

ANNA = Actor("anna@shop.example", frozenset(("change",)), "analyst")


def test_what_is_changed_is_in_the_file_and_history_follows_with_the_next_build(newsletter_shop: Workspace) -> None:
    assert settings(newsletter_shop)["followed"]
    change(newsletter_shop, ANNA, {"margin": 45.5, "vat_rates": {"IT": 22}, "name": "Bottega «Aurora»"})
    again = Workspace.open(newsletter_shop.folder)
    assert again.settings == newsletter_shop.settings
    assert (again.settings.shop.margin, again.settings.shop.name) == (Decimal("45.5"), "Bottega «Aurora»")
    told = settings(newsletter_shop)
    assert (told["shop"]["margin"], told["shop"]["vat_rates"], told["followed"]) == (45.5, {"IT": 22.0}, False)
    build(newsletter_shop)
    assert settings(newsletter_shop)["followed"]
    entry = audit(newsletter_shop, 1)[0]
    assert (entry["actor"], entry["action"], entry["given"]["margin"]) == (ANNA.name, "settings_changed", "45.5")


def test_a_stage_model_is_chosen_and_stages_follow_it_unless_rules_of_the_shops_own_take_its_place(
    newsletter_shop: Workspace,
) -> None:
    shop = newsletter_shop
    told = settings(shop)
    assert (told["shop"]["stage_model"], told["known"]["stage_models"]) == ("standard", list(STAGE_MODELS))
    before = governed_by(shop)
    change(shop, ANNA, {"stage_model": "habitual"})
    told = settings(shop)
    assert (told["shop"]["stage_model"], told["own_stages"], told["followed"]) == ("habitual", False, False)
    assert rules_of(shop).stages.name == "Percorso stages, habitual purchases"
    assert {part for part, text in governed_by(shop).items() if before[part] != text} == {"settings"}
    (shop.folder / "stages.toml").write_text('[[stage]]\nrule = "anything"\nstage = "awareness"\n')
    shop.change({"trace": {"stage_rules": "stages.toml"}})
    assert settings(shop)["own_stages"]
    assert rules_of(shop).stages.name == "own stage rules"


def test_a_margin_may_be_taken_back(make_shop: Callable[..., Workspace]) -> None:
    shop = make_shop(margin=Decimal(40))
    change(shop, None, {"margin": None})
    assert Workspace.open(shop.folder).settings.shop.margin is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"stage_model": "aida"}, "bad_setting"),
        ({"time_zone": "Europe/Roma"}, "unknown_time_zone"),
        ({"currency": "LIRA"}, "unknown_currency"),
        ({"margin": 140}, "bad_setting"),
        ({"revenue": "all"}, "bad_setting"),
    ],
)
def test_what_is_wrong_changes_nothing(
    make_shop: Callable[..., Workspace], wrong: dict[str, object], code: str
) -> None:
    shop = make_shop()
    before = (shop.folder / "percorso.toml").read_bytes()
    with pytest.raises(PercorsoError) as raised:
        change(shop, ANNA, wrong)
    assert raised.value.code == code
    assert (shop.folder / "percorso.toml").read_bytes() == before


def test_the_shops_id_stays_as_every_order_names_it(make_shop: Callable[..., Workspace]) -> None:
    shop = make_shop()
    change(shop, ANNA, {"id": "other", "name": "New"})
    assert (shop.settings.shop.id, shop.settings.shop.name) == ("shop", "New")
