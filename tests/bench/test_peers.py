from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from bench._harness.lab import Lab
from bench._harness.peers import SCRIPTS, peer

SCRIPT_NAMES = sorted(path.name for path in SCRIPTS.glob("*.py"))


@pytest.mark.parametrize("name", SCRIPT_NAMES)
def test_a_peer_stands_on_its_own_lock_and_knows_nothing_of_percorso(name: str) -> None:
    tool = name.partition("_")[0]
    assert f"\n{tool}==" in f"\n{(SCRIPTS / f'{tool}.txt').read_text()}"
    found = ast.walk(ast.parse((SCRIPTS / name).read_text()))
    imported = {one.name for node in found if isinstance(node, ast.Import) for one in node.names}
    assert imported - set(sys.stdlib_module_names) == {tool}


def test_peers_left_out_are_no_row_and_install_nothing(tmp_path: Path) -> None:
    lab = Lab(tmp_path, tmp_path, 1, peers=False)
    assert peer(lab, "Polars", "polars_import.py", lambda _: []) == ()
    assert list(tmp_path.iterdir()) == []
