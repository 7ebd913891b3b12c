"""Named: which events name somebody by an identifier, whoever asks and however they know the identifier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect import jsontext
from percorso.core.errors import PercorsoError
from percorso.core.identity import cleaned, normal, order_number
from percorso.core.settings import CONVERSIONS, DELIVERIES, ORDER_CHANGES, UNPAID_ORDERS
from percorso.sequence.codes import Bools, Coded

# Says whether an identifier, of a kind and in its normal form (``core.identity.normal``), is somebody's.
Theirs = Callable[[str, str], bool]

_PREVIOUS = ("previous_id", "previousId")
# What events name somebody by within their traits or properties, under which names.
_WITHIN = {
    "crm": ("crm_id", "crmId"),
    "loyalty": ("loyalty_id", "loyaltyId", "loyalty_card"),
    "tax": ("tax_code", "taxCode", "codice_fiscale"),
    "pickup": ("pickup_code", "pickupCode"),
}
_KEYS = f'"(?:{"|".join(name for names in _WITHIN.values() for name in names)})"'
_APART = "\x1f"
# What belongs to whoever placed the order it names, whoever sent it (see ``unify.assignment``).
_OF_ORDERS = frozenset(
    (*(name for names in CONVERSIONS.values() for name in names), *ORDER_CHANGES, *UNPAID_ORDERS, *DELIVERIES)
)


class Named(NamedTuple):
    """Which events name somebody.

    Attributes:
        theirs: the events that are theirs.
        device: the events that are somebody else's, sent from a device that is theirs as well.
    """

    theirs: Bools
    device: Bools


def named_in(events: pa.Table, theirs: Theirs, country: str = "") -> Named:
    """Find the events that name somebody.

    A user id or an address says whose an event is. Where it has neither, its device, order or telephone number does.
    What tells of an order is theirs who placed it, whoever sent it.

    Args:
        events: ``user_id, email, phone, anonymous_id, order_id, shop, kind, name, properties, traits``, texts or
            dictionaries.
        theirs: asked once per distinct identifier.
        country: where telephone numbers without a country's code are dialled.
    """
    user, email = Coded.of(events["user_id"]).into(cleaned), Coded.of(events["email"]).into(partial(normal, "email"))
    device, phone = (
        Coded.of(events["anonymous_id"]).into(cleaned),
        Coded.of(events["phone"]).into(lambda text: normal("phone", text, country)),
    )
    somebody = (user.codes >= 0) | (email.codes >= 0)
    on_device = device.having(lambda value: theirs("anonymous", value))
    by_name = user.having(lambda value: theirs("user", value)) | email.having(lambda value: theirs("email", value))
    by_phone = phone.having(lambda value: theirs("phone", value))
    by_order = orders_of(events).having(lambda value: theirs("order", value))
    otherwise = on_device | by_phone | by_order
    of_order = by_order & Coded.of(events["name"]).having(_OF_ORDERS.__contains__)
    own = by_name | of_order | (otherwise & ~somebody) | _renamed(events, theirs) | _within(events, theirs)
    return Named(own, on_device & ~own)


def orders_of(events: pa.Table) -> Coded:
    """Name each event's order by shop and number, as the table of identifiers does."""
    shop, order = (events[name].cast(pa.string()) for name in ("shop", "order_id"))
    return Coded.of(pc.binary_join_element_wise(shop, order, _APART)).into(_order)


def _order(text: str) -> str | None:
    shop, _, order = text.partition(_APART)
    number = order_number(order)
    return None if number is None else f"{shop}:{number}"


def _renamed(events: pa.Table, theirs: Theirs) -> Bools:
    """Find the aliases whose previous id, of a kind that they do not say, is somebody's."""
    found: Bools = np.zeros(events.num_rows, dtype=bool)
    rows = np.flatnonzero(Coded.of(events["kind"]).having("alias".__eq__))
    told = (events[name].take(pa.array(rows)).to_pylist() for name in ("properties", "traits"))
    for row, documents in zip(rows.tolist(), zip(*told, strict=True), strict=True):
        given = (previous_of(text) for text in documents)
        value = next((one for one in given if one is not None), None)
        found[row] = value is not None and any(
            theirs(kind, one) for kind, one in (("user", value), ("email", value.lower()), ("anonymous", value))
        )
    return found


def _within(events: pa.Table, theirs: Theirs) -> Bools:
    """Find the events that name somebody by a card or a code within what they tell."""
    found: Bools = np.zeros(events.num_rows, dtype=bool)
    for column in ("traits", "properties"):
        told = pc.fill_null(pc.match_substring_regex(events[column].cast(pa.string()), _KEYS), False)
        for row in np.flatnonzero(np.asarray(told)).tolist():
            shop = events["shop"][row].as_py()
            found[row] |= any(theirs(*named) for named in _cards(events[column][row].as_py(), shop))
    return found


def _cards(document: str, shop: str) -> Iterator[tuple[str, str]]:
    """Read the cards and codes of a document, in their normal form and in capitals; a parcel's code is its shop's."""
    try:
        said = jsontext.decode(document)
    except PercorsoError:
        return
    for kind, names in _WITHIN.items():
        for value in {str(said[name]) for name in names if isinstance(said, dict) and said.get(name) is not None}:
            if (bare := normal(kind, value)) is not None:
                own = f"{shop}:{bare}" if kind == "pickup" else bare
                yield from ((kind, own), (kind, own.upper()))


def previous_of(document: str | None) -> str | None:
    """Read the previous id that an alias names."""
    try:
        said = jsontext.decode(document or "{}")
    except PercorsoError:
        return None
    given = (said.get(name) for name in _PREVIOUS) if isinstance(said, dict) else ()
    return next((cleaned(one) for one in given if isinstance(one, str)), None)
