from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from percorso.pipeline.channels import classify_file
from percorso.store.workspace import Workspace

OWN = """
name = "one channel"
version = "7"

[[rule]]
channel = "Everything"
"""


def visits(folder: Path) -> Path:
    path = folder / "visits.csv"
    path.write_text("url,referrer\nhttps://a.example/,https://www.bing.com/\nhttps://a.example/,\n", encoding="utf-8")
    return path


def test_a_file_is_classified_without_any_workspace(tmp_path: Path) -> None:
    rows = classify_file(visits(tmp_path), tmp_path / "nowhere")
    assert [row["channel"] for row in rows] == ["Organic Search", "Direct"]


def test_a_workspaces_own_rules_are_the_ones_that_count(make_shop: Callable[..., Workspace], tmp_path: Path) -> None:
    folder = make_shop().folder
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    settings = folder / "percorso.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[trace]", '[trace]\nchannel_rules = "own.toml"', 1), encoding="utf-8")
    assert [row["channel"] for row in classify_file(visits(tmp_path), folder)] == ["Everything", "Everything"]


def test_column_names_count_whatever_their_case_and_stay_as_written(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("Source,MEDIUM,UTM Campaign\ngoogle,cpc,Spring\nnews,email,\n", encoding="utf-8")
    rows = classify_file(path, tmp_path)
    assert [row["channel"] for row in rows] == ["Paid Search", "Email"]
    assert list(rows[0]) == ["Source", "MEDIUM", "UTM Campaign", "channel", "rule"]


def test_the_exact_name_wins_over_a_like_one(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("utm_source,utm_medium,source,medium\nnews,email,google,cpc\n", encoding="utf-8")
    assert [row["channel"] for row in classify_file(path, tmp_path)] == ["Paid Search"]


def test_rows_that_tell_nothing_are_direct(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("when,who\n2026-03-01,anna\n2026-03-02,bruno\n", encoding="utf-8")
    assert [row["channel"] for row in classify_file(path, tmp_path)] == ["Direct", "Direct"]
