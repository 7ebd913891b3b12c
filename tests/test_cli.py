from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from percorso.cli import VERBS, app, main


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


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk_full"), (errno.EROFS, "permission_denied"), (errno.EIO, "system_refused")],
)
def test_what_the_system_refuses_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, code: str
) -> None:
    def refused(folder: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(folder))

    monkeypatch.setattr("percorso.store.workspace._check_new", refused)
    monkeypatch.setattr(sys, "argv", ["percorso", "init", str(tmp_path / "shop")])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.startswith(f"Error: The system refused {tmp_path / 'shop'}: {os.strerror(number)}.")
    assert said.rstrip().endswith(f"[{code}]")


def test_a_disk_without_room_for_the_output_is_no_traceback(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full, a file that is always full")
    rows = tmp_path / "rows.csv"
    rows.write_text("url\n" + "https://shop.example/?gclid=1\n" * 5000)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "percorso", "channels", "classify", str(rows), "--format", "json"],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "[disk_full]" in done.stderr
    assert "Traceback" not in done.stderr
