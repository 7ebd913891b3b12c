from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_before_a_build_it_says_what_to_do(shop: Path, percorso: Callable[..., Any]) -> None:
    assert shop.exists()
    assert "[not_built]" in percorso("explain", "1042").err
