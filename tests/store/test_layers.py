from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import Array, Journeys
from percorso.store import cache, layers
from percorso.store.columns import Column

# A customer's key, and the names of its rows.
People = dict[int, list[str]]
PEOPLE = st.dictionaries(st.integers(0, 9), st.lists(st.sampled_from("abcdef"), max_size=4), max_size=6)
# Who comes, in the place of whoever has these keys, and who else leaves.
DAYS = st.lists(st.tuples(PEOPLE, st.sets(st.integers(0, 9), max_size=3)), max_size=6)
FIRST: People = {1: ["a"], 2: ["b", "a"], 3: ["c", "c"], 4: ["a", "b", "c"]}


@pytest.fixture(autouse=True)
def no_bucket_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "SMALL_BYTES", 0)


def write(folder: Path, generation: int, people: People, gone: set[int] | None = None) -> None:
    """Write a generation of one bucket, over the one before where it is told who leaves that."""
    names = sorted({name for rows in people.values() for name in rows}, reverse=True)
    codes = np.array([names.index(name) for key in sorted(people) for name in people[key]], np.int32)
    offsets = np.cumsum([0, *(len(people[key]) for key in sorted(people))]).astype(np.int64)
    columns: dict[str, Array] = {"name": codes, "at": np.arange(len(codes), dtype=np.int64) + 100 * generation}
    journeys = Journeys(np.array(sorted(people), np.uint64), offsets, columns, {"name": tuple(names)})
    over, known = cache.NOTHING, cache.words(folder, generation - 1) if gone is not None else {}
    if gone is not None:
        old = cache.read(folder, generation - 1)
        over = cache.Over({one.number: one for one in old}, np.array(sorted(gone), np.uint64))
    cache.write(folder, generation, [(0, journeys, pa.array([f"c{key}" for key in sorted(people)]))], known, over)


def told(folder: Path, generation: int) -> People:
    (bucket,) = cache.read(folder, generation)
    return {int(who.removeprefix("c")): rows for who, rows in named(bucket.journeys(), bucket.customers()).items()}


def named(journeys: Journeys, customers: pa.Array) -> dict[str, list[str]]:
    names = [journeys.words["name"][code] for code in journeys["name"].tolist()]
    ends = journeys.offsets.tolist()
    return {who: names[ends[row] : ends[row + 1]] for row, who in enumerate(customers.to_pylist())}


def bucket(folder: Path, generation: int) -> Path:
    return folder / str(generation) / "bucket=00"


@settings(max_examples=30, deadline=None)
@given(PEOPLE, DAYS)
def test_layer_over_layer_a_bucket_has_whom_it_would_have_were_it_written_whole(
    tmp_path_factory: pytest.TempPathFactory, first: People, days: list[tuple[People, set[int]]]
) -> None:
    folder, everybody = tmp_path_factory.mktemp("cache"), dict(first)
    write(folder, 1, first)
    for generation, (come, leave) in enumerate(days, start=2):
        write(folder, generation, come, leave | (come.keys() & everybody.keys()))
        everybody = {key: rows for key, rows in everybody.items() if key not in leave} | come
        assert told(folder, generation) == everybody
        (found,) = cache.read(folder, generation)
        asked = set(list(everybody)[::2])
        some = found.among(np.array(sorted(asked), np.uint64))
        assert named(some, pa.array(map(str, sorted(asked)))) == {str(key): everybody[key] for key in sorted(asked)}


def test_what_stays_is_linked_and_not_copied(tmp_path: Path) -> None:
    write(tmp_path, 1, FIRST)
    write(tmp_path, 2, {2: ["d"]}, {2})
    before, after = bucket(tmp_path, 1) / "name.npy", bucket(tmp_path, 2) / "layer=0" / "name.npy"
    assert before.stat().st_ino == after.stat().st_ino
    cache.sweep(tmp_path, keep=[2])
    assert told(tmp_path, 2) == FIRST | {2: ["d"]}


