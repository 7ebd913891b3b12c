"""The words order exports use for an order's state and for where it was sold."""

from __future__ import annotations

from collections.abc import Mapping

from percorso.collect.headers import fold
from percorso.core.errors import PercorsoError

# Folded, so "wc-on-hold", "On hold" and "on_hold" are one word.
_STATUS = {
    "paid": "paid",
    "authorized": "authorized",
    "partiallypaid": "partially_paid",
    "partiallyrefunded": "partially_refunded",
    "refunded": "refunded",
    "rimborsato": "refunded",
    "voided": "cancelled",
    "expired": "cancelled",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "annullato": "cancelled",
    "trash": "cancelled",
    "cestino": "cancelled",
    "completed": "completed",
    "completato": "completed",
    "processing": "processing",
    "inlavorazione": "processing",
    "onhold": "on_hold",
    "insospeso": "on_hold",
    "inattesa": "on_hold",
    "failed": "failed",
    "fallito": "failed",
    "nonriuscito": "failed",
    "pendingpayment": "pending_payment",
    "inattesadipagamento": "pending_payment",
    "checkoutdraft": "draft",
    "draft": "draft",
    "bozza": "draft",
    # PrestaShop's states as installed, in English and Italian.
    "awaitingcheckpayment": "on_hold",
    "awaitingbankwirepayment": "on_hold",
    "awaitingcashondeliveryvalidation": "on_hold",
    "onbackordernotpaid": "on_hold",
    "inattesadipagamentoconassegno": "on_hold",
    "inattesadelpagamentotramiteassegno": "on_hold",
    "inattesadipagamentoconbonificobancario": "on_hold",
    "inattesadelpagamentotramitebonificobancario": "on_hold",
    "inattesadiconvalidadelpagamentoincontrassegno": "on_hold",
    "prodottofuorimagazzinononpagato": "on_hold",
    "paymentaccepted": "paid",
    "remotepaymentaccepted": "paid",
    "onbackorderpaid": "paid",
    "pagamentoaccettato": "paid",
    "pagamentoremotoaccettato": "paid",
    "prodottofuorimagazzinopagato": "paid",
    "processinginprogress": "processing",
    "preparazioneincorso": "processing",
    "inelaborazione": "processing",
    "shipped": "shipped",
    "spedito": "shipped",
    "delivered": "delivered",
    "consegnato": "delivered",
    "paymenterror": "failed",
    "erroredipagamento": "failed",
    "errorenelpagamento": "failed",
    # Magento's.
    "complete": "completed",
    "completo": "completed",
}
# What a mapping may say an order's state means.
STATUSES = frozenset((*_STATUS.values(), "pending"))
# An order in one of these states was entered but never paid or never meant: it is no sale.
_NO_SALE = {"failed": "Order Failed", "pending_payment": "Order Pending", "draft": "Order Pending"}
# Shopify's Source is a word, or the id of the app that took the order; WooCommerce's is how the order was created.
_SOLD_IN = {
    "web": "own_shop",
    "580111": "own_shop",
    "checkout": "own_shop",
    "storeapi": "own_shop",
    "pos": "till",
    "129785": "till",
    "wcpos": "till",
    "shopifydraftorder": "phone",
    "1354745": "phone",
    "admin": "phone",
}
_SOCIAL = ("facebook", "instagram", "tiktok", "pinterest", "snapchat")
_MARKETPLACES = ("amazon", "ebay", "etsy", "zalando", "walmart", "marketplace", "cdiscount", "manomano")


def standard_status(order: Mapping[str, str], own: Mapping[str, str] | None = None) -> str:
    """Give an order's state in our words; a state we have no word for is kept folded.

    Args:
        order: its fields as exported.
        own: folded words that mean something of their own to the system it comes from.

    Raises:
        PercorsoError: ``unknown_status`` of a number that only the shop can know.

    WooCommerce's "pending" awaits payment before it is an order; Shopify's is a placed order paid later, such as by
    bank transfer.
    """
    if order.get("cancelled_at"):
        return "cancelled"
    if "financial_status" in order:
        word = fold(order["financial_status"])
        return _STATUS.get(word, word)
    word = fold(order.get("status", "").casefold().removeprefix("wc-"))
    if own and word in own:
        return own[word]
    if own and word.isdigit() and any(known.isdigit() for known in own):
        # Anything may be meant by it, a cancellation too.
        known = ", ".join(f'"{status}"' for status in sorted(STATUSES))
        raise PercorsoError(
            "unknown_status",
            f"The order is in the state {word}, one of the shop's own.",
            hint=f'Say what it means in a mapping file: [statuses] "{word}" = one of {known}.',
        )
    return "pending_payment" if word == "pending" else _STATUS.get(word, word)


def event_name(status: str) -> str:
    """Name the event that tells of an order in one of our words for its state."""
    return _NO_SALE.get(status, "Order Completed")


def sold_in(told: str | None, fallback: str | None) -> str | None:
    """Say where an order was sold: own_shop, social_shop, marketplace, till or phone.

    An order a member of staff entered counts as sold by phone. This is apart from where the customer came from.
    """
    word = fold(told or "")
    if not word:
        return fallback
    if any(name in word for name in _SOCIAL):
        return "social_shop"
    if any(name in word for name in _MARKETPLACES):
        return "marketplace"
    return _SOLD_IN.get(word)


def is_test_gateway(payment_method: str) -> bool:
    """Say whether an order was paid through a gateway that only pretends."""
    word = fold(payment_method)
    return "bogus" in word or "fortesting" in word
