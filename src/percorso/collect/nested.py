"""Nested payloads: reading parsed JSON whose shape is somebody else's, so that no wrong type ends in a crash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from percorso.collect.expressions import text_of


def table(payload: object, *path: str) -> Mapping[str, Any]:
    """Give the object at a path; empty where there is none."""
    found: object = payload
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def tables(payload: object, key: str) -> list[Mapping[str, Any]]:
    """Give the objects of a list; empty where there is none."""
    found = payload.get(key) if isinstance(payload, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def text(payload: object, *keys: str) -> str | None:
    """Give the first of the keys that holds a text, a number or a truth, as text."""
    for key in keys:
        value = payload.get(key) if isinstance(payload, Mapping) else None
        if isinstance(value, str | int | float) and (found := text_of(value)):
            return found
    return None


def texts(payload: object, key: str) -> list[str]:
    """Give the texts and numbers of a list, as texts."""
    found = payload.get(key) if isinstance(payload, Mapping) else None
    values = found if isinstance(found, list) else []
    return [told for one in values if isinstance(one, str | int | float) and (told := text_of(one))]


def known(**values: object) -> dict[str, Any]:
    """Keep what is said: neither None nor empty."""
    return {name: value for name, value in values.items() if value is not None and value not in ("", [], {})}
