"""The payloads written for the tests, by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "data" / "webhooks"


def payload(name: str, /, **changes: Any) -> dict[str, Any]:
    """Read a payload, some of its fields changed."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found | changes
