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
    # Where data rests changes no journey.
    governing = replace(workspace.settings, store=Storage())
    told = (str(workspace.state.privacy.changes()), workspace.state.decisions.digest, *likely_told(workspace))
    parts = (str(ENGINE), repr(governing), *workspace.rule_texts(), str(workspace.lake.revision(RATES)), *told)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def followed(workspace: Workspace) -> bool:
    """Say whether the published build was made by the settings and rules of now, or there is none yet."""
    build = workspace.state.latest_build()
    return build is None or build.settings_digest == digest_of(workspace)
