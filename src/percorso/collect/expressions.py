"""Expressions at work: from a mapping's words to functions that take a row and give a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from math import isnan
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from percorso.collect import jsontext, notation
from percorso.collect.lookups import LookupTable
from percorso.collect.mapping import Expression
from percorso.core.errors import PercorsoError

# A reader takes a row, of whatever shape its connector has, and gives a value or None.
Reader = Callable[[Any], Any]
# A resolver finds a column's reader, or raises missing_column.
Resolver = Callable[[str], Reader]

# Beyond this a float no longer holds every whole number, so its digits are left as they are.
_EXACT = 2**53


def text_of(value: object) -> str | None:
    """Write a cell as text; None for none, for blanks and for not-a-number. A whole float is written as it was: 12."""
    if value is None or isinstance(value, str):
        return (value.strip() or None) if value else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if isnan(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, int):
        return str(value)
    written = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return jsontext.encode(value) if isinstance(value, dict | list) else str(written)


def with_lookups(resolve: Resolver, tables: Mapping[str, LookupTable]) -> Resolver:
    """Let ``lookup.column`` be resolved in a lookup file; every other name is the data's own column."""

    def resolved(column: str) -> Reader:
        name, dot, rest = column.partition(".")
        if not dot or name not in tables:
            return resolve(column)
        table = tables[name]
        key, place, rows = resolve(table.lookup.on), table.place(rest), table.rows

        def look_up(row: Any) -> str | None:
            cells = rows.get(text_of(key(row)) or "")
            return cells[place] if cells else None

        return look_up

    return resolved


def raw(expression: Expression, resolve: Resolver, empty: frozenset[str]) -> Reader:
    """Compile to a reader of values as the file has them; texts in ``empty``, and blanks, are None."""
    if expression.value is not None:
        constant = expression.value or None
        return lambda _row: constant
    if expression.template:
        return text(expression, resolve, empty)
    cell = resolve(expression.column)

    def read(row: Any) -> Any:
        value = cell(row)
        if isinstance(value, str):
            value = value.strip()
            return None if not value or value in empty else value
        return None if isinstance(value, float) and isnan(value) else value

    return read


def text(expression: Expression, resolve: Resolver, empty: frozenset[str]) -> Reader:
    """Compile to a reader of texts."""
    if expression.template:
        read = _filled(expression.template, resolve, empty)
    else:
        read = _written(raw(expression, resolve, empty))
    prefix = expression.prefix
    return (lambda row: None if (found := read(row)) is None else prefix + found) if prefix else read


def _written(read: Reader) -> Reader:
    return lambda row: text_of(read(row))


def _filled(template: str, resolve: Resolver, empty: frozenset[str]) -> Reader:
    parts = [
        (literal, text(Expression(column=name), resolve, empty) if name else None)
        for literal, name, _, _ in Formatter().parse(template)
    ]

    def fill(row: Any) -> str | None:
        pieces = []
        for literal, place in parts:
            pieces.append(literal)
            if place is not None:
                value = place(row)
                if value is None:
                    return None
                pieces.append(value)
        return "".join(pieces)

    return fill


def moment(field: str, expression: Expression, read: Reader, where: ZoneInfo) -> Reader:
    """Compile to a reader of instants, microseconds; equal texts are parsed once while they are near each other."""
    parse = lru_cache(maxsize=4096)(lambda text: notation.instant(text, where, expression.format))
    return _checked(field, read, parse)


def day(field: str, expression: Expression, read: Reader) -> Reader:
    """Compile to a reader of ISO dates."""
    return _checked(field, read, lambda text: notation.day(text, expression.format).isoformat())


def amount(field: str, read: Reader, decimal: str) -> Reader:
    """Compile to a reader of amounts as decimal text; a typed number is taken as it is, whatever the decimal mark."""

    def written(value: Any) -> str | None:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return notation.amount(str(value), ".")
        text = text_of(value)
        return None if text is None else notation.amount(text, decimal)

    return _checked(field, read, written)


def _checked(field: str, read: Reader, parse: Callable[[str], Any]) -> Reader:
    """Parse what was read and name the field when it cannot be."""

    def checked(row: Any) -> Any:
        found = read(row)
        if found is None:
            return None
        try:
            return parse(found)
        except PercorsoError as problem:
            raise PercorsoError(problem.code, f"{field}: {problem.message}", hint=problem.hint) from None

    return checked
