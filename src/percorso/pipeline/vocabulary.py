"""The vocabulary: what may be asked of a shop's journeys, and how a language says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from percorso.analyze.attribution import models
from percorso.analyze.vocabulary import CountEvents, EventCount
from percorso.core.time import zone
from percorso.pipeline.asking import span
from percorso.pipeline.published import Published
from percorso.speak.catalogue import Catalogue
from percorso.store.workspace import Workspace

# The way to an order, as the e-commerce vocabulary names its steps; what a funnel opens on.
_USUAL = ("Product Viewed", "Product Added", "Checkout Started", "Order Completed")
_FEWEST = 2
# What journeys may be told apart by, where the shop has seen any.
_COLUMNS = ("channel", "campaign", "device", "landing", "step")
_FAMILIES = (
    *("channel", "device", "step", "model", "verdict", "verdict_reason", "explain"),
    *("evidence", "set_aside", "merge", "identifier"),
)


def vocabulary(workspace: Workspace, language: str = "en") -> dict[str, Any]:
    """Tell what a shop's events are called, what they may be broken down by, and the days they span.

    Returns:
        ``events`` (``name``, its ``label``, how often and of how many customers), those of most customers first;
        ``funnel``, the steps it is best to begin with; ``columns``; ``models``; ``words``, by family what a word of
        the data is called; ``shop``, ``period`` (null without a touchpoint) and ``as_of``.

    Raises:
        PercorsoError: ``not_built``, ``cache_missing``, ``unknown_language``.
    """
    published = Published.open(workspace)
    catalogue, shop = Catalogue.of(language), workspace.settings.shop
    events = published.ask(CountEvents())
    first, last = span(published)
    where = zone(shop.time_zone)
    return {
        "shop": {"id": shop.id, "name": shop.name, "currency": shop.currency},
        "time_zone": shop.time_zone,
        "period": first
        and last
        and {
            "from": first.astimezone(where).date().isoformat(),
            "to": last.astimezone(where).date().isoformat(),
        },
        "as_of": last and last.astimezone(where).isoformat(timespec="seconds"),
        "events": [{**asdict(one), "label": catalogue.named("touchpoint", one.name)} for one in events],
        "funnel": _usual(events),
        "columns": [name for name in _COLUMNS if published.words.get(name)],
        "models": list(models()),
        "words": {family: _words(catalogue, family, published) for family in _FAMILIES},
    }


def _usual(events: Sequence[EventCount]) -> list[str]:
    """Choose steps to begin with: the usual ones, else the three events of most customers."""
    known = {one.name for one in events}
    usual = [name for name in _USUAL if name in known]
    return usual if len(usual) >= _FEWEST else [one.name for one in events[:3]]


def _words(catalogue: Catalogue, family: str, published: Published) -> dict[str, str]:
    """Give what a family of words is called: of channels those the shop has, of the others all."""
    if family == "channel":
        return {name: catalogue.named(family, name) for name in published.words.get(family, ())}
    begins = f"{family}."
    return {key.removeprefix(begins): catalogue.text(key) for key in _keys(catalogue.entries, begins)}


def _keys(entries: Iterable[str], begins: str) -> list[str]:
    return [key for key in entries if key.startswith(begins)]
