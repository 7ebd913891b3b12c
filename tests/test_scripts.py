"""The scripts' arguments: what they refuse, before they do anything."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(path for path in (ROOT / "scripts").iterdir() if path.is_file())


def run(script: str, *arguments: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / script), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **surroundings},
    )


@pytest.mark.parametrize("path", [*SCRIPTS, ROOT / ".ci/run"], ids=lambda path: path.name)
def test_a_script_is_runnable_and_well_formed_bash(path: Path) -> None:
    assert path.stat().st_mode & 0o111
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0


@pytest.mark.parametrize(
    ("script", "arguments", "said"),
    [
        ("scripts/setup", (), "Usage: scripts/setup runtime|test"),
        ("scripts/setup", ("everything",), "Usage: scripts/setup runtime|test"),
        ("scripts/test", ("--part", "trace"), "--part goes with --full."),
        ("scripts/test", ("--full", "--part"), "--part needs one of:"),
        ("scripts/test", ("--full", "--part", "nowhere"), "--part needs one of:"),
        ("scripts/demo", ("--serve",), "Unknown argument '--serve'"),
        ("scripts/demo", ("--port", "many"), "--port needs a number."),
        ("scripts/debian", ("chromium",), "Usage: scripts/debian"),
        ("scripts/bench", ("--runs", "0"), "0 is not in the range x>=1."),
    ],
)
def test_wrong_arguments_are_refused_with_the_right_ones(script: str, arguments: tuple[str, ...], said: str) -> None:
    done = run(script, *arguments)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("script", ["scripts/test", "scripts/demo", "scripts/bench"])
def test_help_is_the_scripts_own_heading(script: str) -> None:
    done = run(script, "--help")
    assert done.returncode == 0
    assert f"Usage: {script}" in done.stdout


def test_what_cannot_be_installed_is_named_with_what_is_left_out(tmp_path: Path) -> None:
    for tool in ("bash", "env", "id"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    done = run("scripts/debian", "chromium", "the tests of the page", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "Skipped: the tests of the page (chromium not installed" in done.stderr
