"""Campaign activity: who was sent an e-mail, and who opened, clicked, bounced, unsubscribed or complained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from percorso.collect import exports, jsontext
from percorso.collect.email_exports import (
    ACTIONS,
    CLICKED,
    EXPORTS,
    KLAVIYO,
    RECIPIENTS,
    SMS_CLICKED,
    TIMES,
    Action,
    action_of,
    is_of_shop,
)
from percorso.collect.exports import Fact, Kind, Layout
from percorso.collect.options import ReadOptions
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Event

SUMMARY = "E-mail campaign activity of Mailchimp, Klaviyo, Brevo and MailUp, one row an action or a recipient."
NEEDS_MAPPING = False

_CLICKS = (CLICKED, SMS_CLICKED)


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read campaign activity; raises ``unrecognised_export``, ``missing_action`` and what is wrong with the file."""
    return exports.read(path, options, KIND)


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    return exports.reread(header, original, options, KIND)


def _check(layout: Layout) -> None:
    """Refuse a list of recipients that says nowhere what they did."""
    if layout.export is not RECIPIENTS and "action" not in layout.places and "action" not in layout.told:
        raise PercorsoError(
            "missing_action",
            "The export says who and when, but not what: sent, opened, clicked, bounced, unsubscribed.",
            hint='Pass a mapping file with a line such as action = "opened".',
        )
    if "action" in layout.told:
        action_of(str(layout.told["action"]))


def _events(fact: Fact) -> Iterator[Event]:
    who = fact.chosen("email", "phone") or {"email": fact.need("email", "e-mail address")}
    found = [(action, at) for action, at in _actions(fact) if at is not None]
    if not found:
        raise PercorsoError("missing_time", "The row has no time.")
    for action, at in found:
        yield _event(fact, who, action, at)


def _leaves_out(fact: Fact) -> str | None:
    metric = fact.get("action")
    return metric if metric and fact.layout.export is KLAVIYO and is_of_shop(metric) else None


def _actions(fact: Fact) -> Iterator[tuple[Action, int | None]]:
    if fact.layout.export is RECIPIENTS:
        yield from ((action, fact.at(field)) for field, action in TIMES.items())
        return
    word = fact.get("action") or str(fact.layout.told.get("action", ""))
    if not word:
        raise PercorsoError("missing_action", "The row does not say what became of the message.")
    yield action_of(word), fact.at("at")


def _event(fact: Fact, who: dict[str, str], action: Action, at: int) -> Event:
    campaign = fact.get("campaign") or _told_campaign(fact) or fact.get("subject") or fact.get("campaign_id")
    return Event(
        name=action.event,
        at=at,
        message_id=fact.get("event_id"),
        **who,
        utm_campaign=campaign if action.reached else None,
        channel=action.channel if action.reached else None,
        ip=fact.get("ip"),
        properties=jsontext.encode(_properties(fact, action, campaign)),
    )


def _told_campaign(fact: Fact) -> str | None:
    told = fact.layout.told.get("campaign")
    return None if told is None else str(told)


def _properties(fact: Fact, action: Action, campaign: str | None) -> dict[str, Any]:
    """Name what is known as the Segment e-mail spec does."""
    found: dict[str, Any] = {"platform": fact.layout.export.name, "channel": action.channel}
    found |= fact.chosen("campaign_id", "list_id", "send_id", "user_agent")
    if campaign:
        found["campaign_name"] = campaign
    if subject := fact.get("subject"):
        found["email_subject"] = subject
    # MailUp's details are the address that was clicked, or the code of the bounce.
    link = fact.get("link_url") or fact.get("details")
    if action in _CLICKS and link:
        found["link_url"] = link
    if action.event == "Email Bounced":
        reason = fact.get("reason") or fact.get("details")
        found |= {"reason": reason} if reason else {}
        kind = action.bounce_type or (reason or "").casefold()
        found |= {"bounce_type": kind} if kind in ("hard", "soft") or action.bounce_type else {}
    return found


KIND = Kind(
    noun="e-mail campaign activity",
    exports=EXPORTS,
    times=("at", *TIMES),
    makes=tuple(action.event for action in ACTIONS),
    events=_events,
    keys=("action", "campaign"),
    leaves_out=_leaves_out,
    check=_check,
)
