"""Advertising cost: exports of Google Ads and Meta by campaign and day, recognised by their column names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TextIO

from percorso.collect import currency_signs, delimited, files, notation
from percorso.collect.batches import Item, batches
from percorso.collect.delimited import Row
from percorso.collect.notation import Notation
from percorso.collect.options import ReadOptions
from percorso.collect.shown import Shown
from percorso.collect.spend_exports import SpendHeader, find_header
from percorso.collect.spend_totals import Days, days_with_totals
from percorso.core.errors import PercorsoError
from percorso.core.money import from_minor, known_currency, parse_decimal, to_minor
from percorso.core.record import Batch, Rejected, Spend

SUMMARY = "Advertising cost: Google Ads and Meta exports by campaign and day, in English or Italian."
NEEDS_MAPPING = False

# The campaign of an export that is not broken down by campaign.
ALL_CAMPAIGNS = "(all)"

_PREAMBLE = 50
_SHOWN = 20_000


@dataclass(frozen=True)
class _Reader:
    """What it takes to read one file's rows.

    Attributes:
        platform: of all rows, as the mapping says; empty where it does not.
        written: how it is written, as the mapping says.
        shown: the same, as the file shows.
        currency: of rows that state none, as the mapping says; empty for none.
        totals: the days on which a row called Total sums up the others.
    """

    header: SpendHeader
    platform: str
    written: Notation
    shown: Shown
    currency: str
    totals: frozenset[Days] = frozenset()

    @property
    def decimal(self) -> str:
        """The decimal mark: as the mapping says, as the file shows, as its language suggests."""
        return self.written.decimal or self.shown.decimal or self.header.decimal

    def money(self, text: str, currency: str) -> Decimal:
        """Read an amount; what would be a part of a minor unit needs a mapping's word, since no platform charges it."""
        currency_signs.require(text, currency)
        text = currency_signs.bare(text)
        notation.require_unshortened(text)
        amount = parse_decimal(text or "0", self.decimal)
        if self.written.decimal is None:
            whole = amount == amount.quantize(from_minor(1, currency))
            if not whole or self.shown.decimal is None:
                notation.require_sure(text, self.decimal, currency)
        return amount

    def currency_of(self, stated: str, cost: str) -> str:
        """Tell a row's currency: as it or the mapping or the header states, else as the sign beside its cost says."""
        if stated:
            return known_currency(stated)
        found = self.currency or self.header.currency
        if self.header.currency and not self.currency:
            return found
        return currency_signs.told((cost,), found)

    def platform_of(self, stated: str) -> str:
        """Tell a row's platform: as the mapping says, else as the row does, else as the export's names suggest."""
        return self.platform or re.sub(r"[\s-]+", "_", stated).casefold() or self.header.export.platform

    def day(self, text: str) -> str:
        """Read a date as ISO text."""
        pattern = self.written.format or notation.fitted(self.shown.dates, text)
        return notation.day(text, pattern).isoformat()


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read an advertising export.

    Raises:
        PercorsoError: ``unrecognised_export``, ``missing_day``, ``missing_currency``, and what is wrong with the file.
    """
    written = notation.notation_only(options.mapping, options.shop, ("platform",))
    file = files.verified(path, written.encoding)
    with file.open() as text:
        reader = _prepared(text, options, whole=True)
    with file.open() as text:
        rows = (row.cells for row in _rows(text, reader.header) if isinstance(row, Row))
        reader = replace(reader, totals=days_with_totals(rows, reader.header, reader.decimal))
    with file.open() as text:
        yield from batches(_items(text, reader))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    text = f"{header}\n{original}"
    return batches(_items(StringIO(text, newline=""), _prepared(StringIO(text, newline=""), options, whole=False)))


def _prepared(text: TextIO, options: ReadOptions, *, whole: bool) -> _Reader:
    """Find the header, and tell from the first rows how the file is written; a whole file must state a currency."""
    written = notation.notation_only(options.mapping, options.shop, ("platform",))
    first = list(islice(text, _PREAMBLE))
    header = find_header(first)
    rows = [row.cells for row in islice(_rows([*first, *islice(text, _SHOWN)], header), _SHOWN) if isinstance(row, Row)]
    column = {field: [header.cell(cells, field) for cells in rows] for field in header.places}
    signed = any(currency_signs.bare(text) != text for text in column["cost"])
    stated = written.currency or header.currency or any(column.get("currency", ()))
    if whole and not stated and not signed:
        raise PercorsoError(
            "missing_currency",
            "The export states its currency nowhere.",
            hint='Pass a mapping file with a line such as currency = "EUR".',
        )
    counts = column.get("impressions", []) + column.get("clicks", [])
    dates = notation.guess_date_format(column.get("on") or column.get("starts", []), options.shop.country)
    return _Reader(
        header=header,
        platform=str((options.mapping or {}).get("platform", "")),
        written=written,
        shown=Shown(notation.shown_decimal(column["cost"], counts), dates).but(options.shown),
        currency=written.currency,
    )


def _rows(lines: Iterable[str], header: SpendHeader) -> Iterator[Row | Rejected]:
    """Give the rows below the header, those of totals left out."""
    below = delimited.records(islice(iter(lines), header.line, None), header.delimiter)
    kept = (row for row in below if isinstance(row, Rejected) or not header.is_total(row.cells))
    return delimited.fitting(kept, header.text, header.width, header.line)


def _items(text: Iterable[str], reader: _Reader) -> Iterator[Item]:
    for row in _rows(text, reader.header):
        if isinstance(row, Rejected):
            yield row._replace(shown=reader.shown.text())
            continue
        if reader.header.may_be_total(row.cells) and reader.header.days(row.cells) in reader.totals:
            continue
        try:
            yield _spend(row.cells, reader)
        except PercorsoError as problem:
            reason = f"{problem.message} {problem.hint}".strip()
            yield Rejected(row.line, problem.code, reason, row.original, reader.header.text, reader.shown.text())


def _spend(cells: Sequence[str], reader: _Reader) -> Spend:
    told = {field: reader.header.cell(cells, field) for field in reader.header.export.columns}
    currency = reader.currency_of(told["currency"], told["cost"])
    if not currency:
        raise PercorsoError("missing_currency", "The row states no currency.")
    cost = reader.money(told["cost"], currency)
    if cost < 0:
        raise PercorsoError("negative_money", f"The cost {cost} is below zero.")
    return Spend(
        on=_day(told["on"], told.get("starts", ""), told.get("ends", ""), reader),
        platform=reader.platform_of(told.get("platform", "")),
        campaign=told["campaign"] or ALL_CAMPAIGNS,
        cost=to_minor(cost, currency),
        currency=currency,
        campaign_id=told["campaign_id"] or None,
        ad_group=told["ad_group"] or None,
        ad=told["ad"] or None,
        impressions=_count(told["impressions"], reader.decimal),
        clicks=_count(told["clicks"], reader.decimal),
    )


def _day(on: str, start: str, end: str, reader: _Reader) -> str:
    """Give the row's day; a row about several days is refused, since spreading its cost would be a guess."""
    if not on and end and end != start:
        raise PercorsoError(
            "range_without_days", f"The row covers {start} to {end}.", hint="Export it again, broken down by day."
        )
    return reader.day(on or start)


def _count(text: str, decimal: str) -> int | None:
    if not text:
        return None
    number = parse_decimal(text, decimal)
    if number != int(number) or number < 0:
        raise PercorsoError("bad_count", f"'{text}' is no whole number.")
    return int(number)
