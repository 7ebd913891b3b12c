from __future__ import annotations

from percorso.store.versions import newer_workspace, older_workspace


def test_the_reason_and_the_way_out_are_said() -> None:
    error = newer_workspace("its folder has format 9, this program knows 1")
    assert error.code == "newer_workspace"
    assert "format 9" in error.message
    assert "Upgrade Percorso" in error.hint


def test_an_older_workspace_is_told_to_begin_anew() -> None:
    error = older_workspace("its folder has format 1, this program writes 2")
    assert error.code == "older_workspace"
    assert "percorso init" in error.hint
