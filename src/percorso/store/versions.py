"""Versions: what a newer Percorso wrote is left alone, and said so."""

from __future__ import annotations

from percorso.core.errors import PercorsoError


def newer_workspace(reason: str) -> PercorsoError:
    """Build the error for a workspace that a newer Percorso has written."""
    return PercorsoError(
        "newer_workspace",
        f"This workspace was written by a newer Percorso: {reason}.",
        hint="Upgrade Percorso, then run the same command again; nothing was changed.",
    )
