"""Winning: what of the cost went to winning customers, and what to keeping those who were customers already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from percorso.analyze.attribution import Credits
from percorso.analyze.intervals import Estimate
from percorso.analyze.spend import ReturnRow, added, normal


class WonRow(NamedTuple):
    """One campaign (or channel): the orders it is credited with that won customers and that kept them.

    Attributes:
        won, kept: credited first orders, and later ones.
        cost_to_win, cost_to_keep: its cost (minor units) in their proportion; None of what has cost and no order.
        cost_per_new_customer: its whole cost over the first orders; None without cost or first orders.
    """

    subject: str
    won: Estimate
    kept: Estimate
    cost_to_win: float | None
    cost_to_keep: float | None
    cost_per_new_customer: Estimate | None


@dataclass(frozen=True)
class Winning:
    """Costs (minor units) of campaigns and channels, by what their orders were.

    Attributes:
        cost_to_win: of all rows; ``each_won`` is that over the first orders of rows with a cost, with the interval of
            these; None where there are none.
        cost_to_keep, each_kept: likewise of later orders.
        without_orders: the cost that no order is credited to.
    """

    rows: tuple[WonRow, ...]
    cost_to_win: float
    each_won: Estimate | None
    cost_to_keep: float
    each_kept: Estimate | None
    without_orders: float


def winning(spent: Sequence[ReturnRow], won: Credits, kept: Credits) -> Winning:
    """Divide each row's cost between the orders that won customers and those of customers it kept.

    Args:
        spent: campaigns or channels with their cost.
        won: credit of first orders, by the same subjects and over the same days.
        kept: credit of later orders.
    """
    first, later = _by_name(won), _by_name(kept)
    rows = tuple(_row(row, first, later) for row in spent)
    paid = [(row, found) for row, found in zip(spent, rows, strict=True) if row.cost and found.cost_to_win is not None]
    to_win = fsum(found.cost_to_win or 0.0 for _, found in paid)
    to_keep = fsum(found.cost_to_keep or 0.0 for _, found in paid)
    return Winning(
        rows,
        to_win,
        _each(to_win, [found.won for _, found in paid]),
        to_keep,
        _each(to_keep, [found.kept for _, found in paid]),
        fsum(row.cost for row, found in zip(spent, rows, strict=True) if found.cost_to_win is None),
    )


def _by_name(credited: Credits) -> dict[str, Estimate]:
    """Give each subject's credited orders under its normal name; bounds of several spellings are added."""
    spelled: dict[str, list[Estimate]] = {}
    for row in credited.rows:
        spelled.setdefault(normal(row.subject), []).append(Estimate(row.conversions, row.low, row.high))
    return {name: added(rows) for name, rows in spelled.items()}


def _row(row: ReturnRow, first: dict[str, Estimate], later: dict[str, Estimate]) -> WonRow:
    nothing = Estimate(0.0, 0.0, 0.0)
    won, kept = first.get(normal(row.subject), nothing), later.get(normal(row.subject), nothing)
    orders = won.value + kept.value
    if not orders:
        return WonRow(row.subject, won, kept, None, None, None)
    to_win, to_keep = row.cost * won.value / orders, row.cost * kept.value / orders
    return WonRow(row.subject, won, kept, to_win, to_keep, _each(row.cost, [won]))


def _each(cost: float, orders: Sequence[Estimate]) -> Estimate | None:
    """Divide a cost by orders, whose number could have come out otherwise."""
    value, low, high = (fsum(column) for column in zip(*orders, strict=True)) if orders else (0.0, 0.0, 0.0)
    return Estimate(cost / value, cost / high, cost / low if low else float("inf")) if cost and value else None
