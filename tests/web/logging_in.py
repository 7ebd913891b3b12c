"""Logging in as the owner of the shop ``demanding``."""

from __future__ import annotations

from typing import Any

from litestar.testing import TestClient

ANNA = {"email": "anna@shop.example", "password": "correct horse"}


def log_in(client: TestClient[Any]) -> str:
    """Log Anna in, and give the proof that changes from her session must show."""
    told = client.post("/api/v1/session", json=ANNA)
    assert told.status_code == 200
    return str(told.json()["csrf"])
