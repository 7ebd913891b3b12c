from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.store import known
from percorso.store.known import Known, keys_of
from percorso.store.lake import Lake
from percorso.tables import EVENTS, QUARANTINE

from .conftest import Rows


def stored(lake: Lake, rows: Rows, frame: int, *ids: str) -> None:
    seq = [frame * 2**20 + number for number in range(len(ids))]
    lake.append(EVENTS, rows(EVENTS, event_id=list(ids), seq=seq), frame)


def keys(*ids: str) -> known.Keys:
    return keys_of(pa.chunked_array([pa.array(ids, pa.string())]))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def test_an_id_has_one_key_whatever_stands_beside_it() -> None:
    digest = "00ff" * 8
    alone, together = keys(digest), keys("b", digest, "B", digest.upper())
    assert alone.tolist() == [[0x00FF00FF00FF00FF], [0x00FF00FF00FF00FF]]
    assert together[:, 1].tolist() == alone[:, 0].tolist()
    assert len({tuple(key) for key in together.T.tolist()}) == 4


def test_the_first_of_equal_keys_is_new_and_a_known_one_never(tmp_path: Path, lake: Lake, rows: Rows) -> None:
    stored(lake, rows, 1, "a", "b")
    assert Known(tmp_path / "known", lake, EVENTS).fresh(keys("c", "a", "d", "c", "b")).tolist() == [0, 2]


def test_keys_that_share_their_upper_half_are_told_apart(tmp_path: Path, lake: Lake, rows: Rows) -> None:
    twins = [f"{7:016x}{low:016x}" for low in range(6)]
    stored(lake, rows, 1, *twins[:4])
    found = Known(tmp_path / "known", lake, EVENTS)
    assert found.fresh(keys(*twins, twins[4])).tolist() == [4, 5]
    stored(lake, rows, 2, twins[4])
    found.add(keys(twins[4]), 2)
    assert found.fresh(keys(*twins)).tolist() == [5]


@pytest.mark.parametrize("harm", ["nothing", "no folder", "no run", "half a run", "another table's", "ahead"])
def test_whatever_became_of_the_files_exactly_what_the_lake_holds_is_known(
    tmp_path: Path, lake: Lake, rows: Rows, harm: str
) -> None:
    folder = tmp_path / "known"
    stored(lake, rows, 1, "a", "b", "c", "d", "e", "f")
    found = Known(folder, lake, EVENTS)
    stored(lake, rows, 3, "g")
    found.add(keys("g"), 3)
    stored(lake, rows, 4, "h")  # and killed before its key was written
    (own,) = (folder / "events").iterdir()
    if harm == "no folder":
        own.rename(tmp_path / "gone")
    elif harm == "no run":
        sorted(own.glob("*.npy"))[-1].unlink()
    elif harm == "half a run":
        whole = sorted(own.glob("*.npy"))[0]
        whole.write_bytes(whole.read_bytes()[:-8])
    elif harm == "another table's":
        own.rename(own.with_name("another"))
    elif harm == "ahead":
        found.add(keys("i"), 9)
    again = Known(folder, lake, EVENTS)
    assert again.fresh(keys(*"abcdefghi")).tolist() == [8]
    assert again.reached == 4
    assert [path.name for path in folder.joinpath("events").iterdir()] == [lake.identity(EVENTS)]


def test_a_table_without_an_order_of_arrival_is_known_too(tmp_path: Path, lake: Lake, rows: Rows) -> None:
    lake.append(QUARANTINE, rows(QUARANTINE, quarantine_id=["q1", "q2"]), 2)
    found = Known(tmp_path / "known", lake, QUARANTINE)
    lake.append(QUARANTINE, rows(QUARANTINE, quarantine_id=["q3"]), 5)
    assert found.fresh(keys("q2", "q3")).tolist() == [1]
    assert Known(tmp_path / "known", lake, QUARANTINE).fresh(keys("q2", "q3")).tolist() == []


def test_runs_stay_few_however_many_batches_come(tmp_path: Path, lake: Lake) -> None:
    found = Known(tmp_path / "known", lake, EVENTS)
    for batch in range(200):
        found.add(keys(*(f"{batch}-{number}" for number in range(10))), batch + 1)
    assert len(list((tmp_path / "known" / "events").rglob("*.npy"))) <= 6
    assert len(found.fresh(keys("7-3", "199-9", "200-0"))) == 1


IDS = st.lists(st.lists(st.integers(0, 60), max_size=12), max_size=8)


@given(IDS, st.integers(1, 5))
def test_however_runs_are_cut_and_merged_a_key_is_new_exactly_once(batches: list[list[int]], block: int) -> None:
    """Against a set. Few upper halves, so that most keys share theirs."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "_BLOCK", block)
        found, seen = Known(Path(folder) / "known", Lake(Path(folder) / "lake"), EVENTS), set[int]()
        for number, batch in enumerate(batches, start=1):
            ids = [f"{one % 5:016x}{one:016x}" for one in batch]
            new = found.fresh(keys(*ids)).tolist()
            assert new == [place for place, one in enumerate(batch) if one not in {*batch[:place], *seen}]
            found.add(keys(*ids)[:, new], number)
            seen |= set(batch)


def test_keys_are_of_the_ids_and_nothing_else(tmp_path: Path, lake: Lake, rows: Rows) -> None:
    stored(lake, rows, 1, "b", "a")
    Known(tmp_path / "known", lake, EVENTS)
    (file,) = (tmp_path / "known" / "events").rglob("*.npy")
    assert np.load(file).tolist() == keys("a", "b")[:, np.argsort(keys("a", "b")[0])].tolist()
