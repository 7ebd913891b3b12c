from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_port_beyond_the_possible_is_refused(shop: Path, percorso: Callable[..., Any]) -> None:
    assert shop.exists()
    said = percorso("serve", "--port", "70000")
    assert said.code == 2
    assert "0<=x<=65535" in said.err


def test_without_a_workspace_nothing_is_served(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    assert "[not_a_workspace]" in percorso("serve", "--workspace", tmp_path).err
