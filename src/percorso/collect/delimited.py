"""Delimited text: rows with their line number and original text, whatever the quoting did to them."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from typing import NamedTuple

from percorso.core.errors import PercorsoError
from percorso.core.record import Rejected

DELIMITERS = ",;\t|"


class Row(NamedTuple):
    """One record: the line it starts on (from 1), its cells, and its text as received."""

    line: int
    cells: list[str]
    original: str


@dataclass(frozen=True)
class Delimited:
    """A table of text: its header as written, its column names, and its rows to come."""

    header: str
    columns: tuple[str, ...]
    rows: Iterator[Row | Rejected]


class _Recorder:
    """Hands lines to the csv reader, remembers those of the record at hand, and takes lines back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 1

    def __iter__(self) -> _Recorder:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        return line

    def finish(self, lines: int) -> str:
        """Close the record after its first ``lines`` lines, give back the rest, and return the record's text."""
        original = "".join(self.taken[:lines]).rstrip("\r\n")
        self._back.extendleft(reversed(self.taken[lines:]))
        self.line += lines
        self.taken.clear()
        return original


def sniff(header: str) -> str:
    """Tell the delimiter by what a header line holds most of outside quotes; comma when it has one column."""
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def records(lines: Iterable[str], delimiter: str, *, keep_empty: bool = False) -> Iterator[Row | Rejected]:
    """Cut lines into records.

    A record whose quoting is broken (``bad_csv``) or that no field could hold (``field_too_long``) is rejected as its
    first line alone; reading goes on with the next,
    so one stray quote never swallows the rows below it. Blank lines are passed over, and so are rows of empty cells
    unless ``keep_empty``.
    """
    recorder = _Recorder(lines)
    reader = csv.reader(recorder, delimiter=delimiter, strict=True)
    while True:
        start = recorder.line
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield _broken(start, problem, recorder.finish(1))
            continue
        original = recorder.finish(len(recorder.taken))
        if any(cell.strip() for cell in cells) or (keep_empty and len(cells) > 1):
            yield Row(start, cells, original)


def _broken(line: int, problem: csv.Error, original: str) -> Rejected:
    if str(problem).startswith("field larger"):
        reason = f"A field is longer than {csv.field_size_limit():,} characters."
        return Rejected(line, "field_too_long", reason, original)
    return Rejected(line, "bad_csv", f"Broken quoting: {problem}.", original)


def read(lines: Iterable[str], *, keep_empty: bool = False) -> Delimited:
    """Read a table whose first non-blank line is its header; ``keep_empty`` keeps rows that hold nothing.

    Raises:
        PercorsoError: ``bad_header`` when the header cannot be read; ``empty_file`` when there is none.
    """
    source = iter(lines)
    skipped = 0
    for first in source:
        bare = first.strip()
        if bare and not bare.casefold().startswith("sep="):
            break
        skipped += 1
    else:
        raise PercorsoError("empty_file", "The file has no header line.")
    rows = records(chain([first], source), sniff(first), keep_empty=keep_empty)
    header = next(rows)
    if isinstance(header, Rejected):
        raise PercorsoError("bad_header", f"The header line cannot be read: {header.reason}")
    columns = tuple(cell.strip().lstrip("\ufeff") for cell in header.cells)
    return Delimited(header.original, columns, fitting(rows, header.original, len(columns), skipped))


def again(header: str, original: str) -> Delimited:
    """Read a quarantined row again under its header."""
    return read(StringIO(f"{header}\n{original}", newline=""))


def fitting(rows: Iterable[Row | Rejected], header: str, width: int, skipped: int = 0) -> Iterator[Row | Rejected]:
    """Reject rows that do not have the header's number of cells; ``skipped`` lines came before the first row."""
    for row in rows:
        if isinstance(row, Rejected):
            yield row._replace(row=row.row + skipped, header=header)
        elif len(row.cells) != width:
            reason = f"The row has {len(row.cells)} fields, the header has {width}."
            yield Rejected(row.line + skipped, "wrong_number_of_fields", reason, row.original, header)
        else:
            yield row._replace(line=row.line + skipped)
