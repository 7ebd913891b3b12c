"""Exchange rates: a table of ``on,base,quote,rate``; one ``base`` is worth ``rate`` of ``quote``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from percorso.collect import delimited, files, notation
from percorso.collect.batches import Item, batches
from percorso.collect.delimited import Delimited
from percorso.collect.headers import recognise
from percorso.collect.notation import Notation
from percorso.collect.options import ReadOptions
from percorso.core.errors import PercorsoError, unknown
from percorso.core.money import known_currency, parse_decimal
from percorso.core.record import Batch, Rate, Rejected

SUMMARY = "Exchange rates: on, base, quote, rate."
NEEDS_MAPPING = False

_COLUMNS = {
    "on": ("on", "date", "day", "data", "giorno"),
    "base": ("base", "from", "da"),
    "quote": ("quote", "to", "a"),
    "rate": ("rate", "tasso", "cambio"),
}


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read a table of exchange rates; raises ``missing_column`` and what is wrong with the file."""
    written = notation.notation_only(options.mapping, options.shop)
    with files.verified(path, written.encoding).open() as text:
        yield from batches(_items(delimited.read(text), written))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    table = delimited.again(header, original)
    return batches(_items(table, notation.notation_only(options.mapping, options.shop)))


def _items(table: Delimited, written: Notation) -> Iterator[Item]:
    places = recognise(table.columns, _COLUMNS)
    for field in _COLUMNS:
        if field not in places:
            raise unknown("column", field, table.columns, code="missing_column")
    known: dict[tuple[str, str, str], Rate] = {}
    for row in table.rows:
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            yield _only(_rate([row.cells[places[field]] for field in _COLUMNS], written), known)
        except PercorsoError as problem:
            yield Rejected(row.line, problem.code, problem.message, row.original, table.header)


def _only(rate: Rate, known: dict[tuple[str, str, str], Rate]) -> Rate:
    """Refuse a second rate for a day; a rate brought by a later file takes the earlier one's place."""
    first = known.setdefault((rate.on, rate.base, rate.quote), rate)
    if first != rate:
        message = f"{rate.base} in {rate.quote} on {rate.on} was {first.rate} before in this file; the first was kept."
        raise PercorsoError("conflicting_rate", message)
    return rate


def _rate(cells: list[str], written: Notation) -> Rate:
    on, base, quote, rate = cells
    worth = parse_decimal(rate, written.decimal or ".")
    if worth <= 0:
        raise PercorsoError("bad_rate", f"A rate of {rate} is not above zero.")
    day = notation.day(on, written.format).isoformat()
    return Rate(day, known_currency(base), known_currency(quote), format(worth, "f"))
