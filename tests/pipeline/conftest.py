"""Small shops for the pipeline's tests: a workspace, and Segment calls written as a source would send them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
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


@pytest.fixture
def newsletter_calls() -> list[dict[str, Any]]:
    """Six people who come by a newsletter and then order for ten euros each."""
    mail = {"page": {"url": "https://shop.example/?utm_source=news&utm_medium=email"}}
    calls: list[dict[str, Any]] = []
    for number in range(6):
        told = {"order_id": f"A-{number}", "total": 10, "currency": "EUR"}
        who, day = {"userId": f"u{number}"}, f"2026-03-0{number + 1}"
        calls += [
            {"type": "page", **who, "timestamp": f"{day}T10:00:00Z", "context": mail},
            {"type": "track", "event": "Order Completed", **who, "timestamp": f"{day}T10:06:00Z", "properties": told},
        ]
    return calls


@pytest.fixture
def add(write_calls: Callable[..., Path]) -> Callable[..., None]:
    """Import calls into a workspace and build it."""

    def added(workspace: Workspace, calls: Iterable[dict[str, Any]], name: str = "calls.jsonl") -> None:
        import_files(workspace, "segment", [write_calls(name, calls)])
        build(workspace)

    return added


@pytest.fixture
def newsletter_shop(
    make_shop: Callable[..., Workspace], add: Callable[..., None], newsletter_calls: list[dict[str, Any]]
) -> Workspace:
    shop = make_shop()
    add(shop, newsletter_calls)
    return shop
