from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from percorso.store.workspace import is_workspace


def test_a_copy_is_taken_and_put_back_and_never_over_anything(
    shop: Path, percorso: Callable[..., Any], tmp_path: Path
) -> None:
    assert "Copied" in percorso("backup", tmp_path / "copy").out
    assert "[not_empty]" in percorso("backup", tmp_path / "copy").err
    assert "The workspace is in" in percorso("restore", tmp_path / "copy", tmp_path / "there").out
    assert is_workspace(tmp_path / "there")
    assert "[not_empty]" in percorso("restore", tmp_path / "copy", shop).err
    assert "[not_a_backup]" in percorso("restore", shop, tmp_path / "elsewhere").err
