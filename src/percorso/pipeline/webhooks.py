"""Webhooks: how a source's are set up, what is known of them, and what they ask for besides events."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from percorso.collect.mapping import read_mapping
from percorso.collect.signatures import PLATFORMS, SIGNED
from percorso.collect.webhooks import PREFIX
from percorso.core.errors import PercorsoError, unknown
from percorso.core.time import from_micros
from percorso.pipeline import sources
from percorso.pipeline.importing import MappingFile
from percorso.store.webhooks import Webhook
from percorso.store.workspace import Workspace

# In place of a secret, wherever one is listed.
MASK = "********"


@dataclass(frozen=True)
class SetUp:
    """What a source's webhooks now are.

    Attributes:
        path: where they are to be sent, on this server.
        generated: the secret, when it was made here and nobody knows it yet; empty otherwise.
    """

    source: str
    platform: str
    path: str
    generated: str = field(default="", repr=False)


@dataclass(frozen=True)
class Terms:
    """How webhooks are to be signed and read: what ``set_up`` is told.

    Attributes:
        secret: what the platform signs with; None to make one.
        header, timestamp_header, tolerance, signed: of generic ones (collect.signatures.Seal).
        mapping: how a generic one's body is read.
    """

    platform: str
    secret: str | None = field(default=None, repr=False)
    header: str = "X-Signature"
    timestamp_header: str = ""
    tolerance: int = 300
    signed: str = "body"
    mapping: MappingFile | None = None


def set_up(workspace: Workspace, name: str, terms: Terms) -> SetUp:
    """Let a source take webhooks, in place of how it took them before; a source that is not there is made.

    Raises:
        PercorsoError: ``bad_name``, ``unknown_platform``, ``secret_needed``, ``bad_secret``, ``mapping_needed``,
            ``unwanted_mapping``, what is wrong with the mapping.
    """
    _check(workspace, terms)
    secret = terms.secret if terms.secret is not None else secrets.token_urlsafe(32)
    known = {one["name"]: one for one in sources.listed(workspace)}
    enabled = name in known and known[name]["enabled"]
    key = known[name]["write_key"] if enabled else sources.create(workspace, name).key
    shop = workspace.settings.shop.id
    workspace.state.webhooks.set(
        Webhook(
            source=name,
            shop=shop,
            platform=terms.platform,
            secret=secret,
            header=terms.header,
            timestamp_header=terms.timestamp_header,
            tolerance=terms.tolerance,
            signed=terms.signed,
            mapping=terms.mapping.text if terms.mapping else None,
        )
    )
    generated = secret if terms.secret is None else ""
    return SetUp(name, terms.platform, f"{PREFIX}{terms.platform}/{key}", generated)


def secret_in(content: bytes) -> str:
    """Read a secret as a file holds it, without the line's end; raises ``bad_secret``."""
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise PercorsoError("bad_secret", "The file of the secret is no UTF-8 text.") from None


def _check(workspace: Workspace, terms: Terms) -> None:
    if terms.platform not in PLATFORMS:
        raise unknown("platform", terms.platform, PLATFORMS, code="unknown_platform")
    if terms.signed not in SIGNED or (terms.signed != "body" and not terms.timestamp_header):
        hint = "Name the header of the time with --timestamp-header to sign it along with the body."
        raise PercorsoError("bad_signing", f"'{terms.signed}' cannot be what is signed.", hint=hint)
    if terms.platform == "shopify" and terms.secret is None:
        hint = (
            "Shopify shows it beside its webhooks; an app's is its client secret. Write it into a file: --secret-file F"
        )
        raise PercorsoError("secret_needed", "Shopify signs with a secret of its own.", hint=hint)
    if terms.secret is not None and not terms.secret.strip():
        raise PercorsoError("bad_secret", "The secret is empty: whoever sends could sign with it.")
    if terms.platform != "generic":
        if terms.mapping is not None:
            raise PercorsoError("unwanted_mapping", f"What {terms.platform} sends is read without a mapping.")
        return
    if terms.mapping is None:
        hint = "Write which field is the time and which the customer, and name the file with --mapping."
        raise PercorsoError("mapping_needed", "A generic webhook needs a mapping.", hint=hint)
    if read_mapping(terms.mapping.document, workspace.settings.shop).lookups:
        hint = "Send the values themselves."
        raise PercorsoError("bad_mapping", "A webhook's mapping may look nothing up in files.", hint=hint)


def listed(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """Tell, by source, how its webhooks are signed and what came of them; never the secret."""
    shop = workspace.settings.shop.id
    topics: dict[str, list[dict[str, Any]]] = {}
    for one in workspace.state.webhooks.topics():
        if one.shop == shop:
            told = {"topic": one.topic, "deliveries": one.deliveries, "last_at": from_micros(one.last_at).isoformat()}
            topics.setdefault(one.source, []).append(told)
    return {
        one.source: {
            "platform": one.platform,
            "secret": MASK,
            "topics": topics.get(one.source, []),
            "uninstalled_at": None if one.uninstalled_at is None else from_micros(one.uninstalled_at).isoformat(),
        }
        for one in workspace.state.webhooks.all()
        if one.shop == shop
    }


def privacy_requests(workspace: Workspace) -> list[dict[str, Any]]:
    """List the privacy requests that are open, the first that is due first."""
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "source": one.source,
            "identifiers": dict(one.identifiers),
            "received_at": from_micros(one.received_at).isoformat(timespec="seconds"),
            "due_at": from_micros(one.due_at).isoformat(timespec="seconds"),
        }
        for one in workspace.state.webhooks.privacy_requests()
    ]


def answered(workspace: Workspace, request_id: str) -> None:
    """Note that what a privacy request asks for is done.

    Raises:
        PercorsoError: ``unknown_request`` when no such request is open.
    """
    if not workspace.state.webhooks.answer(request_id):
        raise PercorsoError(
            "unknown_request",
            f"No privacy request {request_id} is open.",
            hint="List them with: percorso sources privacy",
        )
