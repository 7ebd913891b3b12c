"""Linking: a shop's rules of who is one person, from its settings and from what somebody decided."""

from __future__ import annotations

from datetime import timedelta

from percorso.core.identity import BLOCKED_PATTERNS
from percorso.core.settings import Settings
from percorso.pipeline.unifying import Linking
from percorso.store.workspace import Workspace
from percorso.unify.identifiers import Reading
from percorso.unify.rules import LEVELS, LinkRules

_MICROSECOND = timedelta(microseconds=1)


def linking_of(workspace: Workspace) -> Linking:
    """Give how a workspace makes customers of identifiers."""
    settings, decided = workspace.settings, workspace.state.decisions.all()
    forbidden = tuple((one.left, one.right) for one in decided if one.kind == "unlink")
    blocked = tuple(one.left for one in decided if one.kind == "block")
    return Linking(rules_of(settings, forbidden, workspace.level), reading_of(settings, blocked))


def rules_of(settings: Settings, forbidden: tuple[tuple[str, str], ...], level: str) -> LinkRules:
    """Give the rules that settings and decisions make, at a level of trust."""
    identity = settings.identity
    return LinkRules(
        priority=identity.priority,
        max_values=identity.max_values,
        max_customers=identity.max_customers,
        forbidden=forbidden,
        evidence=LEVELS[level],
        gap=settings.trace.session_gap // _MICROSECOND,
        window=identity.shared_device_window // _MICROSECOND,
    )


def reading_of(settings: Settings, blocked: tuple[str, ...] = ()) -> Reading:
    """Give how identifiers are read under settings and decisions."""
    identity = settings.identity
    patterns = (one for one in BLOCKED_PATTERNS if one not in identity.allowed)
    return Reading(settings.shop.country, (*patterns, *identity.blocked, *blocked))
