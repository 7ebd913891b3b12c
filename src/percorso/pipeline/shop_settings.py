"""The shop's settings, as its manager sees and changes them; percorso.toml stays the place where they are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from percorso.core.access import Actor
from percorso.core.money import CURRENCIES
from percorso.core.settings import CONVERSIONS, REVENUE_BASES
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.pipeline.governing import followed
from percorso.store.audit import Entry
from percorso.store.workspace import Workspace

# What of [shop] may be changed; its id is written on every order.
CHANGEABLE = (
    "name",
    "country",
    "time_zone",
    "currency",
    "prices_include_vat",
    "vat_rates",
    "revenue",
    "margin",
    "conversion",
    "contact",
    "domains",
)


def settings(workspace: Workspace) -> dict[str, Any]:
    """Show the shop's settings, what may be chosen, and whether the published build was made by them.

    Returns:
        ``shop``; ``known`` currencies, time zones, revenue bases and conversions; ``followed``, False while history is
        still as it was before the last change.
    """
    shop = workspace.settings.shop
    return {
        "shop": {name: _plain(getattr(shop, name)) for name in CHANGEABLE},
        "known": {
            "currencies": sorted(CURRENCIES),
            "time_zones": sorted(available_timezones()),
            "revenue": list(REVENUE_BASES),
            "conversions": list(CONVERSIONS),
        },
        "followed": followed(workspace),
    }


def change(workspace: Workspace, actor: Actor | None, changes: Mapping[str, Any]) -> None:
    """Change some of the shop's settings, and note who did.

    Raises:
        PercorsoError: ``bad_setting``, ``unknown_currency``, ``unknown_time_zone``; nothing is changed then.
    """
    wanted = {name: value for name, value in changes.items() if name in CHANGEABLE}
    workspace.change({"shop": wanted})
    name = COMMAND_LINE if actor is None else actor.name
    given = {key: str(value) for key, value in wanted.items()}
    workspace.state.audit.add(Entry(name, "settings_changed", "shop", given=given))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return list(value)
    return {name: float(rate) for name, rate in value.items()} if isinstance(value, Mapping) else value
