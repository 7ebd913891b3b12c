"""The dossier: everything that is known of one person, as one page for that person to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from percorso.core.money import format_plain
from percorso.speak.catalogue import Catalogue

_WORDS = ("title", "identifiers", "consents", "no_consents", "orders", "events", "files")
Rows = Sequence[Mapping[str, Any]]


def dossier(found: Mapping[str, Rows], listed: Mapping[str, int], shop: str, language: str) -> str:
    """Write the page: who they are, what they allowed and when, their orders, what they did, and the files beside it.

    Args:
        found: rows by file: ``identifiers``, ``consent_history``, ``events``, ``derived_orders``; each may be absent.
        listed: the files beside the page, with their rows.
        shop: the shop's name.
        language: a catalogue's name.
    """
    catalogue = Catalogue.of(language)
    return _template().render(
        language=language,
        words={name: catalogue.text(f"dossier.{name}") for name in _WORDS},
        named=catalogue.named,
        shop=shop,
        identifiers=found.get("identifiers", ()),
        consents=found.get("consent_history", ()),
        orders=[
            {**one, "amount": format_plain(one["gross"], one["currency"])} for one in found.get("derived_orders", ())
        ],
        events=found.get("events", ()),
        files=listed,
    )


@lru_cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((files("percorso.speak") / "dossier.html.jinja").read_text("utf-8"))
