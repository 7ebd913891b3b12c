"""Cart owners: the visitor that a cart stands for, and the alias by which a checkout or order says whose it became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from percorso.collect import jsontext
from percorso.collect.identity import digest
from percorso.collect.mapped import NAMELESS
from percorso.collect.nested import table, tables, text
from percorso.core.record import Event

# Under which a shop's theme hands its SDK's visitor on: Shopify's cart attributes, notes of checkouts and orders,
# WooCommerce's order fields; a leading _ hides one from whoever orders.
BROWSER = tuple(f"{sign}{name}" for sign in ("_", "") for name in ("anonymous_id", "anonymousId", "ajs_anonymous_id"))


def visitor(token: str) -> str:
    """Name the visitor whom a cart's token stands for; a key behind it, which newer carts have, is no part of it."""
    return f"cart:{token.partition('?')[0]}"


def browser(payload: Mapping[str, Any]) -> str | None:
    """Give the visitor that the shop's page handed on with a payload; None where it handed on none."""
    told = dict(table(payload, "attributes"))
    for key in ("attributes", "note_attributes", "meta_data"):
        told |= {name: text(one, "value") for one in tables(payload, key) if (name := text(one, "name", "key"))}
    return text(told, *BROWSER)


def became(
    at: int, *visitors: str | None, user_id: str | None = None, email: str | None = None, phone: str | None = None
) -> Iterator[Event]:
    """Give an alias for each visitor that turns out to be somebody; none where nobody is named.

    Args:
        at: when it turned out, microseconds since 1970 UTC.
        visitors: those that are known.
    """
    who = (user_id, email, phone)
    for one in dict.fromkeys(filter(None, visitors)):
        if any(who):
            yield Event(
                NAMELESS["alias"],
                at,
                "alias",
                message_id=digest("cart owner", one, *who),
                user_id=user_id,
                email=email,
                phone=phone,
                properties=jsontext.encode({"previous_id": one}),
            )


def same(at: int, visitor_id: str, other: str) -> Event:
    """Give the alias by which two visitors are one."""
    told = jsontext.encode({"previous_id": other})
    own = digest("cart visitor", visitor_id, other)
    return Event(NAMELESS["alias"], at, "alias", message_id=own, anonymous_id=visitor_id, properties=told)
