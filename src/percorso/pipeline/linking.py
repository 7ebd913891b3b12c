"""Linking: a shop's rules of who is one person, from its settings and from what somebody decided."""

from __future__ import annotations

from datetime import timedelta

from percorso.core.identity import BLOCKED_PATTERNS
from percorso.core.settings import Settings
from percorso.pipeline.unifying import Linking
from percorso.store.proposals import OPEN
from percorso.store.workspace import LOOSE_LEVEL, Workspace
from percorso.unify.identifiers import Reading
from percorso.unify.rules import LEVELS, Likely, LinkRules

_MICROSECOND = timedelta(microseconds=1)


def linking_of(workspace: Workspace) -> Linking:
    """Give how a workspace makes customers of identifiers."""
    settings, decided = workspace.settings, workspace.state.decisions.all()
    forbidden = tuple((one.left, one.right) for one in decided if one.kind == "unlink")
    blocked = tuple(one.left for one in decided if one.kind == "block")
    rules = rules_of(settings, forbidden, workspace.level, likely_of(workspace))
    return Linking(rules, reading_of(settings, blocked))


def likely_of(workspace: Workspace) -> tuple[Likely, ...]:
    """Give the pairs that a workspace's level of trust ties although nobody has said so: those that wait for a word.

    Each reached the threshold that it was looked for with; what was rejected is no pair any more, and what was accepted
    is tied at every level.
    """
    if workspace.level != LOOSE_LEVEL:
        return ()
    waiting = sorted(workspace.state.proposals.all(OPEN), key=lambda one: one.id)
    return tuple(Likely(one.left, one.right, one.probability, one.proposed_at) for one in waiting)


def likely_told(workspace: Workspace) -> tuple[str, ...]:
    """Write those pairs down, whenever they were proposed, for what is to change with them."""
    return tuple(f"{one.left}\x1e{one.right}\x1e{one.probability!r}" for one in likely_of(workspace))


def rules_of(
    settings: Settings, forbidden: tuple[tuple[str, str], ...], level: str, likely: tuple[Likely, ...] = ()
) -> LinkRules:
    """Give the rules that settings and decisions make, at a level of trust, with what is taken as likely."""
    identity = settings.identity
    return LinkRules(
        priority=identity.priority,
        max_values=identity.max_values,
        max_customers=identity.max_customers,
        forbidden=forbidden,
        evidence=LEVELS[level],
        likely=likely,
        gap=settings.trace.session_gap // _MICROSECOND,
        window=identity.shared_device_window // _MICROSECOND,
    )


def reading_of(settings: Settings, blocked: tuple[str, ...] = ()) -> Reading:
    """Give how identifiers are read under settings and decisions."""
    identity = settings.identity
    patterns = (one for one in BLOCKED_PATTERNS if one not in identity.allowed)
    return Reading(settings.shop.country, (*patterns, *identity.blocked, *blocked))
