"""Campaigns of new events: what a link's own parameters say where the call said nothing."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect.terms import Terms, replaced, told
from percorso.core.links import link

_COLUMNS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def add_campaign(events: pa.Table, _terms: Terms) -> pa.Table:
    """Fill the campaign of events that state no part of one from the parameters of their address.

    As written: what a source or a click id proves is told by rules in trace, which read the address too.
    """
    silent = pc.is_null(events[_COLUMNS[0]])
    for name in _COLUMNS[1:]:
        silent = pc.and_(silent, pc.is_null(events[name]))
    tagged = pc.fill_null(pc.match_substring(events["url"], "utm_", ignore_case=True), False)
    asked = pc.and_(silent, tagged)
    if not pc.any(asked).as_py():
        return events
    found = told(pc.if_else(asked, events["url"], None), _campaign, len(_COLUMNS))
    return replaced(events, {name: pc.coalesce(events[name], one) for name, one in zip(_COLUMNS, found, strict=True)})


def _campaign(url: str) -> tuple[str | None, ...]:
    parameters = link(url).parameters
    source, medium, campaign, term, content = map(parameters.get, _COLUMNS)
    return source, medium, campaign or parameters.get("utm_id"), term, content
