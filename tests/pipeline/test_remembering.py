from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from percorso.pipeline.remembering import remember, remembered, set_down
from percorso.store import kept
from percorso.store.workspace import Workspace


def test_what_a_build_knew_is_read_back_value_for_value(newsletter_shop: Workspace, tmp_path: Path) -> None:
    latest = newsletter_shop.state.latest_build()
    assert latest is not None
    found = remembered(newsletter_shop, latest)
    assert found is not None
    known, pieces, stated = found
    assert not stated
    assert sum(piece.rows for piece in pieces) == 12
    assert known.customers == 6
    down = set_down(tmp_path / "down", known, stated=stated)
    assert {one.name: str(getattr(down, one.name)) for one in fields(known)} == {
        one.name: str(getattr(known, one.name)) for one in fields(known)
    }
    remember(tmp_path / "again", tmp_path / "down", pieces)
    assert {path.suffix for path in (tmp_path / "again").iterdir()} == {".npy", ".arrow", ".rows", ".json"}
    again = kept.read(tmp_path / "again")
    arrays = {name: column.tolist() for name, column in again.arrays.items()}
    assert arrays.pop("stated") == [False]
    assert arrays == {name: getattr(known, name).tolist() for name in arrays}
    assert again.tables["values"]["text"].to_pylist() == known.values.to_pylist()
    assert {*arrays, *again.tables} == {field.name for field in fields(known)}


def test_a_cache_that_is_not_whole_is_not_built_upon(newsletter_shop: Workspace) -> None:
    latest = newsletter_shop.state.latest_build()
    assert latest is not None
    next(newsletter_shop.cache_folder.rglob("bucket=*/at.npy")).unlink()
    assert remembered(newsletter_shop, latest) is None
