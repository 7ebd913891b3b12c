from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from percorso.cli import VERBS, app


def test_help_lists_every_verb_without_importing_any() -> None:
    code = "import sys; from percorso.cli import app; app(['--help'], standalone_mode=False);"
    code += "print([m for m in sys.modules if m.startswith('percorso.cli.')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.rstrip().endswith("[]")
    assert all(f"  {verb} " in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str) -> None:
    said = CliRunner().invoke(app, [verb, "--help"])
    assert said.exit_code == 0
    assert said.output.startswith("Usage: ")


def test_an_unknown_verb_is_told_so() -> None:
    said = CliRunner().invoke(app, ["biuld"])
    assert said.exit_code == 2
    assert "No such command 'biuld'" in said.output


def test_an_error_a_person_can_act_on_is_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "percorso", "status", "--workspace", "nowhere"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert done.stderr.rstrip().endswith("[not_a_workspace]")
