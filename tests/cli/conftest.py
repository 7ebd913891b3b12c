"""The command line in this process: what it prints, where it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from percorso import cli


class Ended(NamedTuple):
    """What a command left: its exit code and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def percorso(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line as its process would, in the folder the test stands in."""

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["percorso", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture
def shop(tmp_path: Path, percorso: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty shop, and the test standing beside it with PERCORSO_WORKSPACE set."""
    monkeypatch.chdir(tmp_path)
    assert percorso("init", "shop").code == 0
    monkeypatch.setenv("PERCORSO_WORKSPACE", "shop")
    return tmp_path / "shop"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def checksum() -> Callable[[Path], dict[str, bytes]]:
    """Take down every stored byte of a workspace; locks and SQLite's own side files are no data."""

    def of(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file())
        kept = (path for path in files if "locks" not in path.parts and not path.name.endswith(("-wal", "-shm")))
        return {str(path.relative_to(folder)): path.read_bytes() for path in kept}

    return of
