from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from percorso.collect.options import ReadOptions
from percorso.collect.reading import reread
from percorso.core.errors import PercorsoError

if TYPE_CHECKING:
    from collect.conftest import Gather

MAPPING: dict[str, Any] = {
    "time_zone": "Europe/Rome",
    "fields": {"at": "at", "user_id": "user.id", "name": {"value": "Till Sale"}},
    "properties": {"total": "total", "born": "born"},
}
TOML = """
time_zone = "Europe/Rome"
[fields]
at = "at"
user_id = "user.id"
name = {value = "Till Sale"}
[properties]
total = "total"
born = "born"
"""


def written(path: Path, at: pa.Array) -> Path:
    rows = len(at)
    table = pa.table(
        {
            "at": at,
            "user": pa.array([{"id": 7.0}] * rows, pa.struct([("id", pa.float64())])),
            "total": pa.array([Decimal("12.50")] * rows, pa.decimal128(10, 2)),
            "born": pa.array([date(1980, 1, 2)] * rows),
        }
    )
    parquet.write_table(table, path)
    return path


@pytest.mark.parametrize(
    "at",
    [
        pa.array([datetime(2026, 3, 1, 10, tzinfo=UTC)], pa.timestamp("us", tz="UTC")),
        pa.array([datetime(2026, 3, 1, 10, tzinfo=UTC)], pa.timestamp("ns", tz="America/New_York")),
        pa.array([datetime(2026, 3, 1, 11)], pa.timestamp("ms")),  # noqa: DTZ001
        pa.array(["2026-03-01 11:00:00"]),
        pa.array([1772359200000]),
    ],
)
def test_times_of_every_type_and_typed_ids_are_read(tmp_path: Path, gather: Gather, at: pa.Array) -> None:
    (event,) = gather("parquet", written(tmp_path / "a.parquet", at), TOML).events
    assert (event.at, event.user_id) == (1772359200000000, "7")
    assert event.properties == '{"born":"1980-01-02","currency":"EUR","total":"12.50"}'


def test_a_bad_row_is_kept_as_json_and_can_be_read_again(tmp_path: Path, gather: Gather) -> None:
    batch = gather("parquet", written(tmp_path / "a.parquet", pa.array(["soon", "2026-03-01"])), TOML)
    assert (len(batch.events), [one.row for one in batch.rejected]) == (1, [1])
    original = batch.rejected[0].original
    assert original == '{"at":"soon","born":"1980-01-02","total":"12.50","user":{"id":7.0}}'
    (again,) = reread("parquet", "", original.replace("soon", "2026-03-01"), ReadOptions(mapping=MAPPING))
    assert again.events == batch.events


def test_a_missing_column_is_named(tmp_path: Path, gather: Gather) -> None:
    path = written(tmp_path / "a.parquet", pa.array(["2026-03-01"]))
    with pytest.raises(PercorsoError, match=r"Did you mean 'user\.id'"):
        gather("parquet", path, TOML.replace("user.id", "user.ids"))


def test_a_file_cut_short_is_refused(tmp_path: Path, gather: Gather) -> None:
    path = written(tmp_path / "a.parquet", pa.array(["2026-03-01"]))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(PercorsoError, match="damaged_parquet"):
        gather("parquet", path, TOML)
