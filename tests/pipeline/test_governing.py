from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from percorso.pipeline.building import build
from percorso.pipeline.governing import digest_of, followed
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]


def test_the_digest_moves_with_new_rates_and_not_with_known_ones(make_shop: Make, tmp_path: Path) -> None:
    shop, rates = make_shop(), tmp_path / "rates.csv"
    before = digest_of(shop)
    assert digest_of(Workspace.open(shop.folder)) == before
    rates.write_text("on,base,quote,rate\n2026-03-01,USD,EUR,0.9\n", encoding="utf-8")
    import_files(shop, "rates", [rates])
    assert (with_rates := digest_of(shop)) != before
    import_files(shop, "rates", [rates])
    assert digest_of(shop) == with_rates


def test_a_build_by_other_settings_is_none_that_follows_however_young_it_is(newsletter_shop: Workspace) -> None:
    assert followed(newsletter_shop)
    before = Workspace.open(newsletter_shop.folder)
    newsletter_shop.change({"shop": {"margin": 40}})
    build(before)
    assert not followed(newsletter_shop)
    build(newsletter_shop)
    assert followed(newsletter_shop)
