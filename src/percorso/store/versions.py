"""Versions: what another version of Percorso wrote is left alone, and said so."""

from __future__ import annotations

from percorso.core.errors import PercorsoError


def newer_workspace(reason: str) -> PercorsoError:
    """Build the error for a workspace that a newer Percorso has written."""
    return PercorsoError(
        "newer_workspace",
        f"This workspace was written by a newer Percorso: {reason}.",
        hint="Upgrade Percorso, then run the same command again; nothing was changed.",
    )


def older_workspace(reason: str) -> PercorsoError:
    """Build the error for a workspace whose tables have another shape than this program's."""
    return PercorsoError(
        "older_workspace",
        f"This workspace was made by an earlier Percorso: {reason}.",
        hint="Make a new one with: percorso init DIR, and import the same files; nothing was changed here.",
    )
