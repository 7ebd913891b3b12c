from __future__ import annotations

from pathlib import Path

from percorso.store.arrow import empty
from percorso.store.staging import Staging
from percorso.tables import JOURNEYS


def test_parts_come_back_bucket_by_bucket_and_nothing_is_left_behind(tmp_path: Path) -> None:
    folder = tmp_path / "staging"
    with Staging(folder) as staging:
        staging.put(JOURNEYS, 11, empty(JOURNEYS))
        staging.put(JOURNEYS, 2, empty(JOURNEYS))
        assert [number for number, _ in staging.parts(JOURNEYS)] == [2, 11]
        assert all(part.schema.names == list(JOURNEYS.columns) for _, part in staging.parts(JOURNEYS))
    assert not folder.exists()


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "staging" / "journeys").mkdir(parents=True)
    (tmp_path / "staging" / "journeys" / "0007.parquet").write_bytes(b"half")
    with Staging(tmp_path / "staging") as staging:
        assert list(staging.parts(JOURNEYS)) == []
