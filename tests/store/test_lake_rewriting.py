from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from percorso.store.lake import Lake
from percorso.tables import CUSTOMERS

from .conftest import Rows


def _customers(rows: Rows, bucket: int, *ids: str) -> pa.Table:
    return rows(CUSTOMERS, bucket=[bucket] * len(ids), customer_id=list(ids))


def _ids(lake: Lake, version: int | None = None) -> dict[int, list[str]]:
    table = lake.read(CUSTOMERS, version, ["bucket", "customer_id"])
    found: dict[int, list[str]] = {}
    for row in table.sort_by("customer_id").to_pylist():
        found.setdefault(row["bucket"], []).append(row["customer_id"])
    return found


def test_rewriting_changes_the_files_whose_rows_change_in_one_version(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    for bucket, ids in ((0, ("a", "b")), (1, ("c",)), (2, ("d",))):
        lake.publish(CUSTOMERS, [lake.stage(CUSTOMERS, bucket, _customers(rows, bucket, *ids))])
    version, files = lake.version(CUSTOMERS), set(lake.files(CUSTOMERS))

    def without(*gone: str) -> Callable[[pa.Table], pa.Table | None]:
        def change(table: pa.Table) -> pa.Table | None:
            kept = pc.invert(pc.is_in(table["customer_id"], value_set=pa.array(gone)))
            return None if pc.all(kept).as_py() else table.filter(kept)

        return change

    assert lake.rewrite(CUSTOMERS, without("a", "d")) == 2
    assert (_ids(lake), lake.version(CUSTOMERS)) == ({0: ["b"], 1: ["c"]}, version + 1)
    assert len(files & set(lake.files(CUSTOMERS))) == 1
    assert _ids(lake, version) == {0: ["a", "b"], 1: ["c"], 2: ["d"]}
    assert lake.rewrite(CUSTOMERS, without("a", "d")) == 0
    assert lake.version(CUSTOMERS) == version + 1
    assert lake.sweep(CUSTOMERS) == 2
