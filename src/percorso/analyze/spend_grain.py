"""One grain of spend: the same cost told by campaign and again by ad group counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

# What a platform may break a campaign's cost down by, or name it by beside its name.
_PARTS = ("campaign_id", "ad_group", "ad")
# What one campaign's cost of one day is known by, however finely it is told.
_WHOLE = ("shop", "source", "platform", "on", "campaign", "currency")


def at_one_grain(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Keep, of each campaign and day, the rows of the grain that arrived last; their order stays.

    A grain is which of campaign id, ad group and ad are told. Grains that arrived together are parts of one cost and
    are all kept.

    Args:
        rows: rows of the spend table.
    """
    spend = list(rows)
    arrived: defaultdict[Hashable, dict[Hashable, Any]] = defaultdict(dict)
    for row in spend:
        grains = arrived[_whole(row)]
        at, grain = row["received_at"], _grain(row)
        grains[grain] = max(at, grains.get(grain, at))
    newest = {whole: max(grains.values()) for whole, grains in arrived.items()}
    return [row for row in spend if arrived[_whole(row)][_grain(row)] == newest[_whole(row)]]


def _whole(row: Mapping[str, Any]) -> Hashable:
    return tuple(row[name] for name in _WHOLE)


def _grain(row: Mapping[str, Any]) -> Hashable:
    return tuple(bool(row[name]) for name in _PARTS)
