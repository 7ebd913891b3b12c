"""Spending: what advertising cost a day, in the files that ad accounts export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.simulate import tabular, texts
from percorso.simulate.clock import DAY, Clock
from percorso.simulate.exposures import Exposures
from percorso.simulate.needs import Needs
from percorso.simulate.options import Options
from percorso.simulate.planted import CAMPAIGNS, CHANNELS, Campaign
from percorso.simulate.streams import Bools, Longs
from percorso.simulate.visits import Visits

# One exposure stands for this many times an advert is shown before it is noticed.
_SHOWN = 20
# Accounts count clicks that never arrive.
_LOST_CLICKS = 1.07
_BY_KEY = {one.key: one for one in CHANNELS}
MAPPING = """\
record = "spend"
decimal = ","
currency = "EUR"

[fields]
on = {column = "Giorno", format = "%d/%m/%Y"}
platform = "Piattaforma"
campaign = "Campagna"
cost = "Costo"
impressions = "Impressioni"
clicks = "Clic"
"""


@dataclass(frozen=True)
class Delivered:
    """What was delivered, campaigns x days: impressions and clicks."""

    impressions: Longs
    clicks: Longs

    @classmethod
    def of(cls, options: Options, clock: Clock, needs: Needs, exposures: Exposures, visits: Visits) -> Delivered:
        """Count one chunk's."""
        aware, decides = needs.aware[exposures.need], needs.decides[exposures.need]
        at = aware + (exposures.part * (decides - aware)).astype(np.int64)
        shown = _counted(options, clock, exposures.campaign, at) * _SHOWN
        return cls(shown, _counted(options, clock, visits.campaign, visits.at))

    def plus(self, other: Delivered) -> Delivered:
        """Add another chunk's."""
        return Delivered(self.impressions + other.impressions, self.clicks + other.clicks)


def _counted(options: Options, clock: Clock, campaign: Longs, at: Longs) -> Longs:
    day = (at - clock.first) // DAY
    inside = (campaign >= 0) & (day >= 0) & (day < options.days)
    cells = campaign[inside] * options.days + day[inside]
    return np.bincount(cells, minlength=len(CAMPAIGNS) * options.days).reshape(len(CAMPAIGNS), options.days)


def costs(delivered: Delivered) -> Longs:
    """Give each campaign's cost a day, in cents."""
    rows = []
    for place, one in enumerate(CAMPAIGNS):
        channel = _BY_KEY[one.channel]
        euros = delivered.impressions[place] / 1000 * channel.cpm
        euros = euros + np.round(delivered.clicks[place] * _LOST_CLICKS) * channel.cpc + one.idle
        rows.append(np.round(euros * 100))
    return np.array(rows, np.int64)


def write_spending(folder: Path, clock: Clock, delivered: Delivered) -> None:
    """Write the accounts' exports: Google Ads and Meta, Italian; what other platforms charge, with its mapping."""
    cost = costs(delivered)
    day, campaign = np.meshgrid(np.arange(cost.shape[1]), np.arange(cost.shape[0]))
    rows = _Rows(clock, campaign.ravel(), day.ravel(), cost.ravel(), delivered)
    google = rows.where("google_ads")
    heading = "Rendimento delle campagne\n" + "Tutto il periodo\n"
    tabular.write(folder, "google_ads.csv", heading.encode() + google.csv("Giorno", "Campagna", google=True))
    tabular.write(folder, "meta_ads.csv", b"\xef\xbb\xbf" + rows.where("meta_ads").meta())
    tabular.write(folder, "altri_costi.csv", rows.where("other").csv("Giorno", "Campagna", google=False))
    tabular.write(folder, "altri_costi.toml", MAPPING.encode())


@dataclass(frozen=True)
class _Rows:
    clock: Clock
    campaign: Longs
    day: Longs
    cost: Longs
    delivered: Delivered

    def where(self, platform: str) -> _Rows:
        """Keep one account's rows that cost or showed something."""
        of = np.array([_BY_KEY[one.channel].platform == platform for one in CAMPAIGNS])
        kept: Bools = of[self.campaign] & (self.cost > 0)
        order = np.lexsort((self.campaign[kept], self.day[kept]))
        return _Rows(
            self.clock, self.campaign[kept][order], self.day[kept][order], self.cost[kept][order], self.delivered
        )

    def named(self, name: str) -> pa.Array:
        words: list[Campaign] = list(CAMPAIGNS)
        return texts.taken(texts.strings([str(getattr(one, name)) for one in words]), self.campaign)

    def csv(self, day: str, campaign: str, *, google: bool) -> bytes:
        """Write rows with Italian headings, a semicolon between and a decimal comma."""
        source = texts.taken(texts.strings([_BY_KEY[one.channel].source for one in CAMPAIGNS]), self.campaign)
        columns: dict[str, pa.Array | str] = {day: self._days(), campaign: self.named("key")}
        columns |= {"ID campagna": self._ids(), "Codice valuta": "EUR"} if google else {"Piattaforma": source}
        columns |= {"Costo": texts.money(self.cost, ",")}
        columns |= {"Impr." if google else "Impressioni": self._counts(self.delivered.impressions)}
        columns |= {"Clic": self._counts(self.delivered.clicks)}
        return tabular.csv(columns, ";")

    def meta(self) -> bytes:
        """Write rows as Meta's Italian export has them."""
        moments = self.clock.first + self.day * DAY
        return tabular.csv(
            {
                "Inizio dei report": texts.days(moments),
                "Fine dei report": texts.days(moments),
                "Nome della campagna": self.named("key"),
                "Importo speso (EUR)": texts.money(self.cost, ","),
                "Impression": self._counts(self.delivered.impressions),
                "Clic sul link": self._counts(self.delivered.clicks),
            },
            ";",
        )

    def _ids(self) -> pa.Array:
        return texts.numbers(9_100_000 + self.campaign)

    def _counts(self, counted: Longs) -> pa.Array:
        return texts.numbers(counted[self.campaign, self.day])

    def _days(self) -> pa.Array:
        iso = texts.days(self.clock.first + self.day * DAY)
        year, month, day = (pc.utf8_slice_codeunits(iso, start, stop) for start, stop in ((0, 4), (5, 7), (8, 10)))
        return texts.join(day, "/", month, "/", year)
