"""Layers: what was traced again lies over a bucket's files, until writing the bucket whole is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.pipeline.published import retraced_by
from percorso.sequence.keys import bucket_of
from percorso.store import coded
from percorso.store.arrow import conform
from percorso.store.delta import layer_of
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import DERIVED, RETRACED, TOUCHPOINTS, TableSpec

# A bucket with so many layers is written whole, and every so many builds in any case, so that not all are at once.
LAYERS = 8
# Smaller buckets are always written whole: readers open one file more quickly than several.
SMALL_BYTES = 1_000_000


@dataclass(frozen=True)
class Held:
    """The files of a build's tables, which of their rows hold no longer, and whose hold no longer from now on.

    Attributes:
        files: a table's name and a bucket (-1 where there are none) to its files, lower layers first.
        retraced: ``customer_id, bucket, build``: of these, what files of earlier builds say held no longer.
        gone: ids of customers whose rows of any build hold no longer.
    """

    files: Mapping[tuple[str, int], Sequence[Path]]
    retraced: pa.Table
    gone: pa.Array

    @classmethod
    def of(cls, workspace: Workspace, build: Build, gone: pa.Array) -> Held:
        """Look at what a build published."""
        files: dict[tuple[str, int], list[Path]] = {}
        for spec in DERIVED:
            for path in sorted(workspace.lake.files(spec, build.version(spec)), key=layer_of):
                bucket = int(path.parent.name.partition("=")[2]) if spec.partition else -1
                files.setdefault((spec.name, bucket), []).append(path)
        return cls(files, retraced_by(workspace, build), gone)

    def is_whole_due(self, spec: TableSpec) -> bool:
        """Say whether a table without buckets is to be written whole."""
        files = self.files.get((spec.name, -1), ())
        return len(files) > LAYERS or sum(path.stat().st_size for path in files) < SMALL_BYTES

    def is_due(self, bucket: int, build: int) -> bool:
        """Say whether a bucket is to be written whole by a build, instead of a layer over it."""
        files = self.files.get((TOUCHPOINTS.name, bucket), ())
        if sum(path.stat().st_size for path in files) < SMALL_BYTES:
            return True
        layers = len(set(map(layer_of, files)))
        return layers > LAYERS or (layers > 1 and (bucket + build) % LAYERS == 0)

    def rows(self, spec: TableSpec, bucket: int) -> pa.Table | None:
        """Read the rows of a bucket that go on to hold, their texts as dictionaries; None where there are none."""
        names = [name for name in spec.columns if name != spec.partition]
        parts = []
        for path in self.files.get((spec.name, bucket), ()):
            later = self.retraced.filter(pc.greater(self.retraced["build"], layer_of(path)))
            gone = pa.concat_arrays([self.gone, later["customer_id"].combine_chunks()])
            parts.append(_without(coded.read(coded.chunks([path], _ALL)[0], names), gone))
        return pa.concat_tables(parts).unify_dictionaries().combine_chunks() if parts else None

    def retraced_after(self, whole: Sequence[int], build: int, buckets: int) -> pa.Table:
        """List whose rows hold no longer once a build has written some buckets whole and others as layers."""
        gone = pa.table(
            {
                "customer_id": self.gone,
                "bucket": pa.array(bucket_of(self.gone, buckets)),
                "build": pa.array(np.full(len(self.gone), build), pa.int32()),
            }
        )
        before = self.retraced.filter(pc.invert(pc.is_in(self.retraced["customer_id"], value_set=self.gone)))
        both = pa.concat_tables([before, conform(gone, RETRACED)])
        written = pc.is_in(both["bucket"], value_set=pa.array(whole, pa.int32()))
        return both.filter(pc.invert(written))


_ALL = 2**62


def _without(rows: pa.Table, gone: pa.Array) -> pa.Table:
    """Leave some customers out."""
    owner = rows["customer_id"].combine_chunks()
    left = ~np.asarray(pc.is_in(owner.dictionary, value_set=gone))
    return rows if left.all() else rows.filter(pa.array(left[owner.indices.to_numpy()]))
