"""The mapping language: which column, constant or template gives which normal field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from string import Formatter
from typing import Any

from percorso.collect import notation
from percorso.collect.notation import Notation
from percorso.core.errors import PercorsoError, unknown
from percorso.core.identity import NAMING_TRAITS
from percorso.core.record import Event, Spend
from percorso.core.settings import Shop

KEYS = (*notation.KEYS, "record", "empty", "where", "lookup", "fields", "names", "properties", "traits")
KINDS = ("track", "page", "screen", "identify", "group", "alias")
TYPES = ("amount", "any", "text")

# What each kind of record may say in [fields], and what it must.
_EVENT_FIELDS = tuple(name for name in Event._fields if name not in ("properties", "traits"))
_ORDER_FIELDS = tuple(name for name in _EVENT_FIELDS if name not in ("name", "kind"))
FIELDS: Mapping[str, tuple[str, ...]] = {
    "event": _EVENT_FIELDS,
    "order_line": _ORDER_FIELDS,
    "order": _ORDER_FIELDS,
    "spend": tuple(name for name in Spend._fields if name != "currency"),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "event": ("at",),
    "order_line": ("at", "order_id"),
    "order": ("at", "order_id"),
    "spend": ("on", "campaign", "cost"),
}
IDENTITIES = ("user_id", "anonymous_id", "email", "phone", "order_id")
# Traits that name somebody where no field does: a CRM's own number, a loyalty card, a tax code.
NAMING = frozenset(name for names in NAMING_TRAITS.values() for name in names)

# Properties of these names are amounts: read with the file's decimal mark, refused when they are no number.
AMOUNTS = frozenset("total subtotal revenue value price discount shipping tax refunded refund cost quantity".split())


@dataclass(frozen=True)
class Expression:
    """Where a value comes from: exactly one of a column, a constant or a template.

    Attributes:
        column: a column's name, ``lookup.column``, or a path into nested JSON.
        template: text with ``{column}`` places; empty in a row where one of them is.
        format: a ``strptime`` pattern, for times and dates.
        prefix: put before a non-empty value, so that two systems' ids stay apart.
        type: ``amount``, ``text`` or ``any`` (as the file has it); empty takes the property's usual one.
    """

    column: str = ""
    value: str | None = None
    template: str = ""
    format: str | None = None
    prefix: str = ""
    type: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        if self.template:
            return tuple(name for _, name, _, _ in Formatter().parse(self.template) if name)
        return (self.column,) if self.column else ()


@dataclass(frozen=True)
class Lookup:
    """A small file joined to the data: rows of ``file`` by its ``key``, met by the data's column ``on``."""

    name: str
    file: str
    key: str
    on: str


@dataclass(frozen=True)
class RowMapping:
    """A mapping file, checked.

    Attributes:
        currency: read row by row when it is an expression; None takes the notation's, then the shop's.
        empty: further texts that mean "no value", such as ``NULL``.
        where: column to the values of the rows that are meant; empty stands for any value. Other rows are passed over.
        names: a row's own event name to ours.
    """

    record: str
    notation: Notation
    currency: Expression | None
    empty: frozenset[str]
    where: Mapping[str, frozenset[str]]
    lookups: tuple[Lookup, ...]
    fields: Mapping[str, Expression]
    names: Mapping[str, str]
    properties: Mapping[str, Expression]
    traits: Mapping[str, Expression]


def read_mapping(document: Mapping[str, Any], shop: Shop) -> RowMapping:
    """Check a parsed mapping file and freeze it.

    Raises:
        PercorsoError: ``unknown_mapping_key``, ``unknown_field``, ``missing_field``, ``bad_mapping``,
            ``unknown_time_zone``, ``unknown_currency``.
    """
    for key in document:
        if key not in KEYS:
            raise unknown("key in a mapping", key, KEYS, code="unknown_mapping_key")
    record = document.get("record", "event")
    if record not in FIELDS:
        raise unknown("record", str(record), FIELDS, code="bad_mapping")
    currency = document.get("currency")
    properties = _expressions(document, "properties")
    # A currency among the properties is the row's own, and is checked like one.
    own = properties.pop("currency", None)
    mapping = RowMapping(
        record=record,
        notation=notation.notation(document, shop),
        currency=_expression("currency", currency) if isinstance(currency, Mapping) else own,
        empty=frozenset(_texts("empty", document.get("empty", []))),
        where={column: _wanted(column, given) for column, given in _table(document, "where").items()},
        lookups=tuple(_lookup(name, given) for name, given in _table(document, "lookup").items()),
        fields=_expressions(document, "fields"),
        names={str(raw): str(ours) for raw, ours in _table(document, "names").items()},
        properties=properties,
        traits=_expressions(document, "traits"),
    )
    _check_fields(mapping)
    return mapping


