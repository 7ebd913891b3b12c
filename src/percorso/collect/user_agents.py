"""User agents of new events: the device, the operating system and the browser that they tell of."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from percorso.collect.terms import Terms, replaced, told
from percorso.core.devices import device_of

# Distinct user agents kept in memory; a shop meets some thousands.
_REMEMBERED = 1 << 16


def add_device(events: pa.Table, _terms: Terms) -> pa.Table:
    """Tell ``device`` (mobile, tablet, desktop), ``os`` and ``browser``, as families without versions."""
    names = ("device", "os", "browser")
    return replaced(events, dict(zip(names, told(events["user_agent"], agent_of, len(names)), strict=True)))


@lru_cache(maxsize=_REMEMBERED)
def agent_of(text: str) -> tuple[str | None, str | None, str | None]:
    """Give a user agent's device, operating system and browser, the last two by ua-parser's rules.

    Source: https://github.com/ua-parser/uap-core
    """
    # Its rules take a fifth of a second to load, which no import without user agents should wait for.
    import ua_parser

    found = ua_parser.parse(text)
    system, browser = found.os, found.user_agent
    return device_of(text), system.family if system else None, browser.family if browser else None
