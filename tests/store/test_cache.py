from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import Array, Journeys
from percorso.store import cache

WORDS = {"name": ("Page Viewed", "Ordine già «fatto»"), "channel": ()}


def _bucket(number: int, customers: int, rows: int) -> tuple[int, Journeys, pa.Array]:
    offsets = np.linspace(0, rows, customers + 1).astype(np.int64) if customers else np.zeros(1, np.int64)
    columns: dict[str, Array] = {
        "at": np.arange(rows, dtype=np.int64) * 10**15,
        "role": np.arange(rows, dtype=np.int8),
        "name": np.full(rows, -1, np.int32),
    }
    keys = np.arange(customers, dtype=np.uint64) + np.uint64(2**63)
    ids = pa.array([f"{number}-{one}" for one in range(customers)], pa.string())
    return number, Journeys(keys, offsets, columns, WORDS), ids


def _write(folder: Path, generation: int, rows: int = 5) -> None:
    cache.write(folder, generation, iter([_bucket(0, 3, rows), _bucket(1, 0, 0), _bucket(2, 2, 4)]), WORDS)


def test_a_generation_reads_back_as_it_was_written(tmp_path: Path) -> None:
    _write(tmp_path, 7)
    found = cache.read(tmp_path, 7)
    assert [one.number for one in found] == [0, 1, 2]
    for one, (number, expected, ids) in zip(found, (_bucket(0, 3, 5), _bucket(1, 0, 0), _bucket(2, 2, 4)), strict=True):
        journeys = one.journeys()
        assert (one.number, journeys.customers, journeys.rows) == (number, expected.customers, expected.rows)
        assert journeys.words == cache.words(tmp_path, 7) == WORDS
        assert one.customers().equals(ids)
        assert set(journeys.columns) == set(expected.columns)
        pairs: list[tuple[Array, Array]] = [(journeys.keys, expected.keys), (journeys.offsets, expected.offsets)]
        pairs += [(journeys[name], expected[name]) for name in expected.columns]
        for got, wanted in pairs:
            assert got.dtype == wanted.dtype
            assert np.array_equal(got, wanted)
            assert type(got) is np.ndarray


def test_buckets_with_words_of_their_own_come_to_share_one_dictionary(tmp_path: Path) -> None:
    def bucket(number: int, *names: str) -> tuple[int, Journeys, pa.Array]:
        columns: dict[str, Array] = {"name": np.arange(-1, len(names), dtype=np.int32)}
        offsets = np.array([0, len(names) + 1])
        return number, Journeys(np.zeros(1, np.uint64), offsets, columns, {"name": names}), pa.array(["a"])

    known = {"name": ("seen", "before"), "step": ("land",)}
    cache.write(tmp_path, 1, [bucket(0, "new", "before", "also new"), bucket(1, "seen"), bucket(2)], known)
    assert cache.words(tmp_path, 1) == {"name": ("seen", "before", "also new", "new"), "step": ("land",)}
    found = [one.journeys() for one in cache.read(tmp_path, 1)]
    assert [one["name"].tolist() for one in found] == [[-1, 3, 1, 2], [-1, 0], [-1]]
    assert found[0]["name"].dtype == np.int32


def test_parts_of_a_bucket_become_one(tmp_path: Path) -> None:
    def part(*names: str) -> tuple[int, Journeys, pa.Array]:
        columns: dict[str, Array] = {"name": np.array([*range(len(names)), -1], dtype=np.int32)}
        offsets = np.array([0, len(names), len(names) + 1])
        keys = np.arange(2, dtype=np.uint64)
        return 3, Journeys(keys, offsets, columns, {"name": names}), pa.array([f"{names[0]} 1", f"{names[0]} 2"])

    cache.write(tmp_path, 1, [part("b", "a"), part("c"), part("a", "c")], {"name": ("a",)})
    (found,) = cache.read(tmp_path, 1)
    journeys, words = found.journeys(), cache.words(tmp_path, 1)["name"]
    assert words == ("a", "b", "c")
    assert [words[code] if code >= 0 else None for code in journeys["name"]] == [
        *("b", "a", None, "c", None, "a", "c", None)
    ]
    assert journeys.offsets.tolist() == [0, 2, 3, 4, 5, 7, 8]
    assert journeys.keys.tolist() == [0, 1] * 3
    assert found.customers().to_pylist() == ["b 1", "b 2", "c 1", "c 2", "a 1", "a 2"]


