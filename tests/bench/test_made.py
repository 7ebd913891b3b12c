from __future__ import annotations

from pathlib import Path

import pytest

from bench._harness.made import VARIABLE, data_folder, made


def test_data_is_made_once_and_anew_when_a_parameter_changes(tmp_path: Path) -> None:
    times = []

    def make(place: Path) -> None:
        times.append(place)
        (place / "rows").write_text("1\n")

    first = made(tmp_path, "rows", {"rows": 1}, make)
    assert made(tmp_path, "rows", {"rows": 1}, make) == first
    assert (first / "rows").read_text() == "1\n"
    assert made(tmp_path, "rows", {"rows": 2}, make) != first
    assert len(times) == 2


def test_what_a_failure_left_is_never_taken_for_data(tmp_path: Path) -> None:
    def fail(place: Path) -> None:
        (place / "half").write_text("1\n")
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        made(tmp_path, "rows", {}, fail)
    whole = made(tmp_path, "rows", {}, lambda place: (place / "all").touch())
    assert {path.name for path in whole.iterdir()} == {"all", "parameters.json"}
    assert [path.name for path in tmp_path.iterdir()] == [whole.name]


def test_data_lies_where_the_environment_says_else_in_the_user_s_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    assert data_folder() == tmp_path / "data"
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / ".cache/percorso/bench"
