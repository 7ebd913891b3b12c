"""A year of a real grocer, from the raw files to answers by the one command of its example."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from matrix.children import errand

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "completejourney"
PERCORSO = Path(sys.executable).with_name("percorso")


class Grocer(NamedTuple):
    """A built workspace and the folder its files came from."""

    workspace: Path
    data: Path


def run(command: list[str | Path], **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, "PERCORSO": str(PERCORSO), **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(workspace: Path, *arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(said(workspace, *arguments, "--format", "json"))
    return document


def said(workspace: Path, *arguments: str | Path) -> str:
    ended = errand([[*arguments, "--workspace", workspace]]).ended
    assert ended.status == 0, ended.err
    return ended.out


@pytest.fixture(scope="module")
def grocer(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Grocer:
    data, workspace = shared / "data" / "completejourney", tmp_path_factory.mktemp("grocer") / "shop"
    run([EXAMPLE / "run", data, workspace])
    return Grocer(workspace, data)


def test_people_baskets_and_money_equal_the_source_to_the_cent(grocer: Grocer) -> None:
    assert told(grocer.workspace, "answers")["totals"] == {
        "customers": 2379,
        "buyers": 2377,
        "orders": 47243,
        "revenue": "233935.24",
        "revenue_gross": "233935.24",
        "currency": "USD",
        # 47,243 baskets, 6,589 campaigns received and 2,102 coupons handed in; describing a household is no touchpoint.
        "touchpoints": 47243 + 6589 + 2102,
    }
    tables = told(grocer.workspace, "status")["tables"]
    assert tables["events"] == {"rows": 75_000 + 6_589 + 2_102 + 801}
    assert tables["quarantine"] == {"rows": 0}
    assert tables["orders"] == {"rows": 47243}


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_question_is_answered_or_says_why_not(grocer: Grocer, language: str, tmp_path: Path) -> None:
    answers = told(grocer.workspace, "answers", "--language", language)["answers"]
    assert [one["question"] for one in answers] == [1, 2, 3, 4, 5, 6]
    assert [one["question"] for one in answers if one["status"] == "cannot_tell"] == [5, 6]
    assert all(one["headline"] for one in answers)
    assert all(one["missing"] for one in answers if one["status"] == "cannot_tell")
    out = tmp_path / "report.html"
    said(grocer.workspace, "report", "--out", out, "--language", language)
    text = out.read_text(encoding="utf-8")
    assert f'<html lang="{language}"' in text
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?https?:|url\(\s*["']?https?:|@import|<script""", text)


def test_the_same_command_again_changes_nothing(grocer: Grocer) -> None:
    before = told(grocer.workspace, "status")["tables"]
    again = run([EXAMPLE / "run", grocer.data, grocer.workspace])
    assert "75,000 known already" in again
    assert "Nothing new since the last build" in again
    assert told(grocer.workspace, "status")["tables"] == before


def test_the_bundled_extract_is_a_shop_too(tmp_path: Path) -> None:
    run([EXAMPLE / "run", EXAMPLE / "extract", tmp_path / "shop"])
    totals = told(tmp_path / "shop", "answers")["totals"]
    assert (totals["customers"], totals["buyers"], totals["orders"]) == (401, 401, 8185)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(EXAMPLE / "run"), str(tmp_path), str(tmp_path / "shop")], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Missing" in done.stderr
    assert not (tmp_path / "shop").exists()