def test_a_dictionary_that_outgrows_its_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PercorsoError) as raised:
        cache.write(tmp_path, 1, [_bucket(0, 3, 5)], {"device": tuple(map(str, range(200)))})
    assert raised.value.code == "too_many_values"
    assert not cache.exists(tmp_path, 1)


def test_mapped_columns_cannot_be_changed(tmp_path: Path) -> None:
    _write(tmp_path, 1)
    journeys = cache.read(tmp_path, 1)[0].journeys()
    with pytest.raises(ValueError, match="read-only"):
        journeys["at"][0] = 1


def test_whoever_maps_a_generation_keeps_it_to_the_end(tmp_path: Path) -> None:
    _write(tmp_path, 1)
    bucket = cache.read(tmp_path, 1)[0]
    journeys, customers = bucket.journeys(), bucket.customers()
    _write(tmp_path, 2, rows=9)
    cache.sweep(tmp_path, keep=[2])
    assert not cache.exists(tmp_path, 1)
    assert journeys["at"].tolist() == [n * 10**15 for n in range(5)]
    assert customers.to_pylist() == ["0-0", "0-1", "0-2"]
    assert [path.name for path in tmp_path.iterdir()] == ["2"]


def test_a_generation_nobody_published_is_replaced(tmp_path: Path) -> None:
    _write(tmp_path, 1)
    mapped = cache.read(tmp_path, 1)[0].journeys()
    _write(tmp_path, 1, rows=8)
    assert cache.read(tmp_path, 1)[0].journeys().rows == 8
    assert mapped["at"].size == 5


@pytest.mark.parametrize("name", ["words.json", "contents.json", "bucket=00/at.npy", "bucket=02/customers.arrow"])
def test_a_lost_or_cut_file_makes_the_whole_generation_missing(tmp_path: Path, name: str) -> None:
    _write(tmp_path, 1)
    path = tmp_path / "1" / name
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    _assert_missing(tmp_path)
    path.unlink()
    _assert_missing(tmp_path)
    path.write_bytes(whole)
    assert cache.exists(tmp_path, 1)


def test_another_format_is_missing_and_not_misread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, 1)
    monkeypatch.setattr(cache, "_READ", (3,))
    _assert_missing(tmp_path)


def test_what_was_never_written_is_missing(tmp_path: Path) -> None:
    _assert_missing(tmp_path / "nowhere")


def _assert_missing(folder: Path) -> None:
    assert not cache.exists(folder, 1)
    with pytest.raises(PercorsoError) as raised:
        cache.read(folder, 1)
    assert raised.value.code == "cache_missing"


def test_a_full_disk_is_said_and_leaves_no_half_generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, 1)

    def no_room(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache, "sync", no_room)
    with pytest.raises(PercorsoError) as raised:
        _write(tmp_path, 2)
    assert raised.value.code == "disk_full"
    assert [path.name for path in tmp_path.iterdir()] == ["1"]
    assert cache.exists(tmp_path, 1)


def test_ids_that_do_not_match_the_journeys_are_refused(tmp_path: Path) -> None:
    number, journeys, _ = _bucket(0, 3, 5)
    with pytest.raises(ValueError, match="2 customer ids for 3 journeys"):
        cache.write(tmp_path, 1, [(number, journeys, pa.array(["a", "b"]))], WORDS)
    assert not cache.exists(tmp_path, 1)


WRITER = """
import sys
from pathlib import Path
import numpy as np
import pyarrow as pa
from percorso.sequence.journeys import Array, Journeys
from percorso.store import cache
journeys = Journeys(np.zeros(1, np.uint64), np.array([0, 1]), {"at": np.array([int(sys.argv[2])])})
for generation in (1, 2):
    cache.write(Path(sys.argv[1]), generation, [(0, journeys, pa.array(["a"]))], {})
"""


