"""Orders out of exported rows: one order, however many rows it takes, becomes one event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from percorso.collect import currency_signs, jsontext, notation
from percorso.collect.money_checks import check_order
from percorso.collect.notation import Notation
from percorso.collect.order_exports import Recognised
from percorso.collect.order_words import event_name, is_test_gateway, sold_in, standard_status
from percorso.collect.shown import Shown
from percorso.core.errors import PercorsoError
from percorso.core.identity import no_address
from percorso.core.money import known_currency
from percorso.core.record import Event

_AMOUNTS = ("total", "revenue", "subtotal", "discount", "shipping", "tax", "refunded")
_TEXTS = (
    "coupon",
    "tags",
    "payment_method",
    "country",
    "source_id",
    "fulfillment_status",
    "paid_at",
    "cancelled_at",
    "attribution",
)
# Said once an order or repeated on each of its rows, but never in two ways.
_SAID_ONCE = ("at", "currency", "total")
_ITEM_MONEY = ("price", "discount", "cost", "total")

# A name may hold commas, even before a number; only a count and a multiplication sign begin the next item.
_COUNTED = re.compile(r"\s*(?P<quantity>\d+)\s*×\s*(?P<name>.+?)(?:,(?=\s*\d+\s*×)|$)")


@dataclass(frozen=True)
class OrderReader:
    """What it takes to read one file's orders.

    Attributes:
        shown: what the file shows of how it is written, where its mapping does not say.
        currency: of orders that state none.
    """

    recognised: Recognised
    notation: Notation
    shown: Shown
    currency: str

    @property
    def decimal(self) -> str:
        """The decimal mark: as the mapping says, as the file shows, as its language suggests."""
        return self.notation.decimal or self.shown.decimal or self.recognised.decimal

    def event(self, rows: Sequence[Sequence[str]]) -> Event:
        """Turn the rows of one order into its event.

        Raises:
            PercorsoError: ``missing_order_id``, ``missing_time``, ``several_orders``, ``conflicting_order``, what is
                wrong with its time (``notation.instant``) or its amounts (``bad_amount``, ``ambiguous_amount``,
                ``negative_money``, ``bad_count``, ``unknown_currency``, ``ambiguous_currency``, ``currency_conflict``).
        """
        self._require_one(rows)
        order = self._order(rows)
        for field, code in (("order_id", "missing_order_id"), ("at", "missing_time")):
            if field not in order:
                raise PercorsoError(code, f"The order has no {'id' if field == 'order_id' else 'time'}.")
        properties = self._properties(order, rows)
        check_order(properties)
        return Event(
            name=event_name(properties.get("status", "")),
            at=notation.instant(order["at"], self.notation.zone, self._pattern(order["at"])),
            user_id=None if order.get("user_id") == "0" else order.get("user_id"),
            email=order.get("email"),
            phone=order.get("phone"),
            order_id=order["order_id"],
            properties=jsontext.encode(properties),
        )

    def _pattern(self, text: str) -> str | None:
        return self.notation.format or notation.fitted(self.shown.dates, text)

    def _require_one(self, rows: Sequence[Sequence[str]]) -> None:
        """Refuse rows with one order number and several of the system's own ids: they are several orders."""
        place = self.recognised.places.get("source_id")
        ids = {text for row in rows if place is not None and (text := row[place].strip())}
        if len(ids) > 1:
            number = rows[0][self.recognised.places["order_id"]].strip()
            raise PercorsoError(
                "several_orders",
                f"The orders {', '.join(sorted(ids))} share the number {number}.",
                hint="Give each its own number in the file, then retry.",
            )

    def _order(self, rows: Sequence[Sequence[str]]) -> dict[str, str]:
        """Gather the order's own fields: on its first row alone, or repeated on each; the first that is filled."""
        found: dict[str, str] = {}
        for field, place in self.recognised.places.items():
            if not field.startswith("item_"):
                texts = list(dict.fromkeys(text for row in rows if _says(field, text := row[place].strip())))
                if len(texts) > 1 and field in _SAID_ONCE:
                    message = f"The order's rows say two things of its {field}: '{texts[0]}' and '{texts[1]}'."
                    raise PercorsoError("conflicting_order", message)
                if texts:
                    found[field] = texts[0]
        return found

    def _properties(self, order: dict[str, str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
        export = self.recognised.export
        properties: dict[str, Any] = {field: order[field] for field in _TEXTS if field in order}
        currency = self._currency(order)
        properties |= {field: self._money(field, order[field], currency) for field in _AMOUNTS if field in order}
        properties["currency"] = currency
        status = standard_status(order, export.statuses)
        if status:
            properties["status"] = status
        for field in ("refunded", "discount"):
            if field in properties:
                properties[field] = properties[field].lstrip("-")
        if not export.discounted and "subtotal" in properties:
            discounted = Decimal(properties["subtotal"]) - Decimal(properties.get("discount", "0"))
            properties["subtotal"] = format(discounted, "f")
        # Revenue is without tax and shipping; where it is all that was charged, there were none.
        if "revenue" in properties and Decimal(properties["revenue"]) == Decimal(properties.get("total", "NaN")):
            properties |= {"tax": "0", "shipping": "0"}
        place = sold_in(order.get("sold_by"), export.sold_in)
        if place:
            properties["sold_in"] = place
        properties["test"] = is_test_gateway(order.get("payment_method", ""))
        properties["products"] = list(self._products(rows, currency))
        return properties

    def _currency(self, order: dict[str, str]) -> str:
        """Tell an order's currency: as it states, as the signs beside its amounts say, as the file or the shop does."""
        if "currency" in order:
            return known_currency(order["currency"])
        return currency_signs.told((order[field] for field in _AMOUNTS if field in order), self.currency)

    def _money(self, field: str, text: str, currency: str) -> str:
        """Read an amount of money, which nothing but a confirmed decimal mark gives three places."""
        currency_signs.require(text, currency)
        text = currency_signs.bare(text)
        notation.require_unshortened(text)
        if field in self.recognised.export.plain:
            return notation.amount(text, ".")
        if self.notation.decimal is None and self.shown.decimal is None:
            notation.require_sure(text, self.decimal, currency)
        return self._amount(field, text)

    def _amount(self, field: str, text: str) -> str:
        try:
            return notation.amount(text, self.decimal)
        except PercorsoError as problem:
            raise PercorsoError(problem.code, f"{field}: {problem.message}") from None

    def _products(self, rows: Sequence[Sequence[str]], currency: str) -> Iterator[dict[str, str]]:
        places = self.recognised.places
        own = {field.removeprefix("item_"): place for field, place in places.items() if field.startswith("item_")}
        for row in rows:
            for parts in (own, *self.recognised.numbered.values()):
                yield from self._product({part: row[place].strip() for part, place in parts.items()}, currency)
            for place in self.recognised.packed:
                for parts_of_one in _unpacked(row[place]):
                    yield from self._product(parts_of_one, currency)

    def _product(self, parts: dict[str, str], currency: str) -> Iterator[dict[str, str]]:
        """Yield the line item of these parts, unless it names none."""
        if not (parts.get("name") or parts.get("sku")):
            return
        item = {part: parts[part] for part in ("name", "sku") if parts.get(part)}
        if parts.get("quantity"):
            item["quantity"] = self._amount("item quantity", parts["quantity"])
            if Decimal(item["quantity"]) < 0:
                raise PercorsoError(
                    "bad_count",
                    f"The quantity {parts['quantity']} is below zero.",
                    hint="State what was given back as the order's refund.",
                )
        item |= {part: self._money(f"item {part}", parts[part], currency) for part in _ITEM_MONEY if parts.get(part)}
        quantity = Decimal(item.get("quantity", "1"))
        if "price" not in item and "total" in item and quantity:
            item["price"] = format((Decimal(item["total"]) / quantity).quantize(Decimal("0.000001")).normalize(), "f")
        yield item


def _says(field: str, text: str) -> bool:
    """Say whether a cell says something: the zero date of MySQL is none, a formula is nobody's address."""
    return bool(text) and not text.startswith("0000-00-00") and not (field == "email" and no_address(text))


def money_places(recognised: Recognised) -> tuple[int, ...]:
    """Give the numbers of the columns that hold amounts of money in the file's notation, the order's and its items'."""
    ordered = (field for field in _AMOUNTS if field not in recognised.export.plain)
    wanted = (*ordered, *(f"item_{part}" for part in _ITEM_MONEY))
    own = [recognised.places[field] for field in wanted if field in recognised.places]
    parts = [items[part] for items in recognised.numbered.values() for part in _ITEM_MONEY if part in items]
    return (*own, *parts)


def _unpacked(text: str) -> Iterator[dict[str, str]]:
    """Cut ``name:A|sku:1|quantity:2;name:B|…`` or ``2× A, 1× B`` into its items' parts; any other text is a name."""
    if _COUNTED.match(text):
        for found in _COUNTED.finditer(text):
            yield {"quantity": found["quantity"], "name": found["name"].strip()}
        return
    if "|" not in text:
        yield {"name": text.strip()}
        return
    for one in text.split(";"):
        pairs = (piece.partition(":") for piece in one.split("|"))
        parts = {key.strip().casefold(): value.strip() for key, _, value in pairs}
        if len(parts) > 1:
            yield parts
