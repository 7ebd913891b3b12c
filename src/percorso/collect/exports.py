"""Exports of one row a fact, such as a ticket or a delivery scan: recognised by their header, read into events.

The connectors email, tickets, reviews, surveys and shipments share this room; each says which exports it knows and
what becomes of a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from percorso.collect import delimited, files, notation
from percorso.collect.batches import Item, batches
from percorso.collect.delimited import Delimited, Row
from percorso.collect.headers import recognise
from percorso.collect.identity import MappedIds
from percorso.collect.notation import Notation
from percorso.collect.options import ReadOptions
from percorso.collect.shown import Shown
from percorso.core.errors import PercorsoError
from percorso.core.identity import no_address
from percorso.core.record import Batch, Event, LeftOut, Rejected

# How many rows are looked at to tell how dates are written.
_SHOWN = 20_000
# What systems write for nothing.
_EMPTY = frozenset(("", "-", "--", "—", "n/a", "null", "none", "(none)", "0000-00-00", "0000-00-00 00:00:00"))
_UTC_COLUMN = re.compile(r"\b(UTC|GMT)\b", re.IGNORECASE)
_UTC = ZoneInfo("UTC")
# A field of this ending holds the time of day of the field before it.
CLOCK = "_clock"


@dataclass(frozen=True)
class Export:
    """One system's export.

    Attributes:
        name: the system's, as kept with its events.
        required: the fields by which it is recognised.
        columns: our field to that system's column names, preferred first.
        zone: of its times that carry no offset, where the system fixes it; None for the shop's.
    """

    name: str
    required: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    zone: str | None = None


@dataclass(frozen=True)
class Layout:
    """How one file's rows are to be read.

    Attributes:
        places: our field to column number.
        zones: of each field that holds a time; a column that says UTC in its name is in UTC.
        written: the file's notation.
        shown: the pattern of its numeric dates, as the rows show.
        told: the mapping's own keys.
    """

    export: Export
    places: Mapping[str, int]
    zones: Mapping[str, ZoneInfo]
    written: Notation
    shown: Shown
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """One row: its filled cells by our names, and the file they stand in."""

    cells: Mapping[str, str]
    layout: Layout

    def get(self, field: str) -> str | None:
        """Give a field's text, None where it is empty or the export has no such column."""
        return self.cells.get(field)

    def need(self, field: str, what: str) -> str:
        """Give a field's text, or raise ``missing_<field>``."""
        text = self.cells.get(field)
        if text is None:
            raise PercorsoError(f"missing_{field}", f"The row has no {what}.")
        return text

    def at(self, field: str) -> int | None:
        """Give a field's time in microseconds since 1970 UTC, None where it is empty.

        Raises:
            PercorsoError: ``bad_time``, ``time_does_not_exist``, ``time_out_of_range``.
        """
        text = _moment(self.cells, field)
        if text is None:
            return None
        layout = self.layout
        pattern = layout.written.format or notation.fitted(layout.shown.dates, text)
        return notation.instant(text, layout.zones[field], pattern)

    def chosen(self, *fields: str) -> dict[str, str]:
        """Give those of the fields that are filled."""
        return {field: text for field in fields if (text := self.cells.get(field)) is not None}


@dataclass(frozen=True)
class Kind:
    """What one connector takes.

    Attributes:
        noun: what such a file is called in messages.
        exports: those it knows, tried in this order.
        times: the fields that hold a time.
        makes: the names of all events it makes.
        events: turns a row into its events; raises the reason for which the row is set aside.
        keys: what its mapping may say beyond how the file is written.
        leaves_out: says what a row is about that another export tells of better; None where the row is meant.
        check: looks at a file's layout before any row is read; raises what makes the whole file unreadable.
    """

    noun: str
    exports: tuple[Export, ...]
    times: tuple[str, ...]
    makes: tuple[str, ...]
    events: Callable[[Fact], Iterable[Event]]
    keys: tuple[str, ...] = ()
    leaves_out: Callable[[Fact], str | None] = lambda _fact: None
    check: Callable[[Layout], None] = lambda _layout: None


