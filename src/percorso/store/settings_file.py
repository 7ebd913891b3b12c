"""percorso.toml as it is first written: the settings a shop must know, each with a line that says what it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from percorso.core.settings import Settings

_TEXT = """\
# The shop's settings. After a change run: percorso build

[shop]
# A short name for machines, written on every source and order.
id = {id}
name = {name}
country = {country}
# Days and months are counted in this zone; file times without an offset are taken to be in it.
time_zone = {time_zone}
# The currency answers are given in. Others are only added to it through imported rates.
currency = {currency}
# Whether the amounts in your files hold VAT, and its rate in percent where an order does not say its tax.
prices_include_vat = {prices_include_vat}
vat_rates = {vat_rates}
# auto: goods after discounts, without VAT, shipping and refunds, where the parts are known, else the source's total.
# goods and total force one of the two.
revenue = {revenue}
# Percent of revenue kept after the cost of the product, used where costs are not known. Without it, answers about
# margin say that they cannot tell.
{margin}
# What closes a journey: order, booking, quote, sign_up.
conversion = {conversion}
# What counts as a contact: inbound (they came to you), outbound (you went to them). Without "outbound", what you merely
# sent (a newsletter) earns no credit and begins no way to an order: it is seen on a person's timeline and nowhere else.
# Take it out when you import all you send; what concerns an order (shipped, delivered) stays with the order either way.
contact = {contact}
# The shop's own hosts, which are never where a visit came from, such as "shop.example".
domains = {domains}

[exclude]
# Left out of every analysis, counted and shown. Addresses: "192.0.2.7" or "192.0.2.0/24".
ips = {ips}
# Staff and test people: whole addresses, or "*@shop.example".
emails = {emails}
# Words that mark a test order.
order_tags = {order_tags}
bots = {bots}
# Whether robots' events are not even stored: what was not stored is neither counted nor shown.
drop_bots = {drop_bots}

[consent]
# Whether people who never stated a choice may be measured: granted, or denied. Files that say nothing of consent, such
# as exports of the past, count as this says. Who refused is never measured: their orders count, what led there not.
default = {default}
# all, or consented: then what is sent by people who refuse is not even stored, but for their orders and choices.
store = {store}

[trace]
# Silence that ends a visit, and whether a new campaign begins a new one.
session_gap = {session_gap}
session_on_campaign = {session_on_campaign}
# How long after a contact a first order counts as its result, and how long before an order a touch may earn credit.
contact_window = {contact_window}
look_back = {look_back}
# Where one stage of the way ends and the next begins: standard (an everyday shop), considered (what people think about
# for weeks), habitual (what they buy again and again). A file of your own: stage_rules = "stages.toml".
stage_model = {stage_model}

[privacy]
# What is kept of network addresses: truncated (the first 24 bits, 48 of IPv6, and a keyed digest by which the addresses
# in exclude.ips are still known), whole, or none (then exclude.ips finds nothing). For events that come from now on.
ip = {ip}
# How long visits are kept (what concerns no order and says nothing of who somebody is), and rows in quarantine; whole
# months are deleted at once. "0d" is for ever. How long the log is kept: store.keep_log.
keep_visits = {keep_visits}
keep_quarantine = {keep_quarantine}

[identity]
# What says that two identifiers are one person's, the most trusted first.
priority = {priority}
# How many values of a kind one customer may have, and how many customers one value may tie together; 0 is any number.
# What exceeds them ties nobody (percorso identity audit lists it). A device that more people use than "anonymous" says
# is a shared one: its visits are theirs who log in.
max_values = {max_values}
max_customers = {max_customers}
# How long a shared device remembers who logged in last.
shared_device_window = {shared_device_window}
# Values that name nobody, such as "0000", "email:*@shop.example" or "anonymous:till-1"; many are known already. Of the
# built-in patterns (test, info, noreply, ... at any domain), allowed takes some out: ["email:info@*"].
blocked = {blocked}
allowed = {allowed}

[store]
# Fixed for good when the workspace is made.
buckets = {buckets}
# Empty: a SQLite file in this folder. Or PostgreSQL: "postgresql://user:password@host/database".
state = {state}
# How long what came in is kept as it came, once it is stored; the oldest goes sooner when it takes more than 8 GB.
keep_log = {keep_log}
"""


def settings_text(settings: Settings) -> str:
    """Write settings as a percorso.toml that a shop's manager can read and edit."""
    shop, rest = (settings.shop, settings.exclude, settings.consent), (settings.identity, settings.store)
    rooms: tuple[object, ...] = (*shop, settings.trace, settings.privacy, *rest)
    values = {name: value for room in rooms for name, value in vars(room).items()}
    written = {name: _value(value) for name, value in values.items() if name != "margin"}
    margin = "# margin = 40" if settings.shop.margin is None else f"margin = {_value(settings.shop.margin)}"
    return _TEXT.format(margin=margin, **written)


def changed_text(text: str, changes: Mapping[str, Mapping[str, object]]) -> str:
    """Set values in a percorso.toml as somebody wrote it, whose comments and order stay; None takes one out.

    Args:
        text: the file.
        changes: table to key to value: a text, a number, a truth value, a list of texts, or a table of numbers.
    """
    import tomlkit

    document = tomlkit.parse(text)
    for room, values in changes.items():
        table = document.setdefault(room, tomlkit.table())
        for name, value in values.items():
            if value is None:
                table.pop(name, None)
            else:
                table[name] = tomlkit.value(_value(value))
    return tomlkit.dumps(document)


def _value(value: object) -> str:
    """Write one value in TOML; its strings and lists of strings read as JSON's do."""
    if isinstance(value, timedelta):
        return json.dumps(_duration(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(name))} = {_value(rate)}" for name, rate in value.items()) + "}"
    # DEL is the one sign that JSON leaves as it is and TOML refuses.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    """Write a key: bare where TOML takes it so."""
    return name if name.isascii() and name.isidentifier() else _value(name)


def _duration(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    unit, size = next(
        (unit, size) for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)) if not seconds % size
    )
    return f"{seconds // size}{unit}"
