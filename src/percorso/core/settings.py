"""The shop's settings, as written in percorso.toml: frozen, typed, every key checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from percorso.core.consent import DENIED, GRANTED
from percorso.core.errors import PercorsoError, unknown
from percorso.core.identity import BLOCKED_PATTERNS, EVIDENCE, KINDS
from percorso.core.money import known_currency
from percorso.core.time import parse_duration, zone

CONVERSIONS: Mapping[str, tuple[str, ...]] = {
    "order": ("Order Completed", "Order Line", "Order Placed", "Phone Order", "Phone Order Placed"),
    "booking": ("Booking Completed",),
    "quote": ("Quote Requested",),
    "sign_up": ("Signed Up",),
}
# Of those, the names that also tell of a mere talk about an order: one without a number and without an amount is none.
MAYBE_ORDERS = ("Order Placed", "Phone Order", "Phone Order Placed")
# What is said of an order once it is placed: these events change its amounts and place none.
ORDER_CHANGES = ("Order Updated", "Order Refunded", "Order Cancelled")
# What was entered but is not paid: these tell of an order as it stands and make it no sale, until one that does.
UNPAID_ORDERS = ("Order Failed", "Order Pending")
# What carriers and pickup points tell of an order on its way, in the order of things.
DELIVERIES = (
    "Shipment Announced",
    "Order Shipped",
    "Order In Transit",
    "Order Out for Delivery",
    "Order Delivered",
    "Delivery Failed",
    "Delivery Held",
    "Pickup Ready",
    "Pickup Completed",
    "Pickup Point Full",
    "Pickup Expired",
    "Delivery Returned",
)
REVENUE_BASES = ("auto", "goods", "total")
# Ways to tell which stage of the way a contact is: one of everyday shops, one of purchases people think about for long,
# one of what they buy again and again.
STANDARD = "standard"
STAGE_MODELS = (STANDARD, "considered", "habitual")
KEPT_ADDRESSES = ("truncated", "whole", "none")


@dataclass(frozen=True)
class Shop:
    """Who the shop is and how it counts money (the ``[shop]`` table).

    Attributes:
        prices_include_vat: whether the source's item and order amounts hold VAT.
        vat_rates: percent by ISO country; used where an order does not say its tax.
        revenue: ``auto`` takes goods after discounts, net of VAT, shipping and refunds, where the parts are known,
            else the source's total; ``goods`` and ``total`` force one.
        margin: default percent of net revenue kept after product cost; None means "cannot tell" without costs.
        conversion: which kinds of conversion close a journey.
        contact: which touches count as a contact: ``inbound`` and/or ``outbound``. Without ``outbound``, what the shop
            sent and concerns no order is a message, which is part of no journey; a visit is always part of one.
        domains: the shop's own hosts, which are never a referrer.
    """

    id: str = "shop"
    name: str = "My shop"
    country: str = "IT"
    time_zone: str = "Europe/Rome"
    currency: str = "EUR"
    prices_include_vat: bool = True
    vat_rates: Mapping[str, Decimal] = field(default_factory=dict)
    revenue: str = "auto"
    margin: Decimal | None = None
    conversion: tuple[str, ...] = ("order",)
    contact: tuple[str, ...] = ("inbound", "outbound")
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exclusions:
    """What is left out of every analysis, counted and shown (the ``[exclude]`` table).

    Attributes:
        ips: own addresses, single or CIDR.
        emails: staff and test people, whole addresses or ``*@domain``.
        order_tags: words that mark a test order (also matched against the payment gateway ``bogus``).
        bots: whether known robots are left out.
        drop_bots: whether their events are not even stored, and so neither counted nor shown.
    """

    ips: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    order_tags: tuple[str, ...] = ("test",)
    bots: bool = True
    drop_bots: bool = False


@dataclass(frozen=True)
class Tracing:
    """How events become journeys (the ``[trace]`` table).

    Attributes:
        session_gap: silence that ends a session.
        session_on_campaign: whether a new campaign opens a new session.
        source_sessions: whether a source's own session ids are taken where present.
        channel_rules, stage_rules: file names in the workspace; empty means the built-in ones.
        stage_model: how stages are told where no rules of the shop's own are named: one of STAGE_MODELS.
        payment_hosts: further hosts whose returns are no touch.
        contact_window: how long after a contact a first order counts as its result.
        look_back: how long before an order a touch may earn credit.
    """

    session_gap: timedelta = timedelta(minutes=30)
    session_on_campaign: bool = True
    source_sessions: bool = True
    channel_rules: str = ""
    stage_rules: str = ""
    stage_model: str = STANDARD
    payment_hosts: tuple[str, ...] = ()
    contact_window: timedelta = timedelta(days=30)
    look_back: timedelta = timedelta(days=90)


@dataclass(frozen=True)
class Consent:
    """What holds of consent where nobody said anything, and what is kept without it (the ``[consent]`` table).

    Attributes:
        default: whether somebody who stated no choice may be measured: ``granted`` or ``denied``.
        store: ``all``, or ``consented`` to keep no event that itself denies to be measured, but for what concerns an
            order and the choices themselves.
    """

    default: str = "granted"
    store: str = "all"


@dataclass(frozen=True)
class Privacy:
    """What is kept of people (the ``[privacy]`` table), of events that are stored from now on.

    Attributes:
        ip: ``truncated`` keeps the first 24 bits of an IPv4 address, 48 of an IPv6 one, and a keyed digest of it all;
            ``whole`` keeps all, ``none`` nothing, by which the shop's own addresses cannot be told either.
        keep_visits: how long what concerns no order, choice or identity is kept, to the month; zero is for ever.
        keep_quarantine: how long refused rows are kept, to the month; zero is for ever.
    """

    ip: str = "truncated"
    keep_visits: timedelta = timedelta(0)
    keep_quarantine: timedelta = timedelta(0)


@dataclass(frozen=True)
class Identity:
    """How identifiers become people (the ``[identity]`` table).

    Attributes:
        priority: kinds of evidence, the most trusted first; where a limit is hit, links of the kind in hand are set
            aside.
        max_values: by kind of identifier, how many values one customer may have.
        max_customers: by kind of evidence, how many customers one value may tie together; a device that more use is a
            shared one.
        shared_device_window: how long a shared device remembers who logged in last.
        blocked: values that name nobody, beside the built-in ones; ``*`` is any text, and a kind may stand before it.
        allowed: those of the built-in patterns that are to name somebody after all.
    """

    priority: tuple[str, ...] = ("alias", "crm", "loyalty", "tax", "email", "phone", "order", "pickup")
    max_values: Mapping[str, int] = field(
        default_factory=lambda: {"user": 20, "email": 20, "phone": 20, "crm": 10, "loyalty": 10, "tax": 2}
    )
    max_customers: Mapping[str, int] = field(
        default_factory=lambda: {
            "anonymous": 1,
            "alias": 5,
            "crm": 5,
            "loyalty": 5,
            "tax": 5,
            "email": 3,
            "phone": 3,
            "order": 3,
            "pickup": 1,
        }
    )
    shared_device_window: timedelta = timedelta(hours=24)
    blocked: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Storage:
    """Where state rests and how customers are spread (the ``[store]`` table); buckets are fixed at init.

    Attributes:
        state: a SQLAlchemy URL; empty means ``state.db`` (SQLite) inside the workspace.
        keep_log: how long what came in is kept as it came, once it is stored.
    """

    buckets: int = 16
    state: str = ""
    keep_log: timedelta = timedelta(days=30)


@dataclass(frozen=True)
class Settings:
    """All of percorso.toml."""

    shop: Shop = field(default_factory=Shop)
    exclude: Exclusions = field(default_factory=Exclusions)
    consent: Consent = field(default_factory=Consent)
    trace: Tracing = field(default_factory=Tracing)
    store: Storage = field(default_factory=Storage)
    privacy: Privacy = field(default_factory=Privacy)
    identity: Identity = field(default_factory=Identity)


def settings_from(document: Mapping[str, Any]) -> Settings:
    """Check a parsed percorso.toml and freeze it.

    Raises:
        PercorsoError: ``unknown_setting``, ``bad_setting``, ``unknown_currency``, ``unknown_time_zone``,
            ``bad_duration``.
    """
    rooms = {
        "shop": Shop,
        "exclude": Exclusions,
        "consent": Consent,
        "trace": Tracing,
        "privacy": Privacy,
        "identity": Identity,
        "store": Storage,
    }
    for room in document:
        if room not in rooms:
            raise unknown("table in percorso.toml", room, rooms, code="unknown_setting")
    read = {room: _table(room, kind, document.get(room, {})) for room, kind in rooms.items()}
    settings = Settings(**read)
    _check(settings)
    return settings


def _table(room: str, kind: type[Any], given: object) -> Any:
    if not isinstance(given, Mapping):
        raise PercorsoError("bad_setting", f"[{room}] must be a table.")
    defaults = kind()
    names = {one.name for one in fields(kind)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in names:
            raise unknown(f"setting in [{room}]", name, names, code="unknown_setting")
        values[name] = _value(f"{room}.{name}", getattr(defaults, name), value)
    return kind(**values)


def _value(name: str, default: object, given: object) -> object:
    """Turn one TOML value into the type its default shows."""
    if name == "shop.margin" and isinstance(given, int | float | str):
        return _percent(name, given)
    if name == "shop.vat_rates" and isinstance(given, Mapping):
        return {str(country).upper(): _percent(name, rate) for country, rate in given.items()}
    if name in ("identity.max_values", "identity.max_customers") and isinstance(default, Mapping):
        return _limits(name, default, given)
    if isinstance(default, timedelta) and isinstance(given, str):
        return parse_duration(given)
    listed = [given] if isinstance(given, str) else given
    if isinstance(default, tuple) and isinstance(listed, list) and all(isinstance(one, str) for one in listed):
        return tuple(listed)
    if type(given) is type(default):
        return given
    kinds = {
        tuple: "a list of texts",
        timedelta: 'a duration such as "30m"',
        bool: "true or false",
        int: "a whole number",
    }
    raise PercorsoError("bad_setting", f"{name} = {given!r} must be {kinds.get(type(default), 'a text')}.")


def _percent(name: str, given: object) -> Decimal:
    try:
        percent = Decimal(str(given))
    except InvalidOperation:
        raise PercorsoError("bad_setting", f"{name} = {given!r} must be a percentage, such as 22.") from None
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise PercorsoError("bad_setting", f"{name} = {given!r} must lie between 0 and 100 percent.")
    return percent


def _limits(name: str, default: Mapping[str, int], given: object) -> Mapping[str, int]:
    """Read limits by kind; a kind that is not named keeps its own, and 0 stands for any number."""
    if not isinstance(given, Mapping):
        raise PercorsoError("bad_setting", f"{name} = {given!r} must be a table, such as {{email = 3}}.")
    for kind, most in given.items():
        if kind not in (*KINDS, *EVIDENCE):
            raise unknown(f"kind in {name}", kind, KINDS, code="bad_setting")
        if type(most) is not int or most < 0:
            raise PercorsoError("bad_setting", f"{name}.{kind} = {most!r} must be a whole number, 0 for any.")
    return {kind: most for kind, most in {**default, **given}.items() if most}


def _check_identity(identity: Identity) -> None:
    known = Identity().priority
    if sorted(identity.priority) != sorted(known):
        message = f"identity.priority must name each of {', '.join(known)} once."
        raise PercorsoError("bad_setting", message)
    for one in identity.allowed:
        if one not in BLOCKED_PATTERNS:
            raise unknown("value in identity.allowed", one, BLOCKED_PATTERNS, code="bad_setting")


def _check(settings: Settings) -> None:
    _check_identity(settings.identity)
    known_currency(settings.shop.currency)
    zone(settings.shop.time_zone)
    if settings.shop.revenue not in REVENUE_BASES:
        raise unknown("revenue basis", settings.shop.revenue, REVENUE_BASES, code="bad_setting")
    for kind in settings.shop.conversion:
        if kind not in CONVERSIONS:
            raise unknown("conversion", kind, CONVERSIONS, code="bad_setting")
    for side in settings.shop.contact:
        if side not in ("inbound", "outbound"):
            raise unknown("contact", side, ("inbound", "outbound"), code="bad_setting")
    if settings.trace.stage_model not in STAGE_MODELS:
        raise unknown("stage model", settings.trace.stage_model, STAGE_MODELS, code="bad_setting")
    if settings.consent.default not in (GRANTED, DENIED):
        raise unknown("default of consent", settings.consent.default, (GRANTED, DENIED), code="bad_setting")
    if settings.consent.store not in ("all", "consented"):
        raise unknown("store of consent", settings.consent.store, ("all", "consented"), code="bad_setting")
    if settings.privacy.ip not in KEPT_ADDRESSES:
        raise unknown("way to keep addresses", settings.privacy.ip, KEPT_ADDRESSES, code="bad_setting")
    if not 1 <= settings.store.buckets <= 1024:
        raise PercorsoError("bad_setting", f"store.buckets = {settings.store.buckets} must lie between 1 and 1024.")
