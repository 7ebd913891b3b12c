"""State: the few facts that change in place. Which build is published, what was imported, what left quarantine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from percorso.core.errors import PercorsoError
from percorso.store.annotations import Annotations
from percorso.store.audit import Audit
from percorso.store.database import engine_for, schema_version
from percorso.store.decisions import Decisions
from percorso.store.figures import Figures, Noted
from percorso.store.jobs import Jobs
from percorso.store.looks import Looks
from percorso.store.moves import DecidedMoves
from percorso.store.privacy import PrivacyRecords
from percorso.store.products import Products
from percorso.store.proposals import Proposals
from percorso.store.schema import BUILDS, IMPORTS, RESOLVED, SOURCE_CONNECTORS, SOURCES, WRITE_KEYS
from percorso.store.segments import SavedSegments
from percorso.store.tokens import Tokens
from percorso.store.transactions import Transactions, now
from percorso.store.users import Users
from percorso.store.webhooks import Webhooks
from percorso.tables import TableSpec

# Rows of one INSERT, so that a transaction stays short and a statement's parameters few.
_CHUNK = 5_000


@dataclass(frozen=True)
class Build:
    """A published build: the exact table versions and cache generation that belong together.

    Attributes:
        versions: table name to Delta version.
        events_seq: the last event's ``seq`` that is in it.
        stats: counts to show.
        published_at: microseconds since 1970 UTC; given by ``publish``.
    """

    id: int
    versions: Mapping[str, int]
    generation: int
    settings_digest: str
    events_seq: int
    stats: Mapping[str, Any] = field(default_factory=dict)
    published_at: int = 0

    def version(self, spec: TableSpec) -> int:
        """Give a table's version; one that a later Percorso added was empty then, as it is when it is made."""
        return self.versions.get(spec.name, 0)


@dataclass(frozen=True)
class Import:
    """One file that came in; ``digest`` is the SHA-256 of its bytes, ``at`` is given by ``record_import``."""

    source: str
    shop: str
    connector: str
    file: str
    digest: str
    rows: int
    new: int
    duplicates: int
    rejected: int
    at: int = 0


@dataclass(frozen=True)
class Source:
    """Where data comes from, and when something last came; microseconds since 1970 UTC.

    Attributes:
        connector: by which it came last.
        connectors: every one by which something came, in the order of the alphabet.
    """

    name: str
    shop: str
    connector: str
    first_at: int
    last_at: int
    connectors: tuple[str, ...] = ()


@dataclass(frozen=True)
class WriteKey:
    """What a source shows to be let in; microseconds since 1970 UTC.

    Attributes:
        source: the name its events carry.
        disabled_at: since when it lets nobody in, None while it does.
        origins: the sites whose pages may use it in a browser; none named means any.
        created_at: given by ``add_key``.
        requests_a_minute: how many it may send, None for any number.
    """

    key: str
    source: str
    shop: str
    origins: tuple[str, ...] = ()
    created_at: int = 0
    disabled_at: int | None = None
    requests_a_minute: int | None = None


