from __future__ import annotations

from pathlib import Path

import pytest

from percorso.pipeline.personal import FILES, LAKE, LOG, OUTSIDE, STATE, Columns, audit, declared, inventory
from percorso.speak.catalogue import Catalogue
from percorso.store.privacy import Done
from percorso.store.schema import METADATA
from percorso.store.workspace import Workspace
from percorso.tables import REQUESTS, TABLES


def _all(columns: Columns) -> list[str]:
    return sorted((*columns.personal, *columns.others))


def test_every_table_of_the_lake_and_every_column_is_declared() -> None:
    assert {name: _all(one) for name, one in LAKE.items()} == {spec.name: sorted(spec.columns) for spec in TABLES}
    assert {name: _all(one) for name, one in LOG.items()} == {REQUESTS.name: sorted(REQUESTS.columns)}


def test_every_table_of_the_state_and_every_column_is_declared() -> None:
    own = {name: sorted(column.name for column in table.columns) for name, table in METADATA.tables.items()}
    assert {name: _all(one) for name, one in STATE.items() if name != "alembic_version"} == own


def test_every_file_of_a_shop_in_use_is_declared_and_every_declared_place_is_there(newsletter_shop: Workspace) -> None:
    folder = newsletter_shop.folder
    assert newsletter_shop.secret
    (folder / "staging" / "dirty").touch()
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    places = {path: declared(path) for path in files}
    assert {path for path, place in places.items() if place is None} == set()
    assert {one.pattern for one in FILES} - {place.pattern for place in places.values() if place} == {
        "*.toml",
        "levels/*",
    }


def test_a_file_nobody_thought_of_is_not_declared() -> None:
    assert declared("models/predictions.bin") is None
    assert declared("cache/3/sketches/people.bin") is None


def test_the_inventory_lists_places_that_hold_something_of_people_with_their_size(newsletter_shop: Workspace) -> None:
    found = {one["place"]: one for one in inventory(newsletter_shop)}
    assert "email" in found["lake: events"]["holds"]
    assert found["log/*.log"]["bytes"] > 0
    assert "lake: rates" not in found
    assert all(one["holds"] for one in found.values())


def test_a_file_that_is_deleted_meanwhile_fails_no_inventory(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop")
    # As one that is listed, and gone when it is looked at.
    (shop.folder / "log").mkdir(exist_ok=True)
    (shop.folder / "log" / "0000000000000001.log").symlink_to(tmp_path / "gone")
    assert inventory(shop)


@pytest.mark.parametrize("language", ["en", "it"])
def test_what_erasing_does_is_said_in_words(language: str) -> None:
    words = Catalogue.of(language).entries
    kinds = {one.erasing for tables in (LAKE, LOG, STATE) for one in tables.values()}
    kinds |= {one.erasing for one in (*FILES, *OUTSIDE)}
    assert {kind for kind in kinds if f"privacy_erasing.{kind}" not in words} == set()


def test_the_record_of_what_was_done_says_when_and_how_much(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop")
    shop.state.privacy.record(Done("x", "export", 0, None, {"rows": 3}))
    (one,) = audit(shop)
    assert (one["kind"], one["counts"]) == ("export", {"rows": 3})
    assert one["done_at"].startswith("20")
