"""Order exports: what the shop system writes, in Shopify's shape or that of WooCommerce's export extensions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.simulate import tabular, texts
from percorso.simulate.aftermath import NEVER, Aftermath
from percorso.simulate.baskets import COUPON, PAYMENTS, Baskets
from percorso.simulate.catalogue import Catalogue
from percorso.simulate.clock import HOUR, Clock
from percorso.simulate.people import People
from percorso.simulate.streams import Longs, repeated

_GATEWAYS = ("PayPal Express Checkout", "Shopify Payments", "Cash on Delivery (COD)", "Bank Deposit", "Scalapay")


@dataclass(frozen=True)
class _Lines:
    """An export's rows: one a line of an order, orders by their moment.

    Attributes:
        order: place among the aftermath's orders.
        first: whether the row is its order's first.
    """

    order: Longs
    basket: Longs
    line: Longs
    first: Longs


def _lines(baskets: Baskets, after: Aftermath) -> _Lines:
    order, place = repeated(np.diff(baskets.starts)[after.basket])
    basket = after.basket[order]
    return _Lines(order, basket, baskets.starts[basket] + place, (place == 0).astype(np.int64))


def shopify(people: People, baskets: Baskets, after: Aftermath, catalogue: Catalogue, clock: Clock) -> bytes:
    """Write orders as Shopify exports them: what concerns the whole order stands on its first row alone."""
    rows = _lines(baskets, after)
    product = baskets.product[rows.line]

    def once(per_order: pa.Array) -> pa.Array:
        """Put an order's value on its first row."""
        return pc.if_else(pa.array(rows.first == 1), texts.taken(per_order, rows.order), "")

    def cents(amounts: Longs) -> pa.Array:
        return once(texts.money(amounts))

    basket, customer = after.basket, baskets.customer[after.basket]
    refunded = np.where(after.refunded_at < clock.last, after.refunded, 0)
    gone = after.cancelled < clock.last
    state = np.select([gone | ((refunded > 0) & (refunded >= baskets.total[basket])), refunded > 0], [2, 1], 0)
    states = texts.strings(["paid", "partially_refunded", "refunded"])
    sent = (after.shipped < clock.last).astype(np.int64)
    given, family = people.names
    number = texts.taken(baskets.number, basket)
    return tabular.csv(
        {
            "Name": texts.taken(number, rows.order),
            "Email": texts.taken(texts.taken(people.email, customer), rows.order),
            "Financial Status": once(texts.taken(states, state)),
            "Paid at": once(_moments(clock, after.placed + 20_000)),
            "Fulfillment Status": once(texts.taken(texts.strings(["unfulfilled", "fulfilled"]), sent)),
            "Fulfilled at": once(_moments(clock, np.where(sent == 1, after.shipped, NEVER))),
            "Accepts Marketing": once(
                texts.taken(texts.strings(["no", "yes"]), people.subscribed[customer].astype(int))
            ),
            "Currency": once(texts.taken(texts.strings(["EUR"]), np.zeros(after.count, int))),
            "Subtotal": cents(baskets.goods[basket]),
            "Shipping": cents(baskets.shipping[basket]),
            "Taxes": cents(baskets.tax[basket]),
            "Total": cents(baskets.total[basket]),
            "Discount Code": once(texts.taken(texts.strings(["", COUPON]), baskets.coupon[basket].astype(int))),
            "Discount Amount": cents(baskets.discount[basket]),
            "Created at": texts.taken(_moments(clock, after.placed), rows.order),
            "Lineitem quantity": texts.numbers(baskets.quantity[rows.line]),
            "Lineitem name": texts.taken(catalogue.name, product),
            "Lineitem price": texts.taken(texts.money(catalogue.price), product),
            "Lineitem sku": texts.taken(catalogue.sku, product),
            "Lineitem cost": texts.taken(texts.money(catalogue.cost), product),
            "Billing Name": once(texts.join(texts.taken(given, customer), " ", texts.taken(family, customer))),
            "Billing Country": "IT",
            "Shipping Country": "IT",
            "Cancelled at": once(_moments(clock, np.where(gone, after.cancelled, NEVER))),
            "Payment Method": once(texts.taken(texts.strings(_GATEWAYS), baskets.payment[basket])),
            "Refunded Amount": cents(refunded),
            "Id": once(texts.join("55", pc.utf8_slice_codeunits(number, 1))),
            "Tags": "",
            "Source": "web",
        }
    )


def woocommerce(people: People, baskets: Baskets, after: Aftermath, catalogue: Catalogue, clock: Clock) -> bytes:
    """Write orders as WooCommerce's export extensions do: one row a line, VAT on top of the amounts."""
    rows = _lines(baskets, after)
    basket, customer = after.basket, baskets.customer[after.basket]
    product = baskets.product[rows.line]

    def net(cents: Longs) -> Longs:
        return np.round(cents / 1.22).astype(np.int64)

    def every(per_order: pa.Array) -> pa.Array:
        return texts.taken(per_order, rows.order)

    refunded = np.where(after.refunded_at < clock.last, after.refunded, 0)
    goods, discount, shipping = (net(one[basket]) for one in (baskets.listed, baskets.discount, baskets.shipping))
    whole = (refunded > 0) & (refunded >= baskets.total[basket])
    state = np.select([after.cancelled < clock.last, whole, after.delivered < clock.last], [1, 2, 3], 0)
    states = texts.strings(["Processing", "Cancelled", "Refunded", "Completed"])
    accounts = pa.concat_arrays([texts.strings([""]), people.user_id])
    return tabular.csv(
        {
            "Order Number": every(texts.taken(baskets.number, basket)),
            "Order Status": every(texts.taken(states, state)),
            "Order Date": every(texts.seconds(clock.shown(after.placed))),
            "Email (Billing)": every(texts.taken(people.email, customer)),
            "Customer User ID": every(texts.taken(accounts, np.where(people.registered[customer], customer + 1, 0))),
            "Country Code (Billing)": "IT",
            "Payment Method Title": every(texts.taken(texts.strings(PAYMENTS), baskets.payment[basket])),
            "Cart Discount Amount": every(texts.money(discount)),
            "Order Subtotal Amount": every(texts.money(goods)),
            "Order Shipping Amount": every(texts.money(shipping)),
            "Order Refund Amount": every(texts.money(refunded)),
            "Order Total Amount": every(texts.money(baskets.total[basket])),
            "Order Total Tax Amount": every(texts.money(baskets.total[basket] - goods + discount - shipping)),
            "Order Currency": "EUR",
            "SKU": texts.taken(catalogue.sku, product),
            "Item Name": texts.taken(catalogue.name, product),
            "Quantity": texts.numbers(baskets.quantity[rows.line]),
            "Item Cost": texts.taken(texts.money(net(catalogue.price)), product),
            "Coupon Code": every(texts.taken(texts.strings(["", COUPON]), baskets.coupon[basket].astype(int))),
        }
    )


def _moments(clock: Clock, wall: Longs) -> pa.Array:
    """Write wall-clock moments with the zone's offset, as Shopify does; nothing for what never was."""
    known = wall < NEVER
    safe = clock.shown(np.where(known, wall, clock.first))
    summer = clock.wall(clock.instant(safe)) - clock.instant(safe) > HOUR
    offset = texts.taken(texts.strings([" +0100", " +0200"]), summer.astype(np.int64))
    return pc.if_else(pa.array(known), texts.join(texts.seconds(safe), offset), "")
