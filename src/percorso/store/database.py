"""Connections to the state database: the rules of SQLite, PostgreSQL by URL, and the schema brought up to date."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from percorso.core.errors import PercorsoError
from percorso.store.durable import disk_full
from percorso.store.versions import newer_workspace

# The newest migration; a test compares it with the folder.
SCHEMA_VERSION = 17
BUSY_SECONDS = 5
# Whoever opens a database that another process is bringing up to date waits for all of its migrations.
_MIGRATING_SECONDS = 60
# What a transaction and the files beside the database need at most.
_ROOM = 2**18
# Any number, the same in every process: PostgreSQL's lock while the schema changes.
_MIGRATING = 7_221_904_311


def engine_for(url: str, default: Path) -> Engine:
    """Make the engine of a state database and bring its schema up to date.

    Args:
        url: a SQLAlchemy URL of SQLite or PostgreSQL; empty for the SQLite file ``default``.
        default: where the workspace keeps its own database.

    Raises:
        PercorsoError: ``bad_state_url``, ``missing_part``, ``state_unreachable``, ``newer_workspace``.
    """
    parsed = _parsed(url) if url else URL.create("sqlite", database=str(default))
    try:
        engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else create_engine(parsed, pool_pre_ping=True)
    except ModuleNotFoundError:
        hint = "Run: pip install 'percorso[postgresql]'."
        raise PercorsoError("missing_part", "State in PostgreSQL needs the package pg8000.", hint=hint) from None
    try:
        _upgrade(engine)
    except DBAPIError as error:
        raise state_unreachable(parsed, error) from error
    return engine


def state_unreachable(url: URL, error: DBAPIError) -> PercorsoError:
    """Build the error for a database that cannot be opened, read or written; of a full disk it is ``disk_full``."""
    if _has_no_room(url, error):
        return disk_full(Path(str(url.database)))
    shown = url.render_as_string(hide_password=True)
    return PercorsoError("state_unreachable", f"The state database {shown} cannot be used: {error.orig}.")


def _has_no_room(url: URL, error: DBAPIError) -> bool:
    """Say whether a SQLite file could not grow: its shared memory calls a full disk an error of the disk."""
    name = getattr(error.orig, "sqlite_errorname", "")
    if name.startswith("SQLITE_IOERR") and url.database:
        return shutil.disk_usage(Path(url.database).parent).free < _ROOM
    return bool(name == "SQLITE_FULL")


def schema_version(connection: Connection) -> int:
    """Give the number of the last migration the database has seen; 0 for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return 0
    return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = URL.create("unreadable")
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+pg8000")
    if parsed.get_backend_name() == "sqlite":
        return parsed
    raise PercorsoError(
        "bad_state_url",
        "store.state in percorso.toml is not the URL of a SQLite or PostgreSQL database.",
        hint="Leave it empty for SQLite in the workspace, or write postgresql://user:password@host/database.",
    )


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        # The driver's own idea of when a transaction begins is switched off: "begin" below says it.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten at once.
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads and then writes fails at once under WAL, whatever the timeout; this one waits.
        options = connection.get_execution_options()
        writing = options.get("writing", False)
        if patience := options.get("patience"):
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        found = schema_version(connection)
    if found == SCHEMA_VERSION:
        return
    # Loaded before the database is held: on a busy machine that alone takes seconds, and others wait.
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    options = {"writing": True, "patience": _MIGRATING_SECONDS}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATING})
        found = schema_version(connection)
        if found > SCHEMA_VERSION:
            raise newer_workspace(f"its state has schema {found}, this program knows {SCHEMA_VERSION}")
        if found < SCHEMA_VERSION:
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
