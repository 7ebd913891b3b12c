from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_another_shops_erasures_are_not_taken_for_this_ones(
    shop: Path, percorso: Callable[..., Any], tmp_path: Path
) -> None:
    assert shop.exists()
    percorso("backup", tmp_path / "copy")
    percorso("init", tmp_path / "other")
    said = percorso("restore", tmp_path / "copy", tmp_path / "there", "--erased-in", tmp_path / "other")
    assert (said.code, "[another_workspace]" in said.err) == (1, True)
