"""A mapping proposed from a file's first rows: by the names of its columns, and by what is in them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from percorso.collect import notation
from percorso.collect.headers import fold
from percorso.collect.sample import Sample
from percorso.core.errors import PercorsoError, unknown
from percorso.core.settings import Shop

# Column names, folded, that usually hold a field; the earlier the likelier.
_NAMES = {
    "at": "timestamp at time datetime date eventtime eventtimestamp createdat orderdate transactiontimestamp"
    " derivedtstamp collectortstamp occurredat ts data ora dataora dataordine quando on day giorno",
    "message_id": "messageid eventid rowid uuid",
    "user_id": "userid customerid customer memberid clientid householdid accountid idcliente codicecliente cliente"
    " utente",
    "anonymous_id": "anonymousid visitorid deviceid cookieid fullvisitorid domainuserid userpseudoid clientcookie",
    "email": "email emailaddress mail customeremail indirizzoemail",
    "phone": "phone phonenumber telephone mobile telefono cellulare",
    "order_id": "orderid ordernumber order transactionid basketid invoiceno invoice receiptid idordine numeroordine"
    " ordine scontrino",
    "session_id": "sessionid session sessid domainsessionid gasessionid",
    "name": "event eventname action activity eventtype evento azione",
    "url": "url pageurl pagelocation landingpage link",
    "referrer": "referrer referer pagereferrer",
    "utm_source": "utmsource source mktsource trafficsource fonte",
    "utm_medium": "utmmedium medium mktmedium mezzo",
    "utm_campaign": "utmcampaign campaign mktcampaign campaignname campagna",
    "utm_term": "utmterm term mktterm",
    "utm_content": "utmcontent content mktcontent",
    "channel": "channel acquisitionchannel marketingchannel canale",
    "ip": "ip ipaddress useripaddress",
    "user_agent": "useragent browseragent",
}
_MONEY = {
    "total": "total ordertotal totalprice amount salesvalue revenue grandtotal value trtotal totale importo",
    "price": "price unitprice itemprice prezzo",
    "discount": "discount discountamount sconto",
    "shipping": "shipping shippingcost trshipping spedizione",
    "tax": "tax vat taxes trtax iva tasse",
    "quantity": "quantity qty pieces quantita pezzi",
}
# The traits that name somebody where a file is a CRM's or a till's.
_NAMING = {
    "crm_id": "crmid idcrm contactid idcontatto",
    "loyalty_id": "loyaltyid loyaltycard loyaltycardnumber cardnumber tessera numerotessera idtessera cartafedelta",
    "tax_code": "taxcode codicefiscale codfiscale",
}
CHOOSABLE = (*_NAMES, *_MONEY)
_SOLD_IN = ("source", "fonte")
_CURRENCY = "currency currencycode trcurrency valuta"
_URL = re.compile(r"https?://\S+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# Beyond this many further columns a person chooses better than a guess.
_FURTHER = 30


@dataclass(frozen=True)
class Guess:
    """What the columns seem to be.

    Attributes:
        fields, properties, traits: our name to column number.
        currency: column number, or None.
        pattern: how numeric dates are written; None for ISO 8601.
    """

    record: str
    fields: dict[str, int]
    properties: dict[str, int]
    traits: dict[str, int]
    currency: int | None
    decimal: str
    pattern: str | None


def guess(sample: Sample, shop: Shop, chosen: Mapping[str, str] | None = None) -> Guess:
    """Guess what each column of a sample holds, but for the fields somebody chose a column for; empty for none.

    Raises:
        PercorsoError: ``missing_column``, ``unknown_field``.
    """
    folded = [fold(name) for name in sample.columns]
    pattern_of = {place: notation.guess_date_format(sample.values(place), shop.country) for place in range(len(folded))}
    fields = _named(_NAMES, folded, sample)
    _correct(fields, sample, pattern_of)
    told = _chosen(chosen or {}, sample)
    fields = _with(fields, told, _NAMES)
    money = {name: place for name, place in _named(_MONEY, folded, sample).items() if place not in fields.values()}
    money = _with(money, told, _MONEY)
    currency = next((folded.index(name) for name in _CURRENCY.split() if name in folded), None)
    record = _record(fields, money, sample)
    if record != "event":
        fields.pop("name", None)
        # Where an order was sold is no answer to where its customer came from.
        if folded[fields.get("utm_source", 0)] in _SOLD_IN:
            fields.pop("utm_source", None)
    naming = _named(_NAMING, folded, sample)
    naming = {name: place for name, place in naming.items() if place not in {*fields.values(), *money.values()}}
    taken = {*fields.values(), *money.values(), *naming.values(), currency}
    further = [place for place in range(len(folded)) if place not in taken and sample.values(place)][:_FURTHER]
    others = {_key(sample.columns[place]): place for place in further}
    # A list of people says who they are; any other file says what happened, and who did it.
    people = bool(naming) and record == "event" and "name" not in fields and not money
    amounts = [text for place in money.values() for text in sample.values(place)]
    return Guess(
        record=record,
        fields=fields,
        properties=money if people else money | others,
        traits=naming | others if people else naming,
        currency=currency,
        decimal=notation.guess_decimal(amounts),
        pattern=pattern_of.get(fields.get("at", -1)),
    )


def _chosen(chosen: Mapping[str, str], sample: Sample) -> dict[str, int | None]:
    for name, column in chosen.items():
        if name not in CHOOSABLE:
            raise unknown("field", name, CHOOSABLE, code="unknown_field")
        if column and column not in sample.columns:
            raise unknown("column", column, sample.columns, code="missing_column")
    return {name: sample.columns.index(column) if column else None for name, column in chosen.items()}


def _with(guessed: dict[str, int], told: Mapping[str, int | None], names: Iterable[str]) -> dict[str, int]:
    """Put what was chosen of some fields over what was guessed; None takes a field's column away."""
    every = {**guessed, **{name: told[name] for name in names if name in told}}
    return {name: place for name, place in every.items() if place is not None}


