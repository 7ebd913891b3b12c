"""The shop's settings, as its manager sees and changes them; percorso.toml stays the place where they are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from percorso.core.access import Actor
from percorso.core.money import CURRENCIES
from percorso.core.settings import CONVERSIONS, REVENUE_BASES, STAGE_MODELS
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
# What of [trace] may be changed.
TRACED = ("stage_model",)


def settings(workspace: Workspace) -> dict[str, Any]:
    """Show the shop's settings, what may be chosen, and whether the published build was made by them.

    Returns:
        ``shop``, with its stage model; ``known`` currencies, time zones, revenue bases, conversions and stage models;
        ``own_stages``, whether rules of the shop's own take the model's place; ``followed``, False while history is
        still as it was before the last change.
    """
    shop, trace = workspace.settings.shop, workspace.settings.trace
    return {
        "shop": {
            **{name: _plain(getattr(shop, name)) for name in CHANGEABLE},
            **{name: getattr(trace, name) for name in TRACED},
        },
        "known": {
            "currencies": sorted(CURRENCIES),
            "time_zones": sorted(available_timezones()),
            "revenue": list(REVENUE_BASES),
            "conversions": list(CONVERSIONS),
            "stage_models": list(STAGE_MODELS),
        },
        "own_stages": bool(trace.stage_rules),
        "followed": followed(workspace),
    }


def change(workspace: Workspace, actor: Actor | None, changes: Mapping[str, Any]) -> None:
    """Change some of the shop's settings, and note who did.

    Raises:
        PercorsoError: ``bad_setting``, ``unknown_currency``, ``unknown_time_zone``; nothing is changed then.
    """
    wanted = {
        table: {name: value for name, value in changes.items() if name in names}
        for table, names in (("shop", CHANGEABLE), ("trace", TRACED))
    }
    workspace.change({table: values for table, values in wanted.items() if values})
    name = COMMAND_LINE if actor is None else actor.name
    given = {key: str(value) for values in wanted.values() for key, value in values.items()}
    workspace.state.audit.add(Entry(name, "settings_changed", "shop", given=given))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return list(value)
    return {name: float(rate) for name, rate in value.items()} if isinstance(value, Mapping) else value