class State(Transactions):
    """The state database of one workspace.

    Args:
        file: where SQLite keeps it, unless ``url`` names another database.

    Raises:
        PercorsoError: ``bad_state_url``, ``missing_part``, ``state_unreachable``, ``newer_workspace``; from any method
            ``busy`` after five seconds' wait for another process, ``disk_full``, ``state_unreachable``.
    """

    def __init__(self, file: Path, url: str = "") -> None:
        super().__init__(engine_for(url, file))
        self._builds: State | None = None

    def with_builds_of(self, other: State) -> State:
        """Take builds from another database and publish them there; all else stays here."""
        self._builds = other
        return self

    @cached_property
    def webhooks(self) -> Webhooks:
        """What is known of webhooks, in the same database."""
        return Webhooks(self._engine)

    @cached_property
    def annotations(self) -> Annotations:
        """What happened on some days, in the same database."""
        return Annotations(self._engine)

    @cached_property
    def segments(self) -> SavedSegments:
        """Whom somebody described, in the same database."""
        return SavedSegments(self._engine)

    @cached_property
    def products(self) -> Products:
        """What shops' systems say of their products, in the same database."""
        return Products(self._engine)

    @cached_property
    def decisions(self) -> Decisions:
        """What was decided about identity, in the same database."""
        return Decisions(self._engine)

    @cached_property
    def privacy(self) -> PrivacyRecords:
        """What is known of people's wishes, in the same database."""
        return PrivacyRecords(self._engine)

    @cached_property
    def proposals(self) -> Proposals:
        """Pairs of customers that probably are one person, in the same database."""
        return Proposals(self._engine)

    @cached_property
    def users(self) -> Users:
        """Who may look, in the same database."""
        return Users(self._engine)

    @cached_property
    def tokens(self) -> Tokens:
        """What programs show to be let in, in the same database."""
        return Tokens(self._engine)

    @cached_property
    def moves(self) -> DecidedMoves:
        """What was decided about moves, in the same database."""
        return DecidedMoves(self._engine)

    @cached_property
    def looks(self) -> Looks:
        """What accounts saw when they looked last, in the same database."""
        return Looks(self._engine)

    @cached_property
    def figures(self) -> Figures:
        """What was published of each day and what moved it, in the same database."""
        return Figures(self._engine)

    @cached_property
    def jobs(self) -> Jobs:
        """Work that takes long, in the same database."""
        return Jobs(self._engine)

    @cached_property
    def audit(self) -> Audit:
        """Who did what, in the same database."""
        return Audit(self._engine)

    @property
    def schema_version(self) -> int:
        """The number of the last migration."""
        with self._reading() as connection:
            return schema_version(connection)

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    def latest_build(self) -> Build | None:
        """Give the published build that everyone reads, or None before the first."""
        if self._builds is not None:
            return self._builds.latest_build()
        with self._reading() as connection:
            row = connection.execute(select(BUILDS).order_by(BUILDS.c.id.desc()).limit(1)).mappings().first()
        return Build(**row) if row is not None else None

    def publish(self, build: Build, noted: Noted | None = None) -> Build:
        """Make a build the one that everyone reads, with what it says of each day, and return it with its time.

        Raises:
            PercorsoError: ``build_overtaken`` when a build of this number or a later one is published already.
        """
        if self._builds is not None:
            return self._builds.publish(build)
        published = replace(build, published_at=now())
        with self._writing() as connection:
            last = connection.execute(select(func.max(BUILDS.c.id))).scalar_one()
            if last is not None and last >= build.id:
                raise PercorsoError("build_overtaken", f"Build {last} was published before build {build.id} was done.")
            connection.execute(insert(BUILDS), [asdict(published)])
            if noted is not None:
                self.figures.keep(connection, noted, published.published_at)
        return published

    def unpublish(self) -> None:
        """Take all builds back: nobody reads one any more."""
        with self._writing() as connection:
            connection.execute(delete(BUILDS))
            self.figures.forget(connection)

    def record_import(self, done: Import) -> None:
        """Note a file that came in, and its source."""
        stamped = replace(done, at=now())
        with self._writing() as connection:
            connection.execute(insert(IMPORTS), [asdict(stamped)])
            self._see(connection, done.source, done.shop, done.connector)

    def imports(self) -> tuple[Import, ...]:
        """List the files that came in, oldest first."""
        columns = [column for column in IMPORTS.c if column.name != "id"]
        with self._reading() as connection:
            rows = connection.execute(select(*columns).order_by(IMPORTS.c.id)).mappings().all()
        return tuple(Import(**row) for row in rows)

    def seen_source(self, name: str, shop: str, connector: str, at: int | None = None) -> None:
        """Note that a source sent something, now or at a time (microseconds since 1970 UTC)."""
        with self._writing() as connection:
            self._see(connection, name, shop, connector, at)

    def sources(self) -> tuple[Source, ...]:
        """List the sources by shop and name."""
        with self._reading() as connection:
            rows = connection.execute(select(SOURCES).order_by(SOURCES.c.shop, SOURCES.c.name)).mappings().all()
            ways = connection.execute(select(SOURCE_CONNECTORS).order_by(SOURCE_CONNECTORS.c.connector)).all()
        through: dict[tuple[str, str], tuple[str, ...]] = {}
        for way in ways:
            through[way.name, way.shop] = (*through.get((way.name, way.shop), ()), way.connector)
        return tuple(Source(**row, connectors=through.get((row["name"], row["shop"]), ())) for row in rows)

    def resolve(self, quarantine_ids: Iterable[str]) -> None:
        """Note that these rows left quarantine; noting it twice changes nothing."""
        at = now()
        rows = [{"quarantine_id": one, "at": at} for one in sorted(set(quarantine_ids))]
        for start in range(0, len(rows), _CHUNK):
            with self._writing() as connection:
                statement = self._insert(RESOLVED).values(rows[start : start + _CHUNK])
                connection.execute(statement.on_conflict_do_nothing(index_elements=["quarantine_id"]))

    def resolved(self) -> frozenset[str]:
        """Give the ids of all rows that left quarantine."""
        with self._reading() as connection:
            return frozenset(connection.execute(select(RESOLVED.c.quarantine_id)).scalars())

    def write_keys(self) -> tuple[WriteKey, ...]:
        """List all write keys, oldest first, those that let nobody in too."""
        with self._reading() as connection:
            query = select(WRITE_KEYS).order_by(WRITE_KEYS.c.created_at, WRITE_KEYS.c.key)
            rows = connection.execute(query).mappings().all()
        return tuple(WriteKey(**{**row, "origins": tuple(row["origins"])}) for row in rows)

    def add_key(self, key: WriteKey, *, instead: bool = False) -> WriteKey:
        """Add a source's key and return it with its time; ``instead`` withdraws those it had, in the same moment.

        Raises:
            PercorsoError: ``source_exists`` when the source has a key that lets it in, and this is not instead.
        """
        at = now()
        stamped = replace(key, created_at=at)
        with self._writing() as connection:
            own = self._open_keys(key.source, key.shop)
            if not instead and connection.execute(select(WRITE_KEYS.c.key).where(own)).first():
                message = f"A source named '{key.source}' is there already."
                raise PercorsoError(
                    "source_exists", message, hint="Choose another name, or rotate its key.", given={"name": key.source}
                )
            connection.execute(update(WRITE_KEYS).where(own).values(disabled_at=at))
            connection.execute(insert(WRITE_KEYS), [asdict(stamped)])
        return stamped

    def limit_keys(self, source: str, shop: str, requests_a_minute: int | None) -> None:
        """Say how many requests a source may send from now on."""
        with self._writing() as connection:
            own = self._open_keys(source, shop)
            connection.execute(update(WRITE_KEYS).where(own).values(requests_a_minute=requests_a_minute))

    def disable_keys(self, source: str, shop: str) -> int:
        """Let a source in no more, and return how many keys it had."""
        with self._writing() as connection:
            done = connection.execute(update(WRITE_KEYS).where(self._open_keys(source, shop)).values(disabled_at=now()))
        return int(done.rowcount)

    @staticmethod
    def _open_keys(source: str, shop: str) -> ColumnElement[bool]:
        table = WRITE_KEYS.c
        return and_(table.source == source, table.shop == shop, table.disabled_at.is_(None))

    def _see(self, connection: Connection, name: str, shop: str, connector: str, at: int | None = None) -> None:
        at = now() if at is None else at
        statement = self._insert(SOURCES).on_conflict_do_update(
            index_elements=["name", "shop"], set_={"connector": connector, "last_at": at}
        )
        row = {"name": name, "shop": shop, "connector": connector, "last_at": at}
        connection.execute(statement, [row | {"first_at": at}])
        way = self._insert(SOURCE_CONNECTORS).on_conflict_do_update(
            index_elements=["name", "shop", "connector"], set_={"last_at": at}
        )
        connection.execute(way, [row])
