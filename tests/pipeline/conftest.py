"""Small shops for the pipeline's tests: a workspace, and Segment calls written as a source would send them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.settings import Shop, Storage
from percorso.store.workspace import Workspace


@pytest.fixture
def make_shop(tmp_path: Path) -> Callable[..., Workspace]:
    def make(name: str = "shop", **settings: Any) -> Workspace:
        return Workspace.create(tmp_path / name, Shop(**settings), Storage(buckets=4))

    return make


@pytest.fixture
def write_calls(tmp_path: Path) -> Callable[[str, Iterable[dict[str, Any]]], Path]:
    def write(name: str, calls: Iterable[dict[str, Any]]) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(call) + "\n" for call in calls), encoding="utf-8")
        return path

    return write
