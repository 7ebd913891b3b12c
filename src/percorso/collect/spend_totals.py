"""Totals among campaigns: a row called Total whose cost is what the campaigns of its days add up to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from percorso.collect import currency_signs
from percorso.collect.spend_exports import SpendHeader
from percorso.core.errors import PercorsoError
from percorso.core.money import parse_decimal

Days = tuple[str, str, str]

# How far the campaigns' costs, each rounded to a cent, may be from the total of the unrounded ones.
_ROUNDED = Decimal("0.005")


def days_with_totals(rows: Iterable[Sequence[str]], header: SpendHeader, decimal: str) -> frozenset[Days]:
    """Tell the days whose row called Total sums up the others; on other days it is a campaign of that name.

    Args:
        rows: all rows of the file that are no totals at sight.
        decimal: the mark its amounts are written with.
    """
    added: defaultdict[Days, Decimal] = defaultdict(Decimal)
    count: Counter[Days] = Counter()
    called: dict[Days, set[Decimal]] = {}
    for cells in rows:
        try:
            cost = parse_decimal(currency_signs.bare(header.cell(cells, "cost")) or "0", decimal)
        except PercorsoError:
            continue
        days = header.days(cells)
        if header.may_be_total(cells):
            called.setdefault(days, set()).add(cost)
        else:
            added[days] += cost
            count[days] += 1
    return frozenset(
        days
        for days, costs in called.items()
        if count[days] and all(abs(cost - added[days]) <= _ROUNDED * (count[days] + 1) for cost in costs)
    )
