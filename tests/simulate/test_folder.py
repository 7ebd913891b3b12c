from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from percorso.core.settings import settings_from
from percorso.simulate.folder import write_guides
from percorso.simulate.options import Options


@pytest.mark.parametrize("kind", ["shop", "hotel"])
def test_the_settings_are_those_of_a_workspace(tmp_path: Path, kind: str) -> None:
    write_guides(tmp_path, Options(kind=kind), "jsonl")
    shop = settings_from(tomllib.loads((tmp_path / "percorso.toml").read_text())).shop
    assert (shop.country, shop.currency, shop.conversion) == ("IT", "EUR", ("order" if kind == "shop" else "booking",))
    assert shop.contact == ("inbound",)
    assert shop.vat_rates["IT"] == (22 if kind == "shop" else 10)


def test_the_guide_says_how_to_bring_each_folder_in(tmp_path: Path) -> None:
    write_guides(tmp_path, Options(platform="woocommerce", holdouts={"email": 0.1}), "parquet")
    guide = (tmp_path / "README.md").read_text()
    assert "percorso import segment events/*.parquet" in guide
    assert "as WooCommerce exports them" in guide
    assert "| experiments/ |" in guide
    every = ("email", "shipments", "tickets", "reviews", "surveys")
    assert [name for name in every if guide.count(f"percorso import {name} {name}/*.csv") != 2] == []
    write_guides(tmp_path, Options(kind="hotel"), "jsonl")
    told = (tmp_path / "README.md").read_text()
    assert "orders/" not in told
    assert "shipments" not in told
    assert "percorso import tickets tickets/*.csv --workspace my-shop" in told
