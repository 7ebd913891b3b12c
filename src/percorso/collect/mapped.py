"""Mapped rows: a mapping compiled against a file's columns, then one normal record a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from percorso.collect import currency_signs, expressions, jsontext, lookups
from percorso.collect.consent import of_text
from percorso.collect.expressions import Reader, Resolver
from percorso.collect.identity import MappedIds
from percorso.collect.mapping import AMOUNTS, IDENTITIES, KINDS, NAMING, Expression, RowMapping, read_mapping
from percorso.collect.money_checks import ORDER_NAMES, check_order
from percorso.collect.options import ReadOptions
from percorso.core.errors import PercorsoError, unknown
from percorso.core.identity import no_address
from percorso.core.money import known_currency, parse_decimal, to_minor
from percorso.core.record import Event, Rejected, Spend

# Turns a row into its record; None for a row the mapping does not mean.
Builder = Callable[[Any], Event | Spend | None]
# Tells the currency of a row and of its amounts, as the file writes them.
Unit = Callable[[Any, Iterable[Any]], str]

ORDER_LINE = "Order Line"
ORDER_COMPLETED = "Order Completed"
# The names of events whose source gives them none.
NAMELESS = {
    "page": "Page Viewed",
    "screen": "Screen Viewed",
    "identify": "Identified",
    "group": "Grouped",
    "alias": "Aliased",
}


def mapping_of(options: ReadOptions) -> RowMapping:
    """Check the mapping a connector was given."""
    return read_mapping(options.mapping or {}, options.shop)


def builder(mapping: RowMapping, resolve: Resolver, options: ReadOptions, path: Path | None = None) -> Builder:
    """Compile a mapping into a function from a row to its record.

    Args:
        mapping: checked; it says which record comes out.
        options: the shop, and the mapping's own folder.
        resolve: finds the reader of a data column.
        path: the data file, beside which lookups are sought first.

    Raises:
        PercorsoError: ``missing_column`` and the errors of lookup files at once; the function itself raises the
            reasons for which a row is rejected.
    """
    folders = (path.parent if path else None, options.folder)
    tables = {one.name: lookups.load(one, folders, mapping.notation.encoding) for one in mapping.lookups}
    resolve = expressions.with_lookups(resolve, tables)
    currency = _currency(mapping, resolve, options.shop.currency)
    spend = mapping.record == "spend"
    build = _spend(mapping, resolve, currency) if spend else _event(mapping, resolve, currency, options)
    return _only(mapping, resolve, build) if mapping.where else build


def convert(build: Builder, row: Any, number: int, original: str, header: str = "") -> Event | Spend | Rejected | None:
    """Build one row's record, or say why it cannot be taken; None for a row the mapping does not mean."""
    try:
        return build(row)
    except PercorsoError as problem:
        reason = f"{problem.message} {problem.hint}".strip()
        return Rejected(number, problem.code, reason, original, header)


def _only(mapping: RowMapping, resolve: Resolver, build: Builder) -> Builder:
    tests = [
        (expressions.text(Expression(column=column), resolve, mapping.empty), values)
        for column, values in mapping.where.items()
    ]

    def only(row: Any) -> Event | Spend | None:
        for read, values in tests:
            found = read(row)
            if found is None or (values and found not in values):
                return None
        return build(row)

    return only


def _currency(mapping: RowMapping, resolve: Resolver, fallback: str) -> Unit:
    """Compile to a reader of currencies: the row's own, else its amounts' signs, else the file's or the shop's."""
    fixed = mapping.notation.currency or fallback
    read = expressions.text(mapping.currency, resolve, mapping.empty) if mapping.currency else None
    check = lru_cache(maxsize=256)(known_currency)

    def own(row: Any, amounts: Iterable[Any]) -> str:
        stated = read(row) if read else None
        written = [text for text in amounts if isinstance(text, str)]
        if not stated:
            return currency_signs.told(written, fixed)
        found = check(stated)
        for text in written:
            currency_signs.require(text, found)
        return found

    return own


