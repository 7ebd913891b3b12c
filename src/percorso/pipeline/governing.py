"""What governs journeys besides events: a fingerprint by which a build knows whether the last one holds."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from percorso.core.settings import Storage
from percorso.pipeline.linking import likely_told
from percorso.store.workspace import Workspace
from percorso.tables import RATES

# Raised when tracing or encoding changes its results, or what is kept for the next build its form, so that an upgrade
# traces everyone again.
ENGINE = 13


def digest_of(workspace: Workspace) -> str:
    """Give a fingerprint of everything besides events that journeys depend on."""
    return _fingerprint(*(text for texts in _governing(workspace).values() for text in texts))


def governed_by(workspace: Workspace) -> dict[str, str]:
    """Give a fingerprint of each part of that, so that it can be said which of them changed."""
    return {part: _fingerprint(*texts) for part, texts in _governing(workspace).items()}


def _governing(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    # Where data rests changes no journey.
    settings = replace(workspace.settings, store=Storage())
    return {
        "upgrade": (str(ENGINE),),
        "settings": (repr(settings),),
        "rules": tuple(workspace.rule_texts()),
        "rates": (str(workspace.lake.revision(RATES)),),
        "privacy": (str(workspace.state.privacy.changes()),),
        "identity": (workspace.state.decisions.digest, *likely_told(workspace)),
    }


def _fingerprint(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()


def followed(workspace: Workspace) -> bool:
    """Say whether the published build was made by the settings and rules of now, or there is none yet."""
    build = workspace.state.latest_build()
    return build is None or build.settings_digest == digest_of(workspace)