def test_killed_anywhere_a_generation_is_whole_or_missing_and_can_be_written_again(tmp_path: Path) -> None:
    for point in range(1, 10):
        folder = tmp_path / str(point)
        environment = {**os.environ, "PERCORSO_FAULT": f"*:{point}"}
        command = [sys.executable, "-c", WRITER, str(folder), "5"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        for generation in (1, 2):
            if cache.exists(folder, generation):
                assert cache.read(folder, generation)[0].journeys()["at"].tolist() == [5]
        subprocess.run([*command[:-1], "6"], check=True)
        assert cache.read(folder, 2)[0].journeys()["at"].tolist() == [6]
        cache.sweep(folder, keep=[2])
        assert [path.name for path in folder.iterdir()] == ["2"]
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    else:
        pytest.fail("the writer never came to its end")


def test_a_bucket_asked_again_is_not_opened_again_and_few_stay_open(tmp_path: Path) -> None:
    cache.write(tmp_path, 1, (_bucket(number, 2, 4) for number in range(40)), WORDS)
    found = cache.read(tmp_path, 1)
    first = found[0].journeys()
    assert found[0].journeys()["at"] is first["at"]
    del first
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for _ in range(2):
        assert [one.journeys().rows for one in found] == [4] * 40
    after = len(list(Path("/proc/self/fd").iterdir())) if before else 0
    assert after - before <= 16 * len(list((tmp_path / "1" / "bucket=00").glob("*.npy")))


def test_a_generation_swept_away_meanwhile_is_missing(tmp_path: Path) -> None:
    _write(tmp_path, 1)
    bucket = cache.read(tmp_path, 1)[0]
    cache.sweep(tmp_path, keep=[])
    with pytest.raises(PercorsoError) as raised:
        bucket.journeys()
    assert raised.value.code == "cache_missing"


def _named(number: int, rows: dict[int, list[str]]) -> tuple[int, Journeys, pa.Array]:
    """A bucket of customers by their keys, each with the names of its rows."""
    keys = np.array(sorted(rows), np.uint64)
    words = tuple(dict.fromkeys(name for key in sorted(rows) for name in rows[key]))
    codes = np.array([words.index(name) for key in sorted(rows) for name in rows[key]], np.int32)
    offsets = np.cumsum([0, *(len(rows[key]) for key in sorted(rows))]).astype(np.int64)
    return number, Journeys(keys, offsets, {"name": codes}, {"name": words}), pa.array([f"c{key}" for key in keys])


def _told(bucket: cache.CachedBucket) -> dict[str, list[str]]:
    journeys = bucket.journeys()
    names = [journeys.words["name"][code] for code in journeys["name"].tolist()]
    ends = journeys.offsets.tolist()
    return {who: names[ends[row] : ends[row + 1]] for row, who in enumerate(bucket.customers().to_pylist())}


def test_a_generation_laid_over_another_has_who_stayed_and_who_came(tmp_path: Path) -> None:
    first = [_named(0, {2: ["a"], 4: ["b", "a"], 6: ["c"]}), _named(1, {1: ["b"]}), _named(2, {8: ["a"]})]
    cache.write(tmp_path, 1, first, {})
    before = cache.read(tmp_path, 1)
    over = cache.Over({one.number: one for one in before}, np.array([4, 6, 8], np.uint64))
    cache.write(tmp_path, 2, [_named(0, {3: ["0"], 6: ["a", "0"]}), _named(2, {})], before[0].words, over)
    found = cache.read(tmp_path, 2)
    assert [_told(one) for one in found] == [{"c2": ["a"], "c3": ["0"], "c6": ["a", "0"]}, {"c1": ["b"]}, {}]
    assert found[0].words["name"] == ("a", "b", "c", "0")
    assert [one.journeys().keys.tolist() for one in found] == [[2, 3, 6], [1], []]
    # A bucket that nobody enters is the same files.
    assert (found[1].folder / "name.npy").stat().st_ino == (before[1].folder / "name.npy").stat().st_ino
    assert [_told(one) for one in before] == [
        {"c2": ["a"], "c4": ["b", "a"], "c6": ["c"]},
        {"c1": ["b"]},
        {"c8": ["a"]},
    ]


def test_what_is_kept_for_the_next_build_is_found_whole_or_not_at_all(tmp_path: Path) -> None:
    def keep(place: Path) -> None:
        place.mkdir()
        (place / "owner.npy").write_bytes(b"12345")

    cache.write(tmp_path, 1, [_bucket(0, 3, 5)], WORDS)
    assert cache.kept(tmp_path, 1) is None
    cache.write(tmp_path, 2, [_bucket(0, 3, 5)], WORDS, keep=keep)
    found = cache.kept(tmp_path, 2)
    assert found is not None
    assert (found / "owner.npy").read_bytes() == b"12345"
    (found / "owner.npy").write_bytes(b"1234")
    assert cache.kept(tmp_path, 2) is None
    # Whoever asks questions does without it.
    assert cache.exists(tmp_path, 2)
    assert cache.kept(tmp_path, 3) is None