def read(path: Path, options: ReadOptions, kind: Kind) -> Iterator[Batch]:
    """Read an export of a kind.

    Raises:
        PercorsoError: ``unrecognised_export``, what the kind checks, and what is wrong with the file (collect.files).
    """
    written = notation.notation_only(options.mapping, options.shop, kind.keys)
    file = files.verified(path, written.encoding)
    with file.open() as text:
        layout = _layout(delimited.read(text), written, options, kind)
    with file.open() as text:
        yield from batches(_items(delimited.read(text), layout, kind, options))


def reread(header: str, original: str, options: ReadOptions, kind: Kind) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    written = notation.notation_only(options.mapping, options.shop, kind.keys)
    layout = _layout(delimited.again(header, original), written, options, kind)
    return batches(_items(delimited.again(header, original), layout, kind, options))


def _layout(table: Delimited, written: Notation, options: ReadOptions, kind: Kind) -> Layout:
    """Tell whose export a file is and, from its first rows, how its dates are written."""
    export, places = recognised_export(table.columns, kind)
    placed = notation.in_zone(written, options.mapping, export.zone)
    fixed = "time_zone" in (options.mapping or {})
    zones = {
        field: _UTC if not fixed and _UTC_COLUMN.search(table.columns[places[field]]) else placed.zone
        for field in kind.times
        if field in places
    }
    rows = islice((row for row in table.rows if isinstance(row, Row)), _SHOWN)
    dates = (text for row in rows for field in zones if (text := _moment(_cells(row.cells, places), field)))
    told = {key: value for key, value in (options.mapping or {}).items() if key in kind.keys}
    shown = Shown(dates=notation.guess_date_format(dates, options.shop.country)).but(options.shown)
    layout = Layout(export, places, zones, placed, shown, told)
    kind.check(layout)
    return layout


def recognised_export(columns: Sequence[str], kind: Kind) -> tuple[Export, dict[str, int]]:
    """Tell whose export a header is, and which column holds which of our fields; else raise ``unrecognised_export``."""
    for export in kind.exports:
        places = recognise(columns, export.columns)
        if all(field in places for field in export.required):
            return export, places
    looked_for = "; ".join(
        f"{export.name}: {', '.join(export.columns[field][0] for field in export.required)}" for export in kind.exports
    )
    raise PercorsoError(
        "unrecognised_export",
        f"The header is no export of {kind.noun} that is known. Its columns: {', '.join(columns)}.",
        hint=f'Looked for {looked_for}. Import any other table with the csv connector and record = "event".',
    )


def _items(table: Delimited, layout: Layout, kind: Kind, options: ReadOptions) -> Iterator[Item]:
    ids = MappedIds()
    for row in table.rows:
        if isinstance(row, Rejected):
            yield row._replace(shown=layout.shown.text())
            continue
        fact = Fact(_cells(row.cells, layout.places), layout)
        if what := kind.leaves_out(fact):
            yield LeftOut(what)
            continue
        try:
            events = list(kind.events(fact))
            for event in events:
                options.check_instant(event.at)
            yield from [ids.take(event) for event in events]
        except PercorsoError as problem:
            reason = f"{problem.message} {problem.hint}".strip()
            yield Rejected(row.line, problem.code, reason, row.original, table.header, layout.shown.text())


def _cells(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    texts = ((field, cells[place].strip()) for field, place in places.items())
    filled = ((field, text) for field, text in texts if text.casefold() not in _EMPTY)
    return {field: text for field, text in filled if not (field == "email" and no_address(text))}


def _moment(cells: Mapping[str, str], field: str) -> str | None:
    """Give a field's time as text, its time of day from the column beside it where the export has one."""
    text, clock = cells.get(field), cells.get(field + CLOCK)
    if text is None or clock is None:
        return text
    return f"{text} {clock.replace('.', ':')}"
