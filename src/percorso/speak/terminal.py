"""The terminal as a page: the sentence first, then an aligned table with intervals; colour only where it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from percorso.speak.answers import totals_sentence
from percorso.speak.catalogue import Catalogue
from percorso.speak.coverage import finding, footing, freshness, quarantined
from percorso.speak.figures import key_figures, listing
from percorso.speak.moved import sentences
from percorso.speak.report import dated, day

# Control characters (escape sequences among them) could redraw the terminal; data never sends them through.
_CONTROL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))
_INDENT = (0, 0, 0, 3)
_GAP = 2
# The place of what a figure is about among the columns of its listing.
_SUBJECT = 1
# A text column is never squeezed below this many letters.
_TEXT_WIDTH = 20
# A word of it not below this many.
_WORD = 32
# What is read as text, and what stays with the column before it, as a reason does with its verdict.
_TEXTS, _BESIDE = ("text", "beside"), ("interval", "beside")
# A stored text may be megabytes long, and laying that out takes minutes: a cell of rows says its beginning.
_CELL = 120
_STYLES = {"number": "bold", "interval": "dim"}

Columns = Sequence[Mapping[str, str]]
Rows = Sequence[Sequence[str]]


def console() -> Console:
    """Open standard output; colour follows the terminal, NO_COLOR and FORCE_COLOR."""
    return Console(highlight=False, markup=False, emoji=False)


def print_answers(document: Mapping[str, Any], out: Console, language: str = "en") -> None:
    """Print the totals as a sentence, then each answer: its headline, its figures, its table, what would tell more."""
    catalogue = Catalogue.of(language)
    out.print(_text(totals_sentence(document["totals"], catalogue), "bold"))
    when = dated(document, catalogue)
    if when:
        out.print(_text(when, "dim"))
    for answer in document["answers"]:
        _print_answer(answer, out, catalogue)


def print_status(document: Mapping[str, Any], out: Console, language: str = "en") -> None:
    """Print what is stored, how fresh it is, what is wrong with it, what moved since, and what it covers.

    Args:
        document: ``tables`` (name to an object with ``rows``); where present, ``shop``, ``freshness``, ``health``
            (findings with code and count), ``moved`` and ``coverage`` as the report has it.
        out: where to print.
        language: a catalogue's name.
    """
    catalogue = Catalogue.of(language)
    if document.get("shop"):
        out.print(_text(str(document["shop"]), "bold"))
    for found in document.get("health", ()):
        out.print(_hung("!", finding(found, catalogue), "yellow"))
    for sentence in (
        *freshness(document.get("freshness", {}), catalogue),
        *sentences(document.get("moved", ()), catalogue),
    ):
        out.print(_text(sentence, "dim"))
    columns = [
        {"label": catalogue.text("terminal.table"), "kind": "text"},
        {"label": catalogue.text("report.rows"), "kind": "number"},
    ]
    rows = [
        [catalogue.named("table", name), catalogue.write(table["rows"], "count")]
        for name, table in document["tables"].items()
    ]
    print_grid(columns, rows, out)
    if document.get("coverage"):
        _print_coverage(document["coverage"], out, catalogue)


def print_rows(rows: Sequence[Mapping[str, Any]], out: Console) -> None:
    """Print rows as a table whose headings are the first row's keys; a long text is cut, and says so by an ellipsis."""
    if not rows:
        return
    names = list(rows[0])
    columns = [{"label": name, "kind": _kind(rows[0][name])} for name in names]
    cells = [["–" if row[name] is None else shortened(str(row[name])) for name in names] for row in rows]
    print_grid(columns, cells, out)


def _print_answer(answer: Mapping[str, Any], out: Console, catalogue: Catalogue) -> None:
    out.print()
    out.print(_hung(f"{answer['question']} ", answer["title"], "dim"))
    if answer["status"] == "cannot_tell":
        out.print(Padding(_text(catalogue.text("status.cannot_tell"), "yellow"), _INDENT))
    out.print(Padding(_text(answer["headline"], "bold"), _INDENT))
    if answer.get("unseen"):
        out.print(Padding(_text(answer["unseen"], "dim"), _INDENT))
    if answer["figures"]:
        _print_figures(answer["figures"], out, catalogue)
    display = answer["display"]
    if display["rows"]:
        print_grid(display["columns"], display["rows"], out, indent=_INDENT[-1])
        for note in display["notes"]:
            out.print(Padding(_text(note, "dim"), _INDENT))
    if answer["missing"]:
        out.print()
        out.print(Padding(_text(catalogue.text("report.missing"), "yellow"), _INDENT))
        for message in answer["missing"]:
            out.print(Padding(_hung("·", message), _INDENT))


def _print_figures(figures: Sequence[Mapping[str, Any]], out: Console, catalogue: Catalogue) -> None:
    """Print the figures an answer rests on, without the column of subjects where none has one."""
    grid = listing(key_figures(figures), catalogue)
    named = any(row[_SUBJECT] for row in grid["rows"])
    said = [place for place in range(len(grid["columns"])) if place != _SUBJECT or named]
    columns = [grid["columns"][place] for place in said]
    print_grid(columns, [[row[place] for place in said] for row in grid["rows"]], out, indent=_INDENT[-1])


