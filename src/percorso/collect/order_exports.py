"""The order exports that are recognised, as data: which column names hold which of our fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from percorso.collect.headers import aliases, fold, recognise
from percorso.core.errors import PercorsoError, unknown


@dataclass(frozen=True)
class OrderExport:
    """One shop system's export.

    Attributes:
        required: the fields by which it is recognised.
        columns: our field to that system's column names, preferred first. Fields that start with ``item_`` belong to
            the row's line item; every other belongs to the order.
        discounted: whether its subtotal is already after discounts.
        sold_in: where its orders are sold when the row does not say.
        statuses: folded words for an order's state that mean something else elsewhere, to our words.
        zone: of its times, where the system fixes it whatever the shop's.
        plain: fields it writes with a decimal point, whatever mark the rest has.
    """

    name: str
    required: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    discounted: bool
    sold_in: str | None
    statuses: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None
    plain: tuple[str, ...] = ()


# Magento's "pending" is a placed order that is paid offline, and "closed" one that was refunded whole.
_MAGENTO_STATUSES = {
    "pending": "pending",
    "inattesa": "pending",
    "closed": "refunded",
    "chiuso": "refunded",
    "pagamentoinattesa": "pending_payment",
    "paymentreview": "on_hold",
    "suspectedfraud": "on_hold",
    "fraud": "on_hold",
    "holded": "on_hold",
}
# PrestaShop numbers the states it is installed with; a shop's own come after them and mean what the shop says.
_PRESTASHOP_STATUSES = {
    "1": "on_hold",
    "2": "paid",
    "3": "processing",
    "4": "shipped",
    "5": "delivered",
    "6": "cancelled",
    "7": "refunded",
    "8": "failed",
    "9": "paid",
    "10": "on_hold",
    "11": "paid",
    "12": "on_hold",
    "13": "on_hold",
}

SHOPIFY = OrderExport(
    name="shopify",
    required=("order_id", "at", "total", "financial_status", "item_name"),
    columns=aliases("""
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
    columns=aliases("""
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
# The core plugin's Analytics > Orders > Download: the columns of get_export_columns in its orders report. Against its
# name, the formatted column is all that was charged, as the shop writes money; the other is without tax and shipping.
WOOCOMMERCE_ANALYTICS = OrderExport(
    name="woocommerce_analytics",
    required=("order_id", "at", "total"),
    columns=aliases("""
        order_id: Order #
        at: Date
        total: N. Revenue (formatted)
        revenue: N. Revenue, Net Sales
        status: Status
        items: Product(s)
        coupon: Coupon(s)
        attribution: Attribution
    """),
    discounted=True,
    sold_in="own_shop",
    plain=("revenue",),
)
# The order grid of the admin (Sales > Orders > Export): the labels of Magento 2, those of sales_order_grid.xml in its
# source, and of Magento 1. Its subtotal is before discounts, which the grid does not state, so only the total is taken.
MAGENTO = OrderExport(
    name="magento",
    required=("order_id", "at", "total", "status"),
    columns=aliases("""
        order_id: ID, Order #, Ordine #, Ordine n., Numero ordine
        at: Purchase Date, Purchased On, Data di acquisto, Data acquisto, Acquistato il
        total: Grand Total (Base), G.T. (Base), Totale complessivo (base), Totale generale (base), Totale (base)
        status: Status, Stato
        email: Customer Email, Email cliente, E-mail cliente, Email del cliente
        payment_method: Payment Method, Metodo di pagamento
        refunded: Total Refunded, Totale rimborsato
    """),
    discounted=False,
    sold_in="own_shop",
    statuses=_MAGENTO_STATUSES,
)
# The table sales_order itself, as export extensions and database tools write it, with or without sales_order_item; the
# database holds UTC.
MAGENTO_TABLE = OrderExport(
    name="magento_table",
    required=("order_id", "at", "total"),
    columns=aliases("""
        order_id: increment_id
        source_id: entity_id
        at: created_at
        total: grand_total
        currency: order_currency_code
        subtotal: subtotal_incl_tax
        shipping: shipping_incl_tax
        tax: tax_amount
        discount: discount_amount
        refunded: total_refunded
        coupon: coupon_code
        email: customer_email
        user_id: customer_id
        status: status
        payment_method: payment_method, method
        country: shipping_country_id, country_id
        phone: telephone, billing_telephone
        item_name: name, item_name
        item_sku: sku, item_sku
        item_quantity: qty_ordered
        item_price: price_incl_tax
    """),
    discounted=False,
    sold_in="own_shop",
    statuses=_MAGENTO_STATUSES,
    zone="UTC",
)
# The order list of the back office (Orders > Export): the columns of OrderGridDefinitionFactory in PrestaShop's source,
# and the list's Italian labels. It names the customer without an address.
PRESTASHOP = OrderExport(
    name="prestashop",
    required=("order_id", "source_id", "at", "total", "status"),
    columns=aliases("""
        order_id: Reference, Riferimento
        source_id: ID, Id
        at: Date, Data
        total: Total, Totale
        status: Status, Stato
        payment_method: Payment, Pagamento
        email: Email, E-mail, Customer email
    """),
    discounted=False,
    sold_in="own_shop",
    statuses=_PRESTASHOP_STATUSES,
)
# What the SQL manager gives of ps_orders, with ps_customer, ps_order_detail and ps_order_state_lang joined as usual.
PRESTASHOP_SQL = OrderExport(
    name="prestashop_sql",
    required=("order_id", "at", "total"),
    columns=aliases("""
        order_id: reference
        source_id: id_order
        at: date_add
        total: total_paid_tax_incl, total_paid
        subtotal: total_products_wt
        shipping: total_shipping_tax_incl, total_shipping
        discount: total_discounts_tax_incl, total_discounts
        currency: currency_iso_code, currency, iso_code_currency
        email: email, customer_email
        user_id: id_customer
        phone: phone, phone_mobile
        status: order_state, state_name, osname, current_state
        payment_method: payment
        paid_at: invoice_date
        coupon: cart_rule_code, voucher_code
        country: country_iso_code
        item_name: product_name
        item_sku: product_reference
        item_quantity: product_quantity
        item_price: unit_price_tax_incl
    """),
    discounted=False,
    sold_in="own_shop",
    statuses=_PRESTASHOP_STATUSES,
)
EXPORTS = (SHOPIFY, MAGENTO, MAGENTO_TABLE, PRESTASHOP, PRESTASHOP_SQL, WOOCOMMERCE, WOOCOMMERCE_ANALYTICS)

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
        packed: columns that hold whole line items, as ``name:…|sku:…`` or ``2× …, 1× …``.
        decimal: the mark its language suggests.
    """

    export: OrderExport
    places: Mapping[str, int]
    numbered: Mapping[int, Mapping[str, int]]
    packed: tuple[int, ...]
    decimal: str = "."


def recognise_export(columns: Sequence[str], number: str | None = None) -> Recognised:
    """Tell whose export a header is.

    Args:
        columns: the header.
        number: the column that holds the order's number, where it is not to be the export's usual one.

    Raises:
        PercorsoError: ``unrecognised_export``, saying what was looked for; ``missing_column``.
    """
    for export in EXPORTS:
        places = recognise(columns, export.columns)
        if all(field in places for field in export.required):
            if number is not None:
                places["order_id"] = _column(columns, number)
            decimal = "," if "totale" in fold(columns[places["total"]]) else "."
            items = [places[field] for field in ("items",) if field in places]
            return Recognised(export, places, _numbered(columns), (*_packed(columns), *items), decimal)
    looked_for = "; ".join(
        f"{export.name}: {', '.join(export.columns[field][0] for field in export.required)}" for export in EXPORTS
    )
    raise PercorsoError(
        "unrecognised_export",
        f"The header is no order export that is known. Its columns: {', '.join(columns)}.",
        hint=f'Looked for {looked_for}. Import any other table with the csv connector and record = "order".',
        given={"columns": ", ".join(columns), "looked_for": looked_for},
    )


def _column(columns: Sequence[str], name: str) -> int:
    found = recognise(columns, {"named": (name,)})
    if not found:
        raise unknown("column", name, columns, code="missing_column")
    return found["named"]


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
