"""The order exports that are recognised, as data: which column names hold which of our fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from percorso.collect.headers import fold, recognise
from percorso.core.errors import PercorsoError


@dataclass(frozen=True)
class OrderExport:
    """One shop system's export.

    Attributes:
        required: the fields by which it is recognised.
        columns: our field to that system's column names, preferred first. Fields that start with ``item_`` belong to
            the row's line item; every other belongs to the order.
        discounted: whether its subtotal is already after discounts.
        sold_in: where its orders are sold when the row does not say.
    """

    name: str
    required: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    discounted: bool
    sold_in: str | None


def _names(text: str) -> dict[str, tuple[str, ...]]:
    """Read ``field: name, name`` lines."""
    pairs = (line.split(":") for line in text.strip().splitlines())
    return {field.strip(): tuple(name.strip() for name in names.split(",")) for field, names in pairs}


SHOPIFY = OrderExport(
    name="shopify",
    required=("order_id", "at", "total", "financial_status", "item_name"),
    columns=_names("""
        order_id: Name
        source_id: Id
        at: Created at
        email: Email
        phone: Phone, Billing Phone, Shipping Phone
        financial_status: Financial Status
        fulfillment_status: Fulfillment Status
        paid_at: Paid at
        cancelled_at: Cancelled at
        currency: Currency
        subtotal: Subtotal
        shipping: Shipping
        tax: Taxes
        total: Total
        coupon: Discount Code
        discount: Discount Amount
        refunded: Refunded Amount
        payment_method: Payment Method
        sold_by: Source
        tags: Tags
        country: Shipping Country, Billing Country
        item_name: Lineitem name
        item_sku: Lineitem sku
        item_quantity: Lineitem quantity
        item_price: Lineitem price
        item_discount: Lineitem discount
        item_cost: Lineitem cost
    """),
    discounted=True,
    sold_in=None,
)

# The core plugin exports no orders as such; these are the headings of the export extensions in common use,
# in English and Italian.
WOOCOMMERCE = OrderExport(
    name="woocommerce",
    required=("order_id", "at", "total"),
    columns=_names("""
        order_id: Order Number, Order ID, Order #, Numero ordine, Numero dell'ordine, ID ordine, ID dell'ordine
        at: Order Date, Date Created, Order Created Date, Data ordine, Data dell'ordine, Date, Data
        email: Email (Billing), Billing Email, Billing Email Address, Customer Email, Email (Fatturazione), Email
        phone: Phone (Billing), Billing Phone, Telefono (Fatturazione), Telefono, Phone
        user_id: Customer ID, Customer User ID, Customer User, User ID, ID cliente, ID utente
        status: Order Status, Status, Stato ordine, Stato dell'ordine, Stato
        paid_at: Paid Date, Date Paid, Data di pagamento, Data pagamento
        currency: Order Currency, Currency, Valuta, Valuta ordine
        subtotal: Order Subtotal Amount, Order Subtotal, Subtotal, Subtotale ordine, Subtotale
        shipping: Order Shipping Amount, Shipping Total, Order Shipping, Shipping Cost, Totale spedizione, Spedizione
        tax: Order Total Tax Amount, Total Tax, Tax Total, Order Tax, Order Total Tax, Totale tasse, Totale IVA, IVA
        total: Order Total Amount, Order Total, Totale ordine, Totale dell'ordine, Total, Totale
        coupon: Coupon Code, Coupons, Coupon Codes, Coupon Items, Codice promozionale, Codici coupon
        discount: Cart Discount Amount, Discount Total, Cart Discount, Order Discount, Totale sconto, Sconto carrello
        refunded: Order Refund Amount, Refunded Total, Total Refunded, Refund Total, Totale rimborsato, Rimborso
        payment_method: Payment Method Title, Payment Method, Metodo di pagamento
        sold_by: Created Via, Creato tramite
        tags: Order Tags, Tag ordine
        country: Country Code (Shipping), Shipping Country, Country Code (Billing), Billing Country
        item_name: Item Name, Product Name, Nome prodotto, Nome articolo, Prodotto
        item_sku: SKU, Item SKU, Product SKU, Codice prodotto, Codice articolo
        item_quantity: Quantity, Quantity (- Refund), Item Quantity, Quantità
        item_price: Item Cost, Item Price, Product Current Price, Prezzo articolo, Prezzo
        item_total: Item Total, Order Line Total, Order Line (w/o tax), Totale articolo
    """),
    discounted=False,
    sold_in="own_shop",
)
EXPORTS = (SHOPIFY, WOOCOMMERCE)

# Some extensions put all line items into one row: Product Item 1 Name, Item Name (2), line_item_1, line_items.
_NUMBERED = re.compile(
    r"(?:lineitem|productitem|product|item|prodotto|articolo)(?:(?P<before>\d+))?"
    r"(?P<part>name|sku|quantity|qty|price|total|nome|codice|quantita|prezzo|totale)(?P<after>\d+)?"
)
_PACKED = re.compile(r"(lineitem|product|prodotto)\d+|lineitems|lineitem")
_PARTS = {
    "nome": "name",
    "codice": "sku",
    "quantita": "quantity",
    "qty": "quantity",
    "prezzo": "price",
    "totale": "total",
}


@dataclass(frozen=True)
class Recognised:
    """An export met in a file.

    Attributes:
        places: our field to column number.
        numbered: line item number to its parts' column numbers, for exports with all items in one row.
        packed: columns that hold whole line items as ``name:…|sku:…`` text.
    """

    export: OrderExport
    places: Mapping[str, int]
    numbered: Mapping[int, Mapping[str, int]]
    packed: tuple[int, ...]


def recognise_export(columns: Sequence[str]) -> Recognised:
    """Tell whose export a header is.

    Raises:
        PercorsoError: ``unrecognised_export``, saying what was looked for.
    """
    for export in EXPORTS:
        places = recognise(columns, export.columns)
        if all(field in places for field in export.required):
            return Recognised(export, places, _numbered(columns), _packed(columns))
    looked_for = "; ".join(
        f"{export.name}: {', '.join(export.columns[field][0] for field in export.required)}" for export in EXPORTS
    )
    raise PercorsoError(
        "unrecognised_export",
        f"The header is no order export that is known. Its columns: {', '.join(columns)}.",
        hint=f'Looked for {looked_for}. Import any other table with the csv connector and record = "order".',
        given={"columns": ", ".join(columns), "looked_for": looked_for},
    )


def _numbered(columns: Sequence[str]) -> dict[int, dict[str, int]]:
    items: dict[int, dict[str, int]] = {}
    for place, column in enumerate(columns):
        found = _NUMBERED.fullmatch(fold(column))
        number = found and (found["before"] or found["after"])
        if found and number:
            part = found["part"]
            items.setdefault(int(number), {}).setdefault(_PARTS.get(part, part), place)
    return items


def _packed(columns: Sequence[str]) -> tuple[int, ...]:
    return tuple(place for place, column in enumerate(columns) if _PACKED.fullmatch(fold(column)))