def test_a_bucket_that_holds_much_that_is_seen_no_more_is_written_whole(tmp_path: Path) -> None:
    write(tmp_path, 1, FIRST)
    write(tmp_path, 2, {2: ["d"]}, {2})
    assert len(layers.sources(bucket(tmp_path, 2))) == 2
    write(tmp_path, 3, {4: ["d"] * 3}, {4})
    assert layers.sources(bucket(tmp_path, 3)) == (bucket(tmp_path, 3),)
    assert told(tmp_path, 3) == FIRST | {2: ["d"], 4: ["d"] * 3}


def test_each_bucket_is_written_whole_every_so_many_builds(tmp_path: Path) -> None:
    people = {key: ["a"] for key in range(1000)}
    write(tmp_path, 1, people)
    count = []
    for generation in range(2, 2 + 2 * layers.LAYERS):
        write(tmp_path, generation, {generation: ["b"]}, {generation})
        count.append(len(layers.sources(bucket(tmp_path, generation))))
    assert count == [*range(2, 8), 1, *range(2, 9), 1, 2]


def test_a_small_bucket_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "SMALL_BYTES", 100_000)
    write(tmp_path, 1, FIRST)
    write(tmp_path, 2, {2: ["d"]}, {2})
    assert layers.sources(bucket(tmp_path, 2)) == (bucket(tmp_path, 2),)


def test_a_column_is_put_together_once_for_all_who_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 1, FIRST)
    write(tmp_path, 2, {2: ["d"]}, {2})
    first = cache.read(tmp_path, 2)[0].journeys()["name"]
    cache.let_go()
    # Whoever asks later needs no layer of it.
    (bucket(tmp_path, 2) / "layer=1" / "name.npy").unlink()
    columns = layers.columns_of(bucket(tmp_path, 2))
    assert columns["name"].tolist() == first.tolist()
    assert columns["name"] is columns["name"]
    with pytest.raises(ValueError, match="read-only"):
        columns["name"][0] = 1
    with pytest.raises(KeyError):
        columns["keys"]
    assert sorted(columns) == ["at", "name"]
    assert len(columns) == 2
    # After the system started anew, nothing that may not have reached the disk is read.
    monkeypatch.setattr(layers, "_boot", lambda: "another")
    with pytest.raises(PercorsoError) as raised:
        layers.columns_of(bucket(tmp_path, 2))["name"]
    assert raised.value.code == "cache_missing"


def test_where_nothing_can_be_written_columns_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 1, FIRST)
    write(tmp_path, 2, {2: ["d"]}, {2})

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Column, "add", no_room)
    cache.let_go()
    assert told(tmp_path, 2) == FIRST | {2: ["d"]}
    assert not list(tmp_path.glob("laid-*/*/*"))


def test_without_a_name_for_this_start_of_the_system_columns_are_forced_onto_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 1, FIRST)
    write(tmp_path, 2, {2: ["d"]}, {2})
    monkeypatch.setattr(layers, "_BOOT", tmp_path / "nowhere")
    layers._boot.cache_clear()
    synced: list[Path] = []
    monkeypatch.setattr(layers, "sync", synced.append)
    try:
        assert layers.columns_of(bucket(tmp_path, 2))["name"].tolist()
    finally:
        layers._boot.cache_clear()
    assert [path.name.partition(".")[0] for path in synced] == ["name"]


def test_columns_put_together_go_with_their_generation(tmp_path: Path) -> None:
    write(tmp_path, 1, FIRST)
    write(tmp_path, 2, {2: ["d"]}, {2})
    write(tmp_path, 3, {}, {1})
    for generation in (2, 3):
        told(tmp_path, generation)
    assert len(list(tmp_path.glob("laid-*"))) == 2
    cache.sweep(tmp_path, keep=[3])
    assert [path.name.split("-")[:2] for path in tmp_path.glob("laid-*")] == [["laid", "3"]]
    assert told(tmp_path, 3) == {2: ["d"], 3: ["c", "c"], 4: ["a", "b", "c"]}


def test_a_lost_file_of_a_layer_makes_the_generation_missing(tmp_path: Path) -> None:
    write(tmp_path, 1, FIRST)
    write(tmp_path, 2, {2: ["d"]}, {2})
    assert cache.exists(tmp_path, 2)
    (bucket(tmp_path, 2) / "layer=1" / "at.npy").unlink()
    assert not cache.exists(tmp_path, 2)
