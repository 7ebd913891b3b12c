from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace
from percorso.web.app import application

LANDED = {"page": {"url": "https://a.example/?utm_source=news&utm_medium=email"}}
BOUGHT = {"order_id": "A-1", "total": 30, "currency": "EUR"}
ANNA = {"email": "Anna@Example.com"}
CALLS: list[dict[str, Any]] = [
    {"type": "page", "anonymousId": "phone/1", "timestamp": "2026-03-01T10:00:00Z", "context": LANDED},
    {"type": "identify", "anonymousId": "phone/1", "userId": "u1", "timestamp": "2026-03-01T10:01:00Z", "traits": ANNA},
    {"type": "track", "event": "Order Completed", "userId": "u1", "timestamp": "2026-03-01T10:05:00Z"}
    | {"properties": BOUGHT},
]

PERSONAL_CALLS: list[dict[str, Any]] = [
    {"type": "page", "anonymousId": "phone/1", "timestamp": "2026-03-01T10:00:00Z"}
    | {"context": {"page": {"url": "https://a.example/for/anna@example.com?utm_source=news&utm_medium=email"}}},
    {"type": "identify", "anonymousId": "phone/1", "userId": "u1", "timestamp": "2026-03-01T10:01:00Z"}
    | {"traits": {"email": "anna@example.com", "lastName": "Verdi", "phone": "+39333"}},
    {"type": "track", "event": "Order Completed", "userId": "u1", "timestamp": "2026-03-01T10:05:00Z"}
    | {"properties": {"order_id": "A-1", "total": 30, "currency": "EUR"}},
]


@pytest.fixture
def calls() -> list[dict[str, Any]]:
    """What one customer did: came from a newsletter, said who she is, ordered."""
    return CALLS


@pytest.fixture(scope="session")
def bring() -> Callable[[Workspace, list[dict[str, Any]], str], None]:
    """Import calls into a workspace, as a file of a name."""

    def brought(shop: Workspace, calls: list[dict[str, Any]], name: str) -> None:
        path = shop.folder.parent / name
        path.write_text("".join(json.dumps(call) + "\n" for call in calls))
        import_files(shop, "segment", [path])

    return brought


@pytest.fixture(scope="session")
def _laid(tmp_path_factory: pytest.TempPathFactory, bring: Callable[..., None]) -> tuple[Path, Path]:
    """Bring the calls into a workspace, once, and give it as it was before it was built, and after."""
    folder = tmp_path_factory.mktemp("laid")
    workspace = Workspace.create(folder / "stored", Shop(), Storage(buckets=2))
    bring(workspace, CALLS, "calls.jsonl")
    workspace.state.close()
    shutil.copytree(folder / "stored", folder / "built")
    workspace = Workspace.open(folder / "built")
    build(workspace)
    workspace.state.close()
    return folder / "stored", folder / "built"


@pytest.fixture
def shop(tmp_path: Path, request: pytest.FixtureRequest, _laid: tuple[Path, Path]) -> Workspace:
    """Give a workspace of one's own with the calls in it, built where there is a client to look at it."""
    stored, built = _laid
    return Workspace.open(shutil.copytree(built if "client" in request.fixturenames else stored, tmp_path / "shop"))


@pytest.fixture
def client(shop: Workspace) -> Iterator[TestClient[Any]]:
    with TestClient(application(shop), base_url="http://127.0.0.1") as found:
        yield found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a shop whose data holds names of every kind, and no account."""
    folder = tmp_path_factory.mktemp("access")
    shop = Workspace.create(folder / "shop", Shop(), Storage(buckets=2))
    (folder / "a.jsonl").write_text("".join(json.dumps(call) + "\n" for call in PERSONAL_CALLS))
    import_files(shop, "segment", [folder / "a.jsonl"])
    build(shop)
    return shop


@pytest.fixture(scope="module")
def demanding(built: Workspace, cheap_passwords: None) -> Workspace:  # noqa: ARG001
    """Give the same shop with an owner's account."""
    accounts.create(built, "anna@shop.example", "owner", "correct horse")
    return built


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """Give a shop without data."""
    return Workspace.create(tmp_path / "empty", Shop(), Storage(buckets=2))
