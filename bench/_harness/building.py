"""Builds outside the measurement: what a benchmark of later steps starts from, and compiled kernels."""

from __future__ import annotations

from pathlib import Path

from bench._harness.lab import Lab
from bench._harness.measuring import measured, percorso
from bench._harness.shop import Shop
from bench._harness.workspaces import copied, store_next_day, stored

_FEW = 2_000


def warm_up(lab: Lab) -> None:
    """Build a tiny shop, and again after one more day, so that kernels are compiled before anything is measured."""
    shop = Shop(_FEW)
    place = built(lab, shop, "warm-up")
    store_next_day(place, shop, _FEW // 100)
    measured(lambda _: percorso("build", "--workspace", place), 1)


def built(lab: Lab, shop: Shop, name: str) -> Path:
    """Give a copy of a stored shop with one build, by the program as it is now."""
    place = copied(stored(lab.folder, shop), lab.scratch / name)
    measured(lambda _: percorso("build", "--workspace", place), 1)
    return place
