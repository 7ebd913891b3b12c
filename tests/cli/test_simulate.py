"""A shop from nothing: simulated, imported, built, answered, all on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cli.conftest import Run

FOLLOWING = ("email", "shipments", "tickets", "reviews", "surveys")


def test_what_was_written_and_what_is_ahead_are_said_in_italian(percorso: Run, tmp_path: Path) -> None:
    ahead = ("--start", str((datetime.now(UTC) + timedelta(days=40)).date()), "--days", "60", "--processes", "1")
    done = percorso("simulate", "--customers", "100", "--out", tmp_path / "f", "--language", "it", *ahead)
    assert done.code == 0, done.err
    assert "100 persone" in done.out
    assert "dopo oggi" in done.err


def test_a_shop_is_written_and_every_file_of_it_comes_in(
    percorso: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = percorso("simulate", "--customers", "600", "--seed", "7", "--out", "files", "--processes", "1")
    assert done.code == 0, done.err
    assert "600 people" in done.out
    assert percorso("init", "shop").code == 0
    (tmp_path / "shop/percorso.toml").write_text((tmp_path / "files/percorso.toml").read_text())
    monkeypatch.setenv("PERCORSO_WORKSPACE", "shop")
    for arguments in (
        ("segment", *sorted((tmp_path / "files/events").iterdir())),
        ("orders", *sorted((tmp_path / "files/orders").iterdir())),
        ("spend", "files/spend/google_ads.csv", "files/spend/meta_ads.csv"),
        ("csv", "files/spend/altri_costi.csv", "--mapping", "files/spend/altri_costi.toml"),
        *((name, *sorted((tmp_path / "files" / name).iterdir())) for name in FOLLOWING),
    ):
        said = percorso("import", *arguments)
        assert said.code == 0, said.err
        assert "quarantine" not in said.out
    assert percorso("build").code == 0
    answers = json.loads(percorso("answers", "--format", "json").out)
    assert answers["totals"]["orders"] > 50
    assert len(answers["answers"]) == 6
    (first, *_) = answers["answers"]
    new = {one["subject"]: one["value"] for one in first["figures"] if one["name"] == "new_customers_first_touch"}
    # Everybody on the list is written to before they buy; far from everybody opened something first.
    assert new["Email"] < 0.4 * sum(new.values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--customers", "5"), "Missing option '--out'"),
        (("--out", "x", "--customers", "0"), "[bad_option]"),
        (("--out", "x", "--config", "none.toml"), "[cannot_read_file]"),
        (("--out", "x", "--format", "csv"), "'csv' is not one of"),
        (("--out", ".", "--customers", "5"), "[folder_not_empty]"),
        (("--out", "x", "--customers", "5", "--events", "1000"), "Give one of the two. [bad_option]"),
        (("--out", "x", "--start", "tomorrow"), "[bad_option]"),
    ],
)
def test_what_is_wrong_is_said(
    percorso: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.txt").write_text("x")
    done = percorso("simulate", *arguments)
    assert done.code != 0
    assert said in done.err


def _document(**_: Any) -> dict[str, Any]:
    return {
        "seeds": [0, 1],
        "customers": 100,
        "days": 180,
        "orders": 50.0,
        "methods": [{"method": "last", "error": 1.234, "spread": 0.1, "low": 1.0, "high": 1.4}],
        "channels": [{"channel": "brand_search", "planted": 2.2, "last": 40.4}],
        "brand_search": {"planted": 2.2, "last": 40.4, "times": 18.4},
    }


@pytest.mark.parametrize("form", ["table", "json"])
def test_the_leaderboard_says_where_last_touch_is_wrong(
    percorso: Run, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr("percorso.pipeline.leaderboard.leaderboard", _document)
    done = percorso("simulate", "leaderboard", "--seeds", "2", "--format", form)
    assert done.code == 0, done.err
    if form == "json":
        assert json.loads(done.out)["methods"][0]["error"] == 1.234
    else:
        assert "1.23" in done.out
        assert "18 times as many" in done.out


def test_one_shop_is_no_mean_and_no_order_is_no_multiple(percorso: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    one = _document() | {"seeds": [0], "brand_search": {"planted": 0.3, "last": 18.0, "times": 18.0}}
    monkeypatch.setattr("percorso.pipeline.leaderboard.leaderboard", lambda **_: one)
    said = percorso("simulate", "leaderboard", "--seeds", "1").out
    assert "One simulated shop of 100 people" in said
    assert "it caused no order that can be counted (0.3); last touch credits 18." in said
    assert "times as many" not in said


def test_a_period_that_is_not_over_is_said_and_simulated_as_ever(
    percorso: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    usual = ("simulate", "--customers", "5", "--processes", "1")
    late = percorso(*usual, "--out", "a", "--days", "3660")
    assert late.code == 0
    assert "future_time" in late.err
    assert f"Give --start {datetime.now(UTC).date() - timedelta(days=3660)} or earlier" in late.err
    past = percorso(*usual, "--out", "b", "--days", "20", "--start", "2025-03-01")
    assert (past.code, past.err) == (0, "")
