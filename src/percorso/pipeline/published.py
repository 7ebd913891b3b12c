"""What is published: the one build every reader sees, its tables and its journeys."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.errors import PercorsoError
from percorso.core.period import ALWAYS, Moments
from percorso.core.remembered import Remembered
from percorso.run.local import run
from percorso.sequence.journeys import Journeys
from percorso.sequence.period import during
from percorso.sequence.protocol import Analysis
from percorso.store import cache, kept
from percorso.store.bucket import Bucket, Layers, Source
from percorso.store.cache import CachedBucket, Words
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import DERIVED, RETRACED, TableSpec


def retraced_by(workspace: Workspace, build: Build) -> pa.Table:
    """Read which rows of a build's tables hold no longer; a build of before there were layers has none."""
    return workspace.lake.read(RETRACED, build.version(RETRACED))


def let_go_of_past(workspace: Workspace, seen: int) -> int:
    """Close the journeys of earlier builds that this process keeps open, once there is another build than one seen.

    Returns:
        The number of the build that is published; 0 for none.
    """
    build = workspace.state.latest_build()
    number = 0 if build is None else build.id
    if number != seen:
        cache.let_go()
        kept.let_go()
        _answers.forget()
        _cut.forget()
    return number


# What builds answer the same however often it is asked.
_answers = Remembered(128)
# The journeys of segments' members, in rows: whoever asks of a segment asks again. A row is some 30 bytes.
_cut = Remembered(10_000_000, lambda journeys: journeys.rows)

Partial = TypeVar("Partial")
Result = TypeVar("Result")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Published:
    """One build from start to end of a request, whatever is published meanwhile.

    Attributes:
        buckets: its journeys, of everybody or of some customers alone.
        whom: what tells whose they are, the same whenever these are; None where they may be others the next time.
    """

    workspace: Workspace
    build: Build
    buckets: tuple[CachedBucket, ...]
    whom: Hashable = "everybody"

    @classmethod
    def open(cls, workspace: Workspace) -> Published:
        """Open the last published build.

        Raises:
            PercorsoError: ``not_built`` before the first build, ``cache_missing`` when the cache was lost.
        """
        build = workspace.state.latest_build()
        if build is None:
            raise PercorsoError("not_built", "Nothing has been built yet.", hint="Run: percorso build.")
        return cls(workspace, build, cache.read(workspace.cache_folder, build.generation))

    @property
    def words(self) -> Words:
        """The dictionaries of coded columns."""
        return self.buckets[0].words

    @property
    def openers(self) -> tuple[Callable[[], Journeys], ...]:
        """One opener per bucket."""
        return tuple(bucket.journeys for bucket in self.buckets)

    def ask(self, analysis: Analysis[Partial, Result], moments: Moments = ALWAYS) -> Result:
        """Run an analysis over every bucket, or over the rows of a period alone."""
        return run(analysis, [partial(_opened, opener, moments) for opener in self.openers])

    def ask_once(self, analysis: Analysis[Partial, Result]) -> Result:
        """Run an analysis over every bucket, and keep the answer for whoever asks this build the same again."""
        if self.whom is None:
            return self.ask(analysis)
        return _answers.of((self.name, self.whom, analysis), lambda: self.ask(analysis))

    def worked_out_once(self, asked: Hashable, work: Callable[[], Found]) -> Found:
        """Do what depends on the build alone, and on what it is asked by, and keep what comes of it likewise."""
        return _answers.of((self.name, asked), work)

    def sql(self, text: str, *specs: TableSpec, bucket: int | None = None, **parameters: object) -> pa.Table:
        """Question the published versions of the named tables."""
        with self.opened(*specs, bucket=bucket) as opened:
            return opened.sql(text, **parameters)

    def opened(self, *specs: TableSpec, bucket: int | None = None) -> Bucket:
        """Open the published versions of the named tables for several questions; use it in a ``with`` block."""
        tables = {spec.name: self._source(spec, bucket) for spec in specs}
        return Bucket(-1 if bucket is None else bucket, tables)

    def count(self, spec: TableSpec) -> int:
        """Count the rows of a published table; where no layers are, without reading them."""
        source = self._source(spec, None)
        if isinstance(source, Layers) and not source.whole:
            return int(self.rows(f"SELECT count(*) AS rows FROM {spec.name}", spec)[0]["rows"])
        return self.workspace.lake.count(spec, self.build.version(spec))

    @cached_property
    def retraced(self) -> pa.Table:
        """Which rows of earlier layers hold no longer (see ``tables.RETRACED``)."""
        return _answers.of((self.name, RETRACED.name), lambda: retraced_by(self.workspace, self.build))

    def _source(self, spec: TableSpec, bucket: int | None) -> Source:
        files = self.workspace.lake.files(spec, self.build.version(spec), bucket=bucket)
        if spec not in DERIVED:
            return files
        if not spec.partition:
            return Layers(files, spec.key)
        own = self.retraced
        if bucket is not None:
            own = own.filter(pc.equal(own["bucket"], bucket))
        return Layers(files, ("customer_id",), own)

    def rows(
        self, text: str, *specs: TableSpec, bucket: int | None = None, **parameters: object
    ) -> list[dict[str, Any]]:
        """Question the tables and give the answer as rows."""
        found: list[dict[str, Any]] = self.sql(text, *specs, bucket=bucket, **parameters).to_pylist()
        return found

    def table_once(self, text: str, *specs: TableSpec, **parameters: Hashable) -> pa.Table:
        """Question whole tables as ``sql`` does, and keep the answer likewise: it should be small beside them."""
        given: dict[str, Any] = {name: list(one) if isinstance(one, tuple) else one for name, one in parameters.items()}
        asked = (self.name, text, tuple(sorted(parameters.items())))
        return _answers.of(asked, lambda: self.sql(text, *specs, **given))

    def rows_once(self, text: str, *specs: TableSpec, **parameters: Hashable) -> list[dict[str, Any]]:
        """Give the answer of ``table_once`` as rows."""
        found: list[dict[str, Any]] = self.table_once(text, *specs, **parameters).to_pylist()
        return found

    @property
    def name(self) -> Hashable:
        """What sets a build apart from all others, also from those of a workspace put back from a copy."""
        build = self.build
        return self.workspace.folder.absolute(), self.workspace.level, build.id, build.published_at, build.generation


def cut_once(asked: Hashable, cut: Callable[[], Journeys]) -> Journeys:
    """Cut journeys to those of some customers, and keep them for whoever asks of the same."""
    return _cut.of(asked, cut)


def _opened(opener: Callable[[], Journeys], moments: Moments) -> Journeys:
    return during(opener(), moments)
