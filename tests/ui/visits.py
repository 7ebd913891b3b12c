"""Visits before a test: what somebody without an account saw when they looked last."""

from __future__ import annotations

from percorso.core.time import DAY
from percorso.store.looks import Look
from percorso.store.transactions import now
from percorso.store.workspace import Workspace


def looked_a_day_ago(shop: Workspace, orders: int, revenue: int) -> None:
    """Let whoever sits at a workspace have looked a day ago, when there were so many orders, worth so many cents."""
    seen = {"customers": 18, "buyers": orders, "orders": {"EUR": [orders, revenue]}, "moves": []}
    shop.state.looks.keep(Look("", now() - DAY, seen))
