"""A build's own scratch: traced tables on their way into the lake, one file per table and bucket."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from percorso.store.arrow import conform
from percorso.tables import TableSpec


@dataclass(frozen=True)
class Staging:
    """A folder that holds one build’s parts while it runs; what a killed build left, the next one clears."""

    folder: Path

    def __enter__(self) -> Staging:
        """Start empty."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, spec: TableSpec, bucket: int, table: pa.Table) -> None:
        """Lay one bucket of one table aside."""
        place = self.folder / spec.name
        place.mkdir(exist_ok=True)
        pq.write_table(conform(table, spec), place / f"{bucket:04d}.parquet", compression="zstd")

    def parts(self, spec: TableSpec) -> Iterator[tuple[int, pa.Table]]:
        """Give a table's parts back, bucket by bucket, reading each only when it is asked for."""
        for file in sorted((self.folder / spec.name).glob("*.parquet")):
            yield int(file.stem), pq.read_table(file)
