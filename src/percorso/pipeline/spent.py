"""What was spent: rows of spend in one currency, each with the channel its visits came by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from percorso.analyze.spend import SpendRow, normal
from percorso.analyze.spend_grain import at_one_grain
from percorso.pipeline.published import Published
from percorso.pipeline.rules import rules_of
from percorso.tables import RATES, SPEND, TOUCHPOINTS
from percorso.trace.channels import ChannelRules, Visit
from percorso.trace.exchange import Rates

# What an ad platform's clicks look like when they arrive, so that spend finds its channel by the same rules.
_PLATFORM_VISIT = {"google_ads": ("google", "cpc"), "meta_ads": ("facebook", "paid social")}
_CHANNEL_OF_CAMPAIGN = """
SELECT campaign, channel FROM touchpoints WHERE campaign IS NOT NULL AND channel IS NOT NULL
GROUP BY ALL ORDER BY count(*)
"""


def spent(published: Published, currency: str) -> tuple[SpendRow, ...]:
    """Read the spend, each campaign with the channel its visits came by; in one currency where rates allow.

    A year of many campaigns is a hundred thousand rows, so they are read once, until there are others or other rules.
    """
    lake = published.workspace.lake
    rules = published.workspace.rule_texts()
    asked = ("spent", currency, lake.revision(SPEND), lake.revision(RATES), rules, repr(published.workspace.settings))
    return published.worked_out_once(asked, lambda: _spent(published, currency))


def _spent(published: Published, currency: str) -> tuple[SpendRow, ...]:
    workspace = published.workspace
    table = workspace.lake.read(SPEND)
    if not table.num_rows:
        return ()
    rules = rules_of(workspace).channels
    found = published.rows_once(_CHANNEL_OF_CAMPAIGN, TOUCHPOINTS)
    seen = {normal(row["campaign"]): row["channel"] for row in found}
    rates = Rates.of(workspace.lake.read(RATES), currency)
    told = at_one_grain(table.sort_by([("on", "ascending"), ("spend_id", "ascending")]).to_pylist())
    return tuple(_converted(_spend_row(row, rules, seen), rates) for row in told)


def _spend_row(row: Mapping[str, Any], rules: ChannelRules, seen: Mapping[str, str]) -> SpendRow:
    """Give one row of spend its channel: the one its campaign's visits came by, else the one its clicks would have."""
    source, medium = _PLATFORM_VISIT.get(row["platform"], (row["platform"], "cpc"))
    channel = rules.classify(Visit(source=source, medium=medium, campaign=row["campaign"])).channel
    return SpendRow(
        on=row["on"],
        platform=row["platform"],
        channel=seen.get(normal(row["campaign"]), channel or "Unassigned"),
        campaign=row["campaign"],
        cost=row["cost"],
        currency=row["currency"],
        campaign_id=row["campaign_id"],
        clicks=row["clicks"],
    )


def _converted(row: SpendRow, rates: Rates) -> SpendRow:
    cost = rates.convert(row.cost, row.currency, row.on)
    return row if cost is None else row._replace(cost=cost, currency=rates.currency)
