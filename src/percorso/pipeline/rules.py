"""A workspace's rules: its own files where it names them, the built-in ones otherwise."""

from __future__ import annotations

from percorso.store.workspace import Workspace
from percorso.trace.ruleset import Rules


def rules_of(workspace: Workspace) -> Rules:
    """Read a workspace's channel rules and stage rules, and its key."""
    channels, stages = workspace.rule_texts()
    return Rules.of(workspace.settings, channels or None, stages or None, workspace.secret)
