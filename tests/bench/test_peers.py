from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench._harness.lab import Lab
from bench._harness.peers import SCRIPTS, peer

SCRIPT_NAMES = sorted(path.name for path in SCRIPTS.glob("*.py"))


@pytest.mark.parametrize("name", SCRIPT_NAMES)
def test_a_peer_stands_on_its_own_lock_and_knows_nothing_of_percorso(name: str) -> None:
    tool = name.partition("_")[0]
    imported = {module.lower() for module in _imported(ast.parse((SCRIPTS / name).read_text()))}
    own = imported - set(sys.stdlib_module_names)
    assert tool in own
    locked = f"\n{(SCRIPTS / f'{tool}.txt').read_text()}"
    assert [one for one in own if f"\n{one}==" not in locked] == []


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_peers_left_out_are_no_row_and_install_nothing(tmp_path: Path) -> None:
    lab = Lab(tmp_path, tmp_path, 1, peers=False)
    assert peer(lab, "Polars", "polars_import.py", lambda _: []) == ()
    assert list(tmp_path.iterdir()) == []
