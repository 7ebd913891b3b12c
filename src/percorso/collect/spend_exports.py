"""The advertising exports that are recognised, as data: English and Italian column names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from percorso.collect.delimited import Row, records
from percorso.collect.headers import aliases, fold, recognise
from percorso.core.errors import PercorsoError
from percorso.core.money import CURRENCIES

# Titles and date ranges come before the header; no export has more lines of them than this.
_PREAMBLE = 50


@dataclass(frozen=True)
class SpendExport:
    """One platform's export.

    Attributes:
        columns: our field to that platform's column names, preferred first. ``on`` is the day; ``starts`` and ``ends``
            the range a row is about.
        italian: folded names by which an Italian export is told, for its decimal comma.
    """

    platform: str
    columns: Mapping[str, tuple[str, ...]]
    italian: frozenset[str]


META_ADS = SpendExport(
    platform="meta_ads",
    columns=aliases("""
        on: Day, Giorno, Date
        starts: Reporting starts, Inizio dei report, Inizio report, Inizio del report
        ends: Reporting ends, Fine dei report, Fine report, Fine del report
        campaign: Campaign name, Nome della campagna, Nome campagna
        campaign_id: Campaign ID, ID della campagna, ID campagna, Numero identificativo della campagna
        ad_group: Ad set name, Ad Set Name, Nome del gruppo di inserzioni, Nome gruppo di inserzioni
        ad: Ad name, Nome dell'inserzione, Nome inserzione
        cost: Amount spent, Importo speso
        currency: Currency, Valuta
        impressions: Impressions, Impression, Impressioni
        clicks: Link clicks, Clic sul link, Clicks (all), Clic (tutti)
    """),
    italian=frozenset(("importospeso", "giorno", "nomedellacampagna", "iniziodeireport", "inizioreport")),
)
GOOGLE_ADS = SpendExport(
    platform="google_ads",
    # Google's own exports have no column of the platform; tables that people put together of several have.
    columns=aliases("""
        on: Day, Date, Giorno, Data
        platform: Platform, Ad platform, Piattaforma
        campaign: Campaign, Campagna, Campaign name, Nome campagna
        campaign_id: Campaign ID, ID campagna
        ad_group: Ad group, Gruppo di annunci, Ad group name
        ad: Ad name, Ad ID, Nome annuncio, ID annuncio
        cost: Cost, Costo, Spesa
        currency: Currency code, Codice valuta, Currency, Valuta
        impressions: Impr., Impressions, Impressioni, Visualizzazioni
        clicks: Clicks, Clic, Click
    """),
    italian=frozenset(("costo", "giorno", "campagna", "codicevaluta", "impressioni")),
)
EXPORTS = (META_ADS, GOOGLE_ADS)

_TOTAL = re.compile(r"total[ei]?\s*([:–-].*)?", re.IGNORECASE)
# No campaign is called so: the platforms' own words before the name of what is summed up.
_TOTAL_OF = re.compile(r"total[ei]?\s*:.*", re.IGNORECASE)
_EMPTY = frozenset(("", "-", "--", "—"))
_UNIT = re.compile(r"\(\s*([A-Z]{3})\s*\)")


@dataclass(frozen=True)
class SpendHeader:
    """The header of an export, found.

    Attributes:
        line: its line number in the file.
        places: our field to column number.
        currency: the one its cost column's name states, or empty.
        decimal: the mark its language suggests.
    """

    export: SpendExport
    line: int
    text: str
    delimiter: str
    width: int
    places: Mapping[str, int]
    currency: str
    decimal: str

    def cell(self, cells: Sequence[str], field: str) -> str:
        """Give a row's text of a field; empty where the row or the export has none."""
        place = self.places.get(field)
        text = cells[place].strip() if place is not None and place < len(cells) else ""
        return "" if text in _EMPTY else text

    def is_total(self, cells: Sequence[str]) -> bool:
        """Say whether a row sums up others: it says so, or it names no campaign nor part of one where others do."""
        day = self.cell(cells, "on") or self.cell(cells, "starts")
        first = cells[0].strip()
        if _TOTAL.fullmatch(day) or (_TOTAL.fullmatch(first) and (self.places.get("campaign") != 0 or not day)):
            return True
        if _TOTAL_OF.fullmatch(self.cell(cells, "campaign")):
            return True
        if not day and any(_TOTAL.fullmatch(text.strip()) for text in cells):
            return True
        named = any(self.cell(cells, field) for field in ("campaign", "campaign_id", "ad_group", "ad"))
        return not named and ("campaign" in self.places or not day)

    def may_be_total(self, cells: Sequence[str]) -> bool:
        """Say whether a row's campaign has a total's name and nothing else that tells it apart."""
        apart = any(self.cell(cells, field) for field in ("campaign_id", "ad_group", "ad"))
        return not apart and _TOTAL.fullmatch(self.cell(cells, "campaign")) is not None

    def days(self, cells: Sequence[str]) -> tuple[str, str, str]:
        """Give the day or days that a row is about, as written."""
        return self.cell(cells, "on"), self.cell(cells, "starts"), self.cell(cells, "ends")


def find_header(lines: Sequence[str]) -> SpendHeader:
    """Find the header among a file's first lines, past any title and date range.

    Raises:
        PercorsoError: ``unrecognised_export`` saying what was looked for; ``missing_day`` when the export has cost but
            neither a day nor a range.
    """
    without_day = False
    for row, delimiter in _candidates(lines):
        for export in EXPORTS:
            header = _header(row, delimiter, export)
            if "cost" in header.places and {"on", "starts"} & header.places.keys():
                return header
            without_day = without_day or {"cost", "campaign"} <= header.places.keys()
    if without_day:
        raise PercorsoError(
            "missing_day", "The export has cost and campaign but no day.", hint="Export it again, broken down by day."
        )
    looked_for = "; ".join(
        f"{export.platform}: {', '.join(export.columns['on'][:3])} with {', '.join(export.columns['cost'])}"
        for export in EXPORTS
    )
    raise PercorsoError(
        "unrecognised_export",
        f"No header of a known advertising export in the first {_PREAMBLE} lines.",
        hint=f'Looked for {looked_for}. Import any other table with the csv connector and record = "spend".',
    )


def _candidates(lines: Sequence[str]) -> Iterator[tuple[Row, str]]:
    for number, line in enumerate(islice(lines, _PREAMBLE), start=1):
        for delimiter in ",;\t":
            row = next(records([line], delimiter), None)
            if isinstance(row, Row) and len(row.cells) > 1:
                yield row._replace(line=number), delimiter


def _header(row: Row, delimiter: str, export: SpendExport) -> SpendHeader:
    plain = [_UNIT.sub("", cell) if _unit(cell) else cell for cell in row.cells]
    places = recognise([cell.strip("\ufeff ") for cell in plain], export.columns)
    cost = row.cells[places["cost"]] if "cost" in places else ""
    folded = {fold(cell) for cell in plain}
    decimal = "," if folded & export.italian else "."
    return SpendHeader(export, row.line, row.original, delimiter, len(row.cells), places, _unit(cost), decimal)


def _unit(cell: str) -> str:
    """Give the currency a column name holds in brackets, or empty."""
    found = _UNIT.search(cell)
    return found[1] if found and found[1] in CURRENCIES else ""
