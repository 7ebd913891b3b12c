"""Order exports of Shopify, WooCommerce, Magento and PrestaShop, recognised by their column names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from percorso.collect import delimited, files, notation
from percorso.collect.batches import Item, batches
from percorso.collect.delimited import Delimited, Row
from percorso.collect.headers import fold
from percorso.collect.notation import Notation
from percorso.collect.options import ReadOptions
from percorso.collect.order_exports import Recognised, recognise_export
from percorso.collect.order_rows import OrderReader, money_places
from percorso.collect.order_words import STATUSES
from percorso.collect.shown import Shown
from percorso.core.errors import PercorsoError, unknown
from percorso.core.record import Batch, Rejected

SUMMARY = "Order exports of Shopify, WooCommerce, Magento and PrestaShop, one row an order or a line item."
NEEDS_MAPPING = False

# Some systems have two numbers for an order; ``order_id = "…"`` in the mapping names the column to go by.
# ``[statuses]`` says what states of the shop's own mean.
_OWN_KEYS = ("order_id", "statuses")
# How many rows are looked at to tell how dates are written.
_SHOWN = 20_000
# An order's rows are held until its last has come. No basket has so many; a wrong column or a bomb has.
_MOST_ROWS = 50_000


@dataclass(frozen=True)
class _Survey:
    """What a first reading of the file finds.

    Attributes:
        last: order id to the line of its last row; that and how many rows it has are kept for every order of the file.
    """

    last: Mapping[str, int]
    notation: Notation
    shown: Shown


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read an order export; an order's rows need not stand together.

    Raises:
        PercorsoError: ``unrecognised_export``, ``bad_mapping``, ``unknown_status``, ``order_too_large`` and what is
            wrong with the file (collect.files).
    """
    written = notation.notation_only(options.mapping, options.shop, _OWN_KEYS)
    file = files.verified(path, written.encoding)
    with file.open() as text:
        table = delimited.read(text)
        recognised = _recognised(table, options)
        survey = _survey(table.rows, recognised, written, options)
    with file.open() as text:
        yield from batches(_items(delimited.read(text), recognised, survey, options))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one order's rows again, as quarantine kept them."""
    written = notation.notation_only(options.mapping, options.shop, _OWN_KEYS)
    table = delimited.again(header, original)
    recognised = _recognised(table, options)
    survey = _survey(table.rows, recognised, written, options)
    return batches(_items(delimited.again(header, original), recognised, survey, options))


def _recognised(table: Delimited, options: ReadOptions) -> Recognised:
    """Tell whose export it is, the shop's own words for an order's state before the system's."""
    told = options.mapping or {}
    found = recognise_export(table.columns, told.get("order_id"))
    own = told.get("statuses", {})
    if not isinstance(own, Mapping) or not all(isinstance(status, str) for status in own.values()):
        raise PercorsoError("bad_mapping", "[statuses] must say what each state means, as a text.")
    for status in own.values():
        if status not in STATUSES:
            raise unknown("order state", status, STATUSES, code="unknown_status")
    statuses = {**found.export.statuses, **{fold(word): status for word, status in own.items()}}
    return replace(found, export=replace(found.export, statuses=statuses))


def _survey(rows: Iterable[Row | Rejected], recognised: Recognised, written: Notation, options: ReadOptions) -> _Survey:
    """Read all rows for what one alone cannot tell: where each order ends, how its dates and amounts are written.

    Raises:
        PercorsoError: ``order_too_large``.
    """
    order_id, at = recognised.places["order_id"], recognised.places["at"]
    money = money_places(recognised)
    last: dict[str, int] = {}
    count: Counter[str] = Counter()
    dates: list[str] = []
    decimal: str | None = None
    for row in rows:
        if isinstance(row, Rejected):
            continue
        number = row.cells[order_id].strip()
        last[number] = row.line
        count[number] += 1
        if number and count[number] > _MOST_ROWS:
            raise _too_large(number)
        decimal = decimal or notation.shown_decimal(row.cells[place] for place in money)
        if len(dates) < _SHOWN:
            dates.append(row.cells[at])
    shown = Shown(decimal, notation.guess_date_format(dates, options.shop.country)).but(options.shown)
    return _Survey(last, notation.in_zone(written, options.mapping, recognised.export.zone), shown)


def _too_large(number: str) -> PercorsoError:
    return PercorsoError(
        "order_too_large",
        f"The order {number} has more than {_MOST_ROWS:,} rows.",
        hint="Is another column the order's number? If it is one order, give each part of it a number of its own.",
    )


def _items(table: Delimited, recognised: Recognised, survey: _Survey, options: ReadOptions) -> Iterator[Item]:
    currency = survey.notation.currency or options.shop.currency
    reader = OrderReader(recognised, survey.notation, survey.shown, currency)
    place = recognised.places["order_id"]
    open_orders: dict[str, list[Row]] = {}
    for row in table.rows:
        if isinstance(row, Rejected):
            yield row._replace(shown=survey.shown.text())
            continue
        order_id = row.cells[place].strip()
        if not order_id:
            yield _order([row], reader, table.header, options)
            continue
        open_orders.setdefault(order_id, []).append(row)
        if row.line == survey.last[order_id]:
            yield _order(open_orders.pop(order_id), reader, table.header, options)


def _order(rows: list[Row], reader: OrderReader, header: str, options: ReadOptions) -> Item:
    try:
        found = reader.event([row.cells for row in rows])
        options.check_instant(found.at)
        return found
    except PercorsoError as problem:
        original = "\n".join(row.original for row in rows)
        reason = f"{problem.message} {problem.hint}".strip()
        return Rejected(rows[0].line, problem.code, reason, original, header, reader.shown.text())
