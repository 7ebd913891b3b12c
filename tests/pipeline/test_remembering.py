from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np

from percorso.pipeline.remembering import remember, remembered, set_down
from percorso.store import kept
from percorso.store.workspace import Workspace
from percorso.trace.tracing import WORDED
from percorso.unify.names import SLOTS, Names


def test_what_a_build_knew_is_read_back_value_for_value(newsletter_shop: Workspace, tmp_path: Path) -> None:
    latest = newsletter_shop.state.latest_build()
    assert latest is not None
    found = remembered(newsletter_shop, latest)
    assert found is not None
    known, pieces, stated, lexicon = found
    assert lexicon is not None
    assert set(lexicon.words["name"].to_pylist()) > {"Order Completed"}
    assert not stated
    assert sum(piece.rows for piece in pieces) == 12
    assert known.customers == 6
    down = set_down(tmp_path / "down", known, stated=stated)
    assert {one.name: str(getattr(down, one.name)) for one in fields(known)} == {
        one.name: str(getattr(known, one.name)) for one in fields(known)
    }
    remember(tmp_path / "again", tmp_path / "down", pieces, lexicon)
    assert {path.suffix for path in (tmp_path / "again").iterdir()} == {".npy", ".arrow", ".rows", ".json"}
    again = kept.read(tmp_path / "again")
    arrays = {name: column.tolist() for name, column in again.arrays.items()}
    assert arrays.pop("stated") == [False]
    assert arrays == {name: getattr(known, name).tolist() for name in arrays}
    assert again.tables["values"]["text"].to_pylist() == known.values.to_pylist()
    words = {f"words-{name}" for name in WORDED}
    assert {*arrays, *again.tables} == {*words, *(field.name for field in fields(known))}
    assert all(again.tables[f"words-{name}"]["text"].to_pylist() == lexicon.words[name].to_pylist() for name in WORDED)


def test_events_that_an_earlier_percorso_laid_down_otherwise_are_told_apart(newsletter_shop: Workspace) -> None:
    latest = newsletter_shop.state.latest_build()
    assert latest is not None
    for path in newsletter_shop.cache_folder.rglob("kept/words-*"):
        path.rename(newsletter_shop.folder / path.name)
    for path in newsletter_shop.cache_folder.rglob("contents.json"):
        document = json.loads(path.read_text())
        document["kept"] = {name: size for name, size in document["kept"].items() if not name.startswith("words-")}
        path.write_text(json.dumps(document))
    found = remembered(newsletter_shop, latest)
    assert found is not None
    assert found.lexicon is None


def test_what_an_earlier_percorso_took_down_of_who_is_named_is_read_and_not_built_upon(
    newsletter_shop: Workspace,
) -> None:
    latest = newsletter_shop.state.latest_build()
    assert latest is not None
    before = remembered(newsletter_shop, latest)
    assert before is not None
    names = Names(before.known.kinds, before.known.named)
    place = next(newsletter_shop.cache_folder.rglob("kept"))
    np.save(place / "names.npy", np.array([names.column(kind) for kind in range(SLOTS)]))
    gone = {f"{name}.npy" for name in ("kinds", "named", "later")}
    for name in gone:
        (place / name).unlink()
    contents = next(newsletter_shop.cache_folder.rglob("contents.json"))
    document = json.loads(contents.read_text())
    document["kept"] = {name: size for name, size in document["kept"].items() if name not in gone}
    contents.write_text(json.dumps(document))
    found = remembered(newsletter_shop, latest)
    assert found is not None
    assert found.lexicon is None
    assert (found.known.kinds.tolist(), found.known.named.tolist()) == (names.kinds.tolist(), names.numbers.tolist())
    assert sorted(found.known.later.tolist()) == list(range(len(found.known.rank)))


def test_a_cache_that_is_not_whole_is_not_built_upon(newsletter_shop: Workspace) -> None:
    latest = newsletter_shop.state.latest_build()
    assert latest is not None
    next(newsletter_shop.cache_folder.rglob("bucket=*/at.npy")).unlink()
    assert remembered(newsletter_shop, latest) is None
