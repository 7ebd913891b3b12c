"""A whole shop in a folder: the same bytes from the same seed, whoever wrote them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.simulate.options import Options, People
from percorso.simulate.shop import customers_for, write_shop

SMALL = Options(customers=280, days=3600, seed=9, holdouts={"display": 0.2}, people=People(needs=0.15))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_the_same_seed_gives_the_same_bytes_on_one_process_and_on_two(tmp_path: Path, form: str) -> None:
    assert SMALL.chunks > 1
    one = write_shop(SMALL, tmp_path / "one", form, processes=1)
    two = write_shop(SMALL, tmp_path / "two", form, processes=2)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert (one.events, one.orders) == (two.events, two.orders)


def test_processes_that_are_replaced_leave_no_chunk_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("percorso.simulate.shop._LIVES", 1)
    many = replace(SMALL, customers=600)
    assert many.chunks > 2  # so that both processes are replaced
    one = write_shop(many, tmp_path / "one", "parquet", processes=1)
    told: list[int] = []
    two = write_shop(many, tmp_path / "two", "parquet", progress=lambda done, _of: told.append(done))
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert told == list(range(1, many.chunks + 1))
    assert one.events == two.events


def test_another_seed_gives_another_shop(tmp_path: Path) -> None:
    few = Options(customers=200, seed=1)
    write_shop(few, tmp_path / "one", processes=1)
    write_shop(Options(customers=200, seed=2), tmp_path / "two", processes=1)
    assert digests(tmp_path / "one")["events/part-00000.jsonl"] != digests(tmp_path / "two")["events/part-00000.jsonl"]


def test_what_is_counted_is_what_was_written_and_the_arms_are_complete(tmp_path: Path) -> None:
    done = write_shop(SMALL, tmp_path / "shop", processes=1)
    lines = sum(len(path.read_bytes().splitlines()) for path in (tmp_path / "shop/events").iterdir())
    assert lines == done.events
    arms = (tmp_path / "shop/experiments/arms.csv").read_text().splitlines()
    assert sum(int(line.rpartition(",")[2]) for line in arms[1:]) == SMALL.customers
    assert not list((tmp_path / "shop").rglob("*.tmp"))


def test_about_as_many_events_as_asked_for(tmp_path: Path) -> None:
    options = Options(seed=4)
    people = customers_for(options, 200_000)
    done = write_shop(Options(seed=4, customers=people), tmp_path / "shop", "parquet", processes=1)
    assert abs(done.events - 200_000) < 10_000
    with pytest.raises(PercorsoError, match="bad_option"):
        customers_for(options, 0)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(PercorsoError, match="folder_not_empty"):
        write_shop(SMALL, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "kept"
    with pytest.raises(PercorsoError, match="Known: jsonl, parquet"):
        write_shop(SMALL, tmp_path / "new", "csv")


def test_half_a_shop_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("percorso.simulate.shop._write_truth", full)
    with pytest.raises(OSError, match="No space"):
        write_shop(Options(customers=50), tmp_path / "shop", processes=1)
    assert not (tmp_path / "shop").exists()
