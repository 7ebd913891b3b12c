"""Stand-ins: what stays of an erased person's orders, the amounts, under ids that lead to nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from percorso.core.errors import PercorsoError
from percorso.core.identity import order_number
from percorso.core.money import parse_decimal
from percorso.core.privacy import stand_in
from percorso.sequence.codes import Bools

# What is reckoned with (trace.amounts, trace.order_changes, trace.order_status). No text of these names anybody.
_AMOUNTS = (
    *("total", "value", "revenue", "subtotal", "discount", "shipping", "tax", "refunded", "refund", "cost"),
    *("price", "quantity"),
)
_WORDS = ("currency", "country", "status", "sold_in", "test")
_TIMES = ("cancelled_at", "updated_at")
_WORD = re.compile(r"[A-Za-z_\- ]{1,24}")
_TIME = re.compile(r"[0-9T:.+Z\- ]{10,32}")
# Columns that say when, where from and what of an event, and nothing of whom.
_KEPT = ("seq", "source", "shop", "received_at", "received_on", "at", "kind", "name")
# Where events tell their details.
_DOCUMENTS = ("properties", "traits")
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class StandIns:
    """Turns events that tell of orders into ones that tell amounts alone.

    The same event always becomes the same one, so that one which is told again, late or from an old file, counts once.

    Args:
        who: the user id under which they stay; None for what belongs to an order that stays already.
        secret: the workspace's own key.
    """

    def __init__(self, who: str | None, secret: bytes) -> None:
        self._who = who
        self._secret = secret

    def of(self, events: pa.Table) -> pa.Table:
        """Give the same rows with nothing in them but amounts, times and the new ids; an order keeps to one new id."""
        rows = [self._bare(row) for row in events.to_pylist()]
        return pa.Table.from_pylist(rows, schema=events.schema)

    def renumbered(self, events: pa.Table, own: Bools) -> pa.Table:
        """Name the orders of some events, which stay somebody's own, by their new ids: in their details as well."""
        rows = np.flatnonzero(own).tolist()
        if not rows:
            return events
        changed = {name: events[name].cast(pa.string()).to_pylist() for name in ("order_id", *_DOCUMENTS)}
        shops = events["shop"].cast(pa.string()).to_pylist()
        for row in rows:
            number = order_number(changed["order_id"][row]) or ""
            new = self._id("order", shops[row], number)
            changed["order_id"][row] = new
            for name in _DOCUMENTS:
                told = json.loads(changed[name][row], parse_float=Decimal)
                changed[name][row] = _ENCODER.encode(_with(told, number, new)).decode()
        for name, texts in changed.items():
            place = events.schema.get_field_index(name)
            field = events.schema.field(place)
            events = events.set_column(place, field, pa.chunked_array([pa.array(texts, pa.string())]).cast(field.type))
        return events

    def _bare(self, row: Mapping[str, Any]) -> dict[str, Any]:
        given, shop = json.loads(row["properties"], parse_float=Decimal), row["shop"]
        properties = _bare(given) if isinstance(given, dict) else {}
        if isinstance(given, dict) and given.get("refund_id") is not None:
            properties["refund_id"] = self._id("refund", shop, str(given["refund_id"]))
        number = order_number(row["order_id"])
        bare: dict[str, Any] = dict.fromkeys(row) | {name: row[name] for name in _KEPT if name in row}
        return bare | {
            "event_id": stand_in("event", row["event_id"], self._secret),
            "user_id": self._who,
            "order_id": None if number is None else self._id("order", shop, number),
            "properties": _ENCODER.encode(properties).decode(),
            "traits": "{}",
        }

    def _id(self, kind: str, shop: str, value: str) -> str:
        return stand_in(kind, f"{shop}:{value}", self._secret)


def _with(said: Any, number: str, new: str) -> Any:
    """Put an order's new id in place of its number, wherever a document has it as a value or names it as an order."""
    if isinstance(said, dict):
        return {key: _renamed(key, value, number, new) for key, value in said.items()}
    return [_with(one, number, new) for one in said] if isinstance(said, list) else said


def _renamed(key: str, value: Any, number: str, new: str) -> Any:
    if isinstance(value, dict | list):
        return _with(value, number, new)
    if isinstance(value, str) and order_number(value) == number:
        return new
    return new if "order" in key.lower() and not isinstance(value, bool) and str(value) == number else value


def _bare(said: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the amounts, codes and times of a document, and the same of its products."""
    found: dict[str, Any] = {name: amount for name in _AMOUNTS if (amount := _amount(said.get(name))) is not None}
    found |= {name: said[name] for name in _WORDS if _is_word(said.get(name))}
    found |= {name: said[name] for name in _TIMES if isinstance(said.get(name), str) and _TIME.fullmatch(said[name])}
    products = said.get("products")
    if isinstance(products, list):
        found["products"] = [_bare(one) for one in products if isinstance(one, dict)]
    return found


def _amount(value: object) -> int | Decimal | None:
    """Read an amount as tracing does: a number, or a text of one."""
    if isinstance(value, str):
        try:
            return parse_decimal(value)
        except PercorsoError:
            return None
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _is_word(value: object) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and _WORD.fullmatch(value.strip()) is not None)
