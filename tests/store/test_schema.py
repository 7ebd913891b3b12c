from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from percorso.store import database
from percorso.store.schema import METADATA


def _assert_equal_to_migrations(url: str, file: Path) -> None:
    engine = database.engine_for(url, file)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_the_code_uses(tmp_path: Path) -> None:
    _assert_equal_to_migrations("", tmp_path / "state.db")


def test_the_migrations_make_the_same_tables_in_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    _assert_equal_to_migrations(postgresql_url, tmp_path / "state.db")


def test_the_newest_migration_is_the_version_the_code_knows() -> None:
    folder = ScriptDirectory(str(Path(database.__file__).with_name("migrations")))
    assert folder.get_heads() == [f"{database.SCHEMA_VERSION:04d}"]