def _event(mapping: RowMapping, resolve: Resolver, currency: Unit, options: ReadOptions) -> Builder:
    readers = {name: expressions.text(one, resolve, mapping.empty) for name, one in mapping.fields.items()}
    at = expressions.moment("at", mapping.fields["at"], readers.pop("at"), mapping.notation.zone)
    name = _name(mapping, readers.pop("name", None))
    properties = _properties(mapping, resolve)
    traits = _plain(mapping.traits, mapping, resolve)
    needs_order = mapping.record in ("order", "order_line")
    money = {key for key, one in mapping.properties.items() if _is_amount(key, one)} - {"quantity"}
    written = [expressions.raw(mapping.properties[key], resolve, mapping.empty) for key in sorted(money)]

    ids = MappedIds()
    consent = lru_cache(maxsize=1024)(of_text)

    def build(row: Any) -> Event:
        values = {key: found for key, read in readers.items() if (found := read(row)) is not None}
        if no_address(values.get("email", "")):
            del values["email"]
        if values.get("kind", "track") not in KINDS:
            raise unknown("kind of event", values["kind"], KINDS, code="bad_kind")
        told = traits(row)
        if not any(key in values for key in IDENTITIES) and NAMING.isdisjoint(told):
            message = "The row names nobody: no user, visitor, e-mail, phone, order, CRM id, card or tax code."
            raise PercorsoError("missing_identity", message)
        if needs_order and "order_id" not in values:
            raise PercorsoError("missing_order_id", "The row has no order id.")
        happened = at(row)
        if happened is None:
            raise PercorsoError("missing_time", "The row has no time.")
        options.check_instant(happened)
        if "consent" in values:
            values["consent"] = consent(values["consent"])
        named = name(row, values.get("kind", "track"))
        details = properties(row)
        if money & details.keys():
            details["currency"] = currency(row, (read(row) for read in written))
        if named in ORDER_NAMES:
            check_order(details)
        encoded = {"properties": jsontext.encode(details), "traits": jsontext.encode(told)}
        return ids.take(Event(named, happened, **values, **encoded))

    return build


def _name(mapping: RowMapping, read: Reader | None) -> Callable[[Any, str], str]:
    if mapping.record != "event":
        fixed = ORDER_LINE if mapping.record == "order_line" else ORDER_COMPLETED
        return lambda _row, _kind: fixed
    names = mapping.names

    def named(row: Any, kind: str) -> str:
        found = read(row) if read else None
        if found is None and kind in NAMELESS:
            return NAMELESS[kind]
        if found is None:
            raise PercorsoError("missing_event_name", "The row has no event name.")
        return names.get(found, found)

    return named


def _is_amount(name: str, expression: Expression) -> bool:
    return expression.type == "amount" or (not expression.type and name in AMOUNTS)


def _properties(mapping: RowMapping, resolve: Resolver) -> Callable[[Any], dict[str, Any]]:
    amounts = {key: one for key, one in mapping.properties.items() if _is_amount(key, one)}
    decimal = mapping.notation.decimal or "."
    readers = {
        key: expressions.amount(key, expressions.raw(one, resolve, mapping.empty), decimal)
        for key, one in amounts.items()
    }
    others = {key: one for key, one in mapping.properties.items() if key not in amounts}
    plain = _plain(others, mapping, resolve)

    def read(row: Any) -> dict[str, Any]:
        found = plain(row)
        for key, reader in readers.items():
            if (value := reader(row)) is not None:
                found[key] = value
        return found

    return read


def _plain(given: Mapping[str, Expression], mapping: RowMapping, resolve: Resolver) -> Callable[[Any], dict[str, Any]]:
    readers = {
        key: (expressions.text if one.prefix or one.type == "text" or key in NAMING else expressions.raw)(
            one, resolve, mapping.empty
        )
        for key, one in given.items()
    }
    return lambda row: {key: value for key, read in readers.items() if (value := read(row)) is not None}


def _spend(mapping: RowMapping, resolve: Resolver, currency: Unit) -> Builder:
    decimal = mapping.notation.decimal or "."
    given = mapping.fields
    texts = {
        key: expressions.text(one, resolve, mapping.empty)
        for key, one in given.items()
        if key in ("platform", "campaign", "campaign_id", "ad_group", "ad")
    }
    counts = {
        key: expressions.amount(key, expressions.raw(given[key], resolve, mapping.empty), decimal)
        for key in ("impressions", "clicks")
        if key in given
    }
    written = expressions.raw(given["cost"], resolve, mapping.empty)
    cost = expressions.amount("cost", written, decimal)
    on = expressions.day("on", given["on"], expressions.text(given["on"], resolve, mapping.empty))

    def build(row: Any) -> Spend:
        values = {key: found for key, read in texts.items() if (found := read(row)) is not None}
        shown, clicked = (_whole(counts[key](row)) if key in counts else None for key in ("impressions", "clicks"))
        happened, spent, unit = on(row), cost(row), currency(row, (written(row),))
        if happened is None or "campaign" not in values or spent is None:
            raise PercorsoError("missing_value", "The row lacks its day, campaign or cost.")
        minor = to_minor(parse_decimal(spent), unit)
        if minor < 0:
            raise PercorsoError("negative_money", f"cost = {spent} is below zero.")
        values.setdefault("platform", "other")
        return Spend(on=happened, cost=minor, currency=unit, impressions=shown, clicks=clicked, **values)

    return build


def _whole(amount: str | None) -> int | None:
    return None if amount is None else int(parse_decimal(amount))
