"""Editing channel rules: trying one visit, seeing what a draft would change, applying it, and taking that back."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Lock
from typing import Any

from percorso.core.access import Actor
from percorso.core.errors import PercorsoError
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.pipeline.governing import followed
from percorso.pipeline.published import Published
from percorso.pipeline.rules import rules_of
from percorso.speak.catalogue import Catalogue
from percorso.store.audit import Entry
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, TOUCHPOINTS
from percorso.trace.channels import ChannelRules, Visit

DAYS = 90
# Where rules go that are written on the page, and those they took the place of.
_FILE, _BEFORE = "channels.toml", "channels.before.toml"
_STARTER = """\
# Rules of your own, tried in order before the built-in ones; the first that holds wins.
name = "own"
version = "1"
based_on = "percorso"

# [[rule]]
# channel = "Partner"
# source_is = "partner.example"
"""
_VISITS = """
SELECT url, referrer, utm_source, utm_medium, utm_campaign, events.channel AS declared, count(*) AS visits
FROM touchpoints JOIN events USING (seq)
WHERE role = 'touch' AND touchpoints."at" >= $since GROUP BY ALL
"""
# One person's rules at a time: what they are compared with is what they take the place of.
_applying = Lock()
_LAST = """SELECT max("at") AS last FROM touchpoints WHERE role = 'touch'"""


def rules(workspace: Workspace) -> dict[str, Any]:
    """Show the workspace's own channel rules, or what to begin with, and whether history follows them."""
    text = workspace.rule_texts()[0]
    found = rules_of(workspace).channels
    return {
        "own": bool(text),
        "text": text or _STARTER,
        "version": found.version,
        "rules": [{"channel": one.channel, "label": one.label} for one in found.rules],
        "undoable": (workspace.folder / _BEFORE).exists(),
        "followed": followed(workspace),
    }


def try_visit(
    workspace: Workspace, url: str, referrer: str, draft: str | None = None, language: str = "en"
) -> dict[str, Any]:
    """Say which channel a visit to an address would be, by which rule; by a draft where one is given.

    Raises:
        PercorsoError: what is wrong with the draft.
    """
    found = _draft(workspace, draft).classify(Visit(url or None, referrer or None))
    label = None if found.channel is None else Catalogue.of(language).named("channel", found.channel)
    return {
        "channel": found.channel,
        "label": label,
        "rule": found.rule,
        "source": found.source,
        "medium": found.medium,
        "campaign": found.campaign,
    }


def preview(workspace: Workspace, draft: str, language: str = "en") -> dict[str, Any]:
    """Say what a draft would change of the last 90 days: every arrival classified by the rules of now and by the draft.

    Returns:
        ``visits`` in all, ``moved`` from one channel to another, and ``changes``, the largest first.

    Raises:
        PercorsoError: what is wrong with the draft; ``not_built``.
    """
    present, drafted = rules_of(workspace).channels, _draft(workspace, draft)
    published, catalogue = Published.open(workspace), Catalogue.of(language)
    last = published.rows(_LAST, TOUCHPOINTS)[0]["last"]
    rows = [] if last is None else published.rows(_VISITS, TOUCHPOINTS, EVENTS, since=last - timedelta(days=DAYS))
    visits, moved = 0, Counter[tuple[str, str]]()
    for row in rows:
        told = (row["url"], row["referrer"], row["utm_source"], row["utm_medium"], row["utm_campaign"], row["declared"])
        was, will = (one.classify(Visit(*told)).channel or "" for one in (present, drafted))
        visits += row["visits"]
        if was != will:
            moved[was, will] += row["visits"]
    return {
        "days": DAYS,
        "visits": visits,
        "moved": moved.total(),
        "changes": [
            {
                "from": was,
                "from_label": catalogue.named("channel", was),
                "to": will,
                "to_label": catalogue.named("channel", will),
                "visits": count,
            }
            for (was, will), count in sorted(moved.items(), key=lambda one: (-one[1], one[0]))
        ],
    }


def apply(workspace: Workspace, actor: Actor | None, text: str, base: str | None = None) -> None:
    """Take rules on; history follows with the next build, and what they take the place of is kept for undoing.

    Args:
        base: what ``text`` was made of, as ``rules`` gave it; None takes on whatever is there.

    Raises:
        PercorsoError: what is wrong with the rules; ``rules_changed`` where somebody changed them since; nothing is
            changed then.
    """
    _draft(workspace, text)
    with _applying:
        before = workspace.rule_texts()[0]
        if base is not None and base != (before or _STARTER):
            hint = "Keep your draft, load the page again, and write it into the rules that are there."
            raise PercorsoError("rules_changed", "Somebody else has changed the channel rules meanwhile.", hint=hint)
        workspace.change({"trace": {"channel_rules": _FILE}}, {_BEFORE: before, _FILE: text})
    _note(workspace, actor, "channel_rules_changed")


def undo(workspace: Workspace, actor: Actor | None) -> None:
    """Go back to the rules of before the last change.

    Raises:
        PercorsoError: ``nothing_to_undo``.
    """
    kept = workspace.folder / _BEFORE
    if not kept.exists():
        raise PercorsoError("nothing_to_undo", "The channel rules were not changed here.", hint="Nothing was changed.")
    text = kept.read_text(encoding="utf-8")
    if text:
        workspace.change({"trace": {"channel_rules": _FILE}}, {_FILE: text})
    else:
        workspace.change({"trace": {"channel_rules": ""}})
    kept.unlink()
    _note(workspace, actor, "channel_rules_undone")


def _draft(workspace: Workspace, text: str | None) -> ChannelRules:
    if text is None:
        return rules_of(workspace).channels
    shop, trace = workspace.settings.shop, workspace.settings.trace
    return ChannelRules.read(text, shop.domains, trace.payment_hosts)


def _note(workspace: Workspace, actor: Actor | None, action: str) -> None:
    name = COMMAND_LINE if actor is None else actor.name
    workspace.state.audit.add(Entry(name, action, _FILE))