def _print_coverage(coverage: Mapping[str, Any], out: Console, catalogue: Catalogue) -> None:
    columns = [
        {"label": catalogue.text("report.source"), "kind": "text"},
        {"label": catalogue.text("report.rows"), "kind": "number"},
        {"label": catalogue.text("report.latest"), "kind": "interval"},
    ]
    sources = [
        [str(one["name"]), catalogue.write(one["rows"], "count"), day(one.get("last_at"), catalogue)]
        for one in coverage.get("sources", ())
    ]
    if sources:
        print_grid(columns, sources, out)
    out.print()
    for sentence in (*footing(coverage, catalogue), _left_out(coverage.get("excluded", ()), catalogue)):
        out.print(_text(sentence))
    out.print(_text(quarantined(coverage.get("quarantined", 0), catalogue)))


def _left_out(excluded: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> str:
    told = [
        f"{catalogue.named('excluded', one['reason'])} {catalogue.write(one['count'], 'count')}"
        for one in excluded
        if one["count"]
    ]
    return f"{catalogue.text('report.excluded')}: {', '.join(told)}" if told else catalogue.text("report.excluded_none")


def print_grid(columns: Columns, rows: Rows, out: Console, indent: int = 0) -> None:
    """Print a table; one too wide for the terminal is printed in parts that each begin with the first column."""
    cells = [[row[place] for row in rows] for place in range(len(columns))]
    needs = [_need(column, texts) for column, texts in zip(columns, cells, strict=True)]
    for part in _parts(columns, needs, out.width - indent):
        wishes = [_longest((columns[place]["label"], *cells[place])) for place in part]
        widths = _widths([needs[place] for place in part], wishes, out.width - indent)
        grid = _grid([columns[place] for place in part], [[row[place] for place in part] for row in rows], widths)
        out.print()
        out.print(Padding(grid, (0, 0, 0, indent), expand=False))


def _need(column: Mapping[str, str], cells: Sequence[str]) -> int:
    """Give the least width of a column: numbers and the heading's longest word stay whole, texts may fold.

    Width is that of cells of a terminal, of which some letters take two.
    """
    heading = _longest(column["label"].split())
    longest = _longest(cells)
    if column["kind"] not in _TEXTS:
        return max(heading, longest)
    # Names without a blank, as campaigns have, are not torn apart where they are not endless.
    word = _longest([word for cell in cells for word in cell.split()])
    return max(heading, min(longest, _TEXT_WIDTH), min(word, _WORD))


def _longest(texts: Sequence[str]) -> int:
    return max((cell_len(text) for text in texts), default=0)


def _parts(columns: Columns, needs: Sequence[int], room: int) -> list[list[int]]:
    """Share columns out among parts that fit; an interval stays with the number before it, a reason likewise."""
    groups: list[list[int]] = []
    for place in range(1, len(columns)):
        if columns[place]["kind"] in _BESIDE and groups:
            groups[-1].append(place)
        else:
            groups.append([place])
    parts = [[0]]
    for group in groups:
        taken = sum(needs[place] + _GAP for place in [*parts[-1], *group]) - _GAP
        if taken > room and len(parts[-1]) > 1:
            parts.append([0])
        parts[-1].extend(group)
    return parts


def _widths(needs: Sequence[int], wishes: Sequence[int], room: int) -> list[int]:
    """Give every column what it needs, then share the room left, a letter a turn, among those that wish for more."""
    widths = list(needs)
    left = room - sum(needs) - _GAP * (len(needs) - 1)
    while left > 0 and (short := [place for place, wish in enumerate(wishes) if widths[place] < wish]):
        for place in short[:left]:
            widths[place] += 1
        left -= len(short)
    return widths


def _grid(columns: Columns, rows: Rows, widths: Sequence[int]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="dim", padding=(0, _GAP, 0, 0))
    for column, width in zip(columns, widths, strict=True):
        side: JustifyMethod = "left" if column["kind"] in _TEXTS else "right"
        style = _STYLES.get(column["kind"], "")
        grid.add_column(_text(column["label"]), justify=side, width=width, overflow="fold", style=style)
    for row in rows:
        grid.add_row(*(_text(cell) for cell in row))
    return grid


def _hung(mark: str, text: str, style: str = "") -> Table:
    """Lay a text out beside its mark, so that its further lines stay clear of it."""
    pair = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
    pair.add_row(_text(mark, style), _text(text, style))
    return pair


def shortened(text: str) -> str:
    """Cut a text to what a cell holds, an ellipsis where it was longer."""
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def _kind(value: object) -> str:
    return "number" if isinstance(value, int | float) else "text"


def print_text(text: str, out: Console, style: str = "") -> None:
    """Print a sentence."""
    out.print(_text(text, style))


def _text(text: str, style: str = "") -> Text:
    return Text(text.translate(_CONTROL), style=style)