def _check_fields(mapping: RowMapping) -> None:
    allowed = FIELDS[mapping.record]
    for name in mapping.fields:
        if name not in allowed:
            raise unknown(f"field of record = '{mapping.record}'", name, allowed, code="unknown_field")
    kind = mapping.fields.get("kind")
    if kind is not None and kind.value is not None and kind.value not in KINDS:
        raise unknown("kind of event", kind.value, KINDS, code="bad_mapping")
    needed = [name for name in REQUIRED[mapping.record] if name not in mapping.fields]
    if mapping.record == "event" and "name" not in mapping.fields and "kind" not in mapping.fields:
        needed.append("name")
    named = any(name in mapping.fields for name in IDENTITIES) or not NAMING.isdisjoint(mapping.traits)
    if mapping.record != "spend" and not named:
        traits = ", ".join(names[0] for names in NAMING_TRAITS.values())
        needed.append(f"user_id (or another of {', '.join(IDENTITIES[1:])}; or one of [traits]: {traits})")
    if needed:
        raise PercorsoError(
            "missing_field",
            f"[fields] says nothing of {', '.join(needed)}.",
            hint='Write a line such as at = "column name".',
        )


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    given = document.get(key, {})
    if not isinstance(given, Mapping):
        raise PercorsoError("bad_mapping", f"[{key}] must be a table.")
    return given


def _texts(place: str, given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise PercorsoError("bad_mapping", f"{place} = {given!r} must be a list of texts.")
    return given


def _wanted(column: str, given: object) -> frozenset[str]:
    """Read one line of [where]: a value, a list of values, or ``*`` for any."""
    values = [given] if isinstance(given, str) else _texts(f"where.{column}", given)
    return frozenset() if values == ["*"] else frozenset(values)


def _lookup(name: str, given: object) -> Lookup:
    if not isinstance(given, Mapping):
        raise PercorsoError("bad_mapping", f"[lookup.{name}] must be a table with file and key.")
    for key in given:
        if key not in ("file", "key", "on"):
            raise unknown(f"key in [lookup.{name}]", key, ("file", "key", "on"), code="unknown_mapping_key")
    file, key = given.get("file"), given.get("key")
    on = given.get("on", key)
    if not (isinstance(file, str) and isinstance(key, str) and isinstance(on, str)):
        raise PercorsoError("bad_mapping", f"[lookup.{name}] needs file and key, both texts.")
    return Lookup(name, file, key, on)


def _expressions(document: Mapping[str, Any], key: str) -> dict[str, Expression]:
    return {name: _expression(f"{key}.{name}", given) for name, given in _table(document, key).items()}


def _expression(place: str, given: object) -> Expression:
    if isinstance(given, str) and given:
        return _template(place, given) if "{" in given else Expression(column=given)
    if not isinstance(given, Mapping):
        raise PercorsoError(
            "bad_mapping",
            f"{place} = {given!r} names no column.",
            hint='Write a column name, {value = "constant"} or a template such as "Campaign {id}".',
        )
    allowed = tuple(one.name for one in fields(Expression))
    for key, value in given.items():
        if key not in allowed:
            raise unknown(f"key in {place}", key, allowed, code="unknown_mapping_key")
        if not isinstance(value, str):
            raise PercorsoError("bad_mapping", f"{place}.{key} = {value!r} must be a text.")
    expression = Expression(**given)
    if sum((bool(expression.column), expression.value is not None, bool(expression.template))) != 1:
        raise PercorsoError("bad_mapping", f"{place} needs exactly one of column, value and template.")
    if expression.type and expression.type not in TYPES:
        raise unknown("type", expression.type, TYPES, code="bad_mapping")
    if expression.template:
        _template(place, expression.template)
    return expression


def _template(place: str, text: str) -> Expression:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as problem:
        raise PercorsoError("bad_mapping", f"{place} = '{text}' is no template: {problem}.") from None
    if any(name == "" or shape or conversion for _, name, shape, conversion in parts):
        raise PercorsoError("bad_mapping", f"{place} = '{text}' may only hold {{column}} places.")
    return Expression(template=text)
