"""The tables of the state database, the same on SQLite and PostgreSQL. Times are microseconds since 1970 UTC."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Integer, MetaData, Table, Text

METADATA = MetaData()

# A row here is what makes a build visible: readers open exactly these versions and this generation.
BUILDS = Table(
    "builds",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("published_at", BigInteger, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("settings_digest", Text, nullable=False),
    Column("events_seq", BigInteger, nullable=False),
    Column("stats", JSON, nullable=False),
)
IMPORTS = Table(
    "imports",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("shop", Text, nullable=False),
    Column("connector", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("new", BigInteger, nullable=False),
    Column("duplicates", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),
)
SOURCES = Table(
    "sources",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("shop", Text, primary_key=True),
    Column("connector", Text, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
# What SDKs show to be let in; a key that was replaced or withdrawn stays, with when.
WRITE_KEYS = Table(
    "write_keys",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("shop", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger, nullable=True),
    Column("origins", JSON, nullable=False),
    Column("requests_a_minute", Integer, nullable=True),
)
# Rows of the quarantine table that a retry brought in; the lake keeps what was refused, as it was.
RESOLVED = Table(
    "resolved",
    METADATA,
    Column("quarantine_id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