def _named(words: dict[str, str], folded: Sequence[str], sample: Sample) -> dict[str, int]:
    """Find each field's column: of those with a fitting name the fullest, the likelier name where they are equal."""
    found: dict[str, int] = {}
    for field, names in words.items():
        fitting = [folded.index(name) for name in names.split() if name in folded]
        free = [place for place in fitting if place not in found.values() and sample.values(place)]
        if free:
            found[field] = max(free, key=lambda place: len(sample.values(place)))
    return found


def _correct(fields: dict[str, int], sample: Sample, patterns: dict[int, str | None]) -> None:
    """Drop fields whose values do not look the part; find by their values those whose names told nothing."""

    def is_time(place: int) -> bool:
        return _mostly(sample.values(place), lambda text: _is_time(text, patterns[place]))

    looks: dict[str, Callable[[int], bool]] = {
        "at": is_time,
        "email": lambda place: _mostly(sample.values(place), lambda text: bool(_EMAIL.fullmatch(text))),
        "url": lambda place: _mostly(sample.values(place), lambda text: bool(_URL.fullmatch(text))),
    }
    for field, looks_so in looks.items():
        if field in fields and not looks_so(fields[field]):
            del fields[field]
        if field not in fields:
            free = (place for place in range(len(sample.columns)) if place not in fields.values())
            fitting = list(filter(looks_so, free))
            if fitting:
                fields[field] = max(fitting, key=lambda place: len(sample.values(place)))


def _mostly(values: Sequence[str], looks_so: Callable[[str], bool]) -> bool:
    """Say whether at least nineteen values in twenty look so."""
    return bool(values) and sum(map(looks_so, values)) >= 0.95 * len(values)


def _is_time(text: str, pattern: str | None) -> bool:
    if text.isdigit() and len(text) < 10:
        return False
    try:
        notation.instant(text, ZoneInfo("UTC"), pattern)
    except PercorsoError:
        return False
    return True


def _record(fields: dict[str, int], money: dict[str, int], sample: Sample) -> str:
    """A table of orders has order ids and amounts but no event names; where ids repeat, its rows are order lines."""
    if "order_id" not in fields or "total" not in money or "name" in fields:
        return "event"
    ids = sample.values(fields["order_id"])
    return "order" if len(set(ids)) == len(ids) else "order_line"


def _key(column: str) -> str:
    return re.sub(r"\W+", "_", column.strip().casefold()).strip("_") or "column"


def mapping_text(
    connector: str, source: str, sample: Sample, shop: Shop, chosen: Mapping[str, str] | None = None
) -> str:
    """Write the proposed mapping as TOML, for a person to save and edit; ``chosen`` as ``guess`` has it."""
    found = guess(sample, shop, chosen)
    lines = [
        f"connector = {quoted(connector)}",
        f"source = {quoted(source)}",
        f"record = {quoted(found.record)}  # event, order, order_line or spend",
        f"time_zone = {quoted(shop.time_zone)}  # of times without an offset",
        f"decimal = {quoted(found.decimal)}",
        _currency_line(found, sample, shop),
        "",
        "[fields]",
    ]
    if "at" not in found.fields:
        lines.append('# at = ""  # no column looks like a time: name it here')
    for field, place in found.fields.items():
        column = quoted(sample.columns[place])
        told = f"{{column = {column}, format = {quoted(found.pattern)}}}" if field == "at" and found.pattern else column
        lines.append(f"{field} = {told}")
    if found.traits and found.record == "event" and "name" not in found.fields and not found.properties:
        lines.append('kind = {value = "identify"}  # every row says who somebody is')
    elif found.record == "event" and "name" not in found.fields:
        lines.append('name = {value = "Event"}  # what happened in every row of this file')
    if not {"user_id", "anonymous_id", "email", "phone", "order_id"} & found.fields.keys() and not found.traits:
        lines.append('# user_id = ""  # no column looks like a customer: name it here')
    for heading, named in (("properties", found.properties), ("traits", found.traits)):
        if named:
            lines += ["", f"[{heading}]"]
            lines += [f"{_bare(key)} = {_plain(sample.columns[place])}" for key, place in named.items()]
    return "\n".join(lines) + "\n"


def _currency_line(found: Guess, sample: Sample, shop: Shop) -> str:
    if found.currency is None:
        return f"currency = {quoted(shop.currency)}"
    return f"currency = {{column = {quoted(sample.columns[found.currency])}}}"


def _plain(column: str) -> str:
    """Write a column as a value; one with braces or a dot would read as a template or a lookup."""
    return f"{{column = {quoted(column)}}}" if "{" in column else quoted(column)


def _bare(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else quoted(key)


def quoted(text: str) -> str:
    """Write a TOML basic string; JSON's escapes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
