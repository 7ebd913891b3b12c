"""The lists and rules that come with Percorso, as files."""

from __future__ import annotations

from importlib.resources import files


def read_packaged(name: str) -> str:
    """Read one of the packaged lists."""
    return files("percorso.trace").joinpath("rules", name).read_text(encoding="utf-8")
