"""Noting: what webhooks bring besides events goes into state."""

from __future__ import annotations

from percorso.collect.jsontext import decode
from percorso.collect.webhooks import Notes
from percorso.store.webhooks import PrivacyRequest, due
from percorso.store.workspace import Workspace


def noted(workspace: Workspace, notes: Notes) -> None:
    """Write down what webhooks brought besides events; doing so twice changes nothing."""
    if notes == Notes():
        return
    webhooks = workspace.state.webhooks
    webhooks.remember_orders(notes.orders)
    workspace.state.products.keep(notes.products)
    if notes.privacy:
        webhooks.ask(
            [
                PrivacyRequest(
                    one.id,
                    one.kind,
                    one.source,
                    one.shop,
                    decode(one.identifiers),
                    one.received_at,
                    due(one.received_at),
                )
                for one in notes.privacy
            ]
        )
    for (source, shop), at in notes.uninstalled.items():
        webhooks.uninstalled(source, shop, at)
    webhooks.count(notes.topics)
