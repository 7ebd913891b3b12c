"""Exchange rates: a table of ``on,base,quote,rate``; one ``base`` is worth ``rate`` of ``quote``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

from percorso.collect import delimited, files, notation
from percorso.collect.batches import Item, batches
from percorso.collect.delimited import Delimited, Row
from percorso.collect.headers import fold, recognise
from percorso.collect.notation import Notation
from percorso.collect.options import ReadOptions
from percorso.collect.shown import Shown
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
_ONE_MARK = re.compile(r"\d{1,3}[.,]\d{3}")
_ITALIAN = frozenset(("tasso", "cambio"))
# How many rows are looked at to tell how rates are written.
_SHOWN = 20_000


@dataclass(frozen=True)
class _Reader:
    """What it takes to read one table's rows.

    Attributes:
        places: our field to column number.
        suggested: the decimal mark that the header's language suggests.
    """

    places: Mapping[str, int]
    written: Notation
    shown: Shown
    suggested: str


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read a table of exchange rates; raises ``missing_column`` and what is wrong with the file."""
    written = notation.notation_only(options.mapping, options.shop)
    file = files.verified(path, written.encoding)
    with file.open() as text:
        reader = _prepared(delimited.read(text), written, options.shown)
    with file.open() as text:
        yield from batches(_items(delimited.read(text), reader))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    written = notation.notation_only(options.mapping, options.shop)
    reader = _prepared(delimited.again(header, original), written, options.shown)
    return batches(_items(delimited.again(header, original), reader))


def _prepared(table: Delimited, written: Notation, kept: Shown) -> _Reader:
    """Find the columns, and tell from the first rows how rates are written."""
    places = recognise(table.columns, _COLUMNS)
    for field in _COLUMNS:
        if field not in places:
            raise unknown("column", field, table.columns, code="missing_column")
    rates = (row.cells[places["rate"]] for row in islice(table.rows, _SHOWN) if isinstance(row, Row))
    shown = Shown(notation.shown_decimal(rates)).but(kept)
    suggested = "," if fold(table.columns[places["rate"]]) in _ITALIAN else "."
    return _Reader(places, written, shown, suggested)


def _items(table: Delimited, reader: _Reader) -> Iterator[Item]:
    known: dict[tuple[str, str, str], Rate] = {}
    for row in table.rows:
        if isinstance(row, Rejected):
            yield row._replace(shown=reader.shown.text())
            continue
        try:
            yield _only(_rate([row.cells[reader.places[field]] for field in _COLUMNS], reader), known)
        except PercorsoError as problem:
            reason = f"{problem.message} {problem.hint}".strip()
            yield Rejected(row.line, problem.code, reason, row.original, table.header, reader.shown.text())


def _only(rate: Rate, known: dict[tuple[str, str, str], Rate]) -> Rate:
    """Refuse a second rate for a day; a rate brought by a later file takes the earlier one's place."""
    first = known.setdefault((rate.on, rate.base, rate.quote), rate)
    if first != rate:
        message = f"{rate.base} in {rate.quote} on {rate.on} was {first.rate} before in this file; the first was kept."
        raise PercorsoError("conflicting_rate", message)
    return rate


def _rate(cells: list[str], reader: _Reader) -> Rate:
    on, base, quote, rate = cells
    worth = _worth(rate, reader)
    if worth <= 0:
        raise PercorsoError("bad_rate", f"A rate of {rate} is not above zero.")
    day = notation.day(on, reader.written.format).isoformat()
    return Rate(day, known_currency(base), known_currency(quote), format(worth, "f"))


def _worth(rate: str, reader: _Reader) -> Decimal:
    """Read a rate; it has any number of places, so a mark is taken to part thousands only where that is certain."""
    known = reader.written.decimal or reader.shown.decimal
    worth = parse_decimal(rate, known or reader.suggested)
    if known is None and _ONE_MARK.fullmatch(rate.strip()) and worth == worth.to_integral_value():
        raise PercorsoError(
            "ambiguous_amount",
            f"'{rate}' may be thousands or three decimal places.",
            hint='Say which mark is decimal: pass a mapping file with decimal = "," or decimal = ".".',
        )
    return worth
