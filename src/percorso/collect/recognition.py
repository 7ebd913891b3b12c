"""Recognition: which connector a file is meant for, told by what is in it, and which of its columns is what."""

from __future__ import annotations

import codecs
import gzip
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from percorso.collect import delimited, exports, files, parquet_files, propose
from percorso.collect.options import ReadOptions
from percorso.collect.order_exports import recognise_export
from percorso.collect.reading import CONNECTORS, read_file
from percorso.core.errors import PercorsoError
from percorso.core.family import member
from percorso.core.record import Batch

# Exports that are told by their header, tried in this order; what none of them knows is any table.
_EXPORTS = ("orders", "email", "shipments", "surveys", "tickets", "reviews", "spend", "rates")
# Records that are told by their own words; what none of them knows is any object.
_RECORDS = ("segment", "shopify", "woocommerce", "ga4")
_ANY = {"text": "csv", "objects": "jsonl", "parquet": "parquet"}
# So much of a file shows what it is.
_HEAD = 1 << 22
# Spreadsheets of Western Europe write it where they do not write UTF-8.
_OTHER_ENCODING = "cp1252"
_SAMPLED = 1_000


@dataclass(frozen=True)
class Chosen:
    """What somebody chose about a file.

    Attributes:
        columns: our field to the file's column; empty for none.
        encoding: the codec of its text, None for the one it says itself, or UTF-8.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None


@dataclass(frozen=True)
class Understood:
    """What a file's columns are taken for.

    Attributes:
        system: whose export it is; empty where that cannot be told.
        columns: the file's columns; none where its form is fixed.
        fields: our field to the column it is read from.
        choosable: the fields that may be read from another column.
        mapping: what the connector is told, as TOML; empty for nothing.
    """

    system: str = ""
    columns: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    choosable: tuple[str, ...] = ()
    mapping: str = ""

    @property
    def document(self) -> dict[str, Any]:
        """The mapping, parsed."""
        return tomllib.loads(self.mapping)


def beginning(path: Path, place: Path) -> Path:
    """Give a file that holds what another begins with, cut after a line's end; the file itself where it is short.

    Args:
        path: the whole file.
        place: where the shorter one is written, if one is needed.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    if path.stat().st_size <= _HEAD and not packed:
        return path
    try:
        with gzip.open(path) if packed else path.open("rb") as whole:
            head = whole.read(_HEAD)
    except (OSError, EOFError, zlib.error):
        # Whoever reads it says what is wrong with it.
        return path
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PAR1", b"PK", b"[")
    if len(head) < _HEAD or head.startswith(marks) or b"\n" not in head:
        return path
    place.write_bytes(head[: head.rindex(b"\n") + 1])
    return place


def encoding_of(path: Path) -> str | None:
    """Give the encoding that a file does not say itself and that is not UTF-8, or None.

    Raises:
        PercorsoError: what is wrong with the file (collect.files), in either encoding.
    """
    if parquet_files.is_parquet(path):
        return None
    try:
        files.verified(path)
    except PercorsoError as problem:
        if problem.code != "wrong_encoding":
            raise
        files.verified(path, _OTHER_ENCODING)
        return _OTHER_ENCODING
    return None


def recognised(path: Path, options: ReadOptions, encoding: str | None = None) -> str:
    """Name the connector that takes most of a file's first rows; the one for any file of its form where none does."""
    form = _form(path, encoding)
    told = replace(options, mapping={"encoding": encoding} if encoding else None)
    candidates = _EXPORTS if form == "text" else _RECORDS
    shares = {name: _share(name, path, told) for name in candidates}
    best = max(candidates, key=lambda name: shares[name])
    return best if shares[best] > 0 else _ANY[form]


def _form(path: Path, encoding: str | None) -> str:
    if parquet_files.is_parquet(path):
        return "parquet"
    with files.verified(path, encoding).open() as text:
        return "objects" if text.read(1 << 12).lstrip("\ufeff \t\r\n").startswith(("{", "[")) else "text"


def _share(connector: str, path: Path, options: ReadOptions) -> float:
    """Give the share of a file's first rows that a connector takes; what is no export of its kind it takes none of."""
    try:
        first = next(read_file(connector, path, options), Batch())
    except PercorsoError:
        return 0.0
    taken = len(first.events) + len(first.spend) + len(first.rates)
    return taken / max(1, taken + len(first.rejected) + first.left_out.total())


def understood(connector: str, path: Path, name: str, options: ReadOptions, chosen: Chosen) -> Understood:
    """Say which column of a file is read as what, by what it shows and by what was chosen.

    Args:
        connector: the one that reads it.
        path: the file, or its beginning.
        name: its name, which names the source of any table.
        options: as for reading it.
        chosen: what somebody chose.

    Raises:
        PercorsoError: ``unknown_connector``, ``unrecognised_export``, ``missing_column``, ``unknown_field`` and what is
            wrong with the file.
    """
    module = member(CONNECTORS, connector)
    written = f'encoding = "{chosen.encoding}"\n' if chosen.encoding else ""
    if module.NEEDS_MAPPING:
        return _table(connector, path, name, replace(options, mapping=tomllib.loads(written)), chosen, written)
    if connector == "orders":
        return _orders(_columns(path, chosen.encoding), chosen, written)
    if hasattr(module, "KIND"):
        columns = _columns(path, chosen.encoding)
        export, places = exports.recognised_export(columns, module.KIND)
        return Understood(export.name, columns, _named(places, columns), mapping=written)
    return Understood(mapping=written)


def _table(connector: str, path: Path, name: str, options: ReadOptions, chosen: Chosen, written: str) -> Understood:
    sample = member(CONNECTORS, connector).sample(path, options, _SAMPLED)
    found = propose.guess(sample, options.shop, chosen.columns)
    text = propose.mapping_text(connector, name.partition(".")[0], sample, options.shop, chosen.columns)
    money = {key: place for key, place in found.properties.items() if key in propose.CHOOSABLE}
    fields = _named({**found.fields, **money}, sample.columns)
    return Understood("", sample.columns, fields, propose.CHOOSABLE, written + text)


def _orders(columns: tuple[str, ...], chosen: Chosen, written: str) -> Understood:
    """An order's number is the one thing of an export of which some systems have two."""
    number = chosen.columns.get("order_id") or None
    found = recognise_export(columns, number)
    if number:
        written += f"order_id = {propose.quoted(number)}\n"
    return Understood(found.export.name, columns, _named(found.places, columns), ("order_id",), written)


def _columns(path: Path, encoding: str | None) -> tuple[str, ...]:
    with files.verified(path, encoding).open() as text:
        return delimited.read(text).columns


def _named(places: Mapping[str, int], columns: tuple[str, ...]) -> dict[str, str]:
    return {name: columns[place] for name, place in places.items()}
