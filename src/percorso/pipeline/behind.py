"""Behind a figure: the people it counts, a page of them at a time, those seen last first."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pyarrow as pa

from percorso.analyze.funnels import CountFunnel, dropped, reached
from percorso.core.errors import PercorsoError
from percorso.core.money import format_plain
from percorso.core.time import from_micros
from percorso.pipeline.exploring import Source
from percorso.pipeline.published import Published
from percorso.sequence.units import longs
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, ORDERS

# Rows of one page, at most.
MOST = 200
_NAMES = "SELECT customer_id, identifier FROM customers WHERE list_contains($ids, customer_id)"
_BOUGHT = """
SELECT customer_id, currency, count(*) AS orders, sum(revenue)::BIGINT AS revenue FROM orders
WHERE list_contains($ids, customer_id) GROUP BY ALL ORDER BY customer_id, currency
"""


def people_of_step(
    workspace: Workspace,
    source: Source,
    question: CountFunnel,
    step: int,
    which: Literal["reached", "lost"] = "reached",
    *,
    limit: int = 50,
    offset: int = 0,
) -> dict[str, Any]:
    """List who took a step of a funnel, or who took the one before and went no further.

    Args:
        workspace: where ``source`` comes from.
        source: its journeys.
        question: the funnel, of customers.
        step: its number, from 1.
        which: ``reached`` it, or was ``lost`` before it.
        limit, offset: which of them, those seen last first.

    Returns:
        ``people``, each with ``customer_id``, ``identifier`` (kind and value), ``last_at`` (in the period asked),
        ``orders`` and ``revenue`` (by currency) of all time; and ``total``, how many there are.

    Raises:
        PercorsoError: ``bad_steps`` when there is no such step; ``bad_page``.
    """
    if not 1 <= limit <= MOST or offset < 0:
        raise PercorsoError("bad_page", f"A page has 1 to {MOST} people, and begins at 0 or later.")
    if not 1 <= step <= len(question.steps):
        raise PercorsoError("bad_steps", f"The funnel has no step {step}.", hint=f"It has {len(question.steps)}.")
    ids: list[str] = []
    seen = []
    for opened, names in source.buckets:
        journeys = opened()
        units = reached(journeys, question, step - 1) if which == "reached" else dropped(journeys, question, step - 1)
        if len(units):
            ids += [str(one) for one in names().take(pa.array(units)).to_pylist()]
            seen.append(longs(journeys, "at")[journeys.offsets[units + 1] - 1])
    last = np.concatenate(seen) if seen else np.zeros(0, np.int64)
    shown = sorted(range(len(ids)), key=lambda one: (-int(last[one]), ids[one]))[offset : offset + limit]
    found = [(ids[one], int(last[one])) for one in shown]
    return {"people": _told(Published.open(workspace), found), "total": len(ids)}


def _told(published: Published, found: list[tuple[str, int]]) -> list[dict[str, Any]]:
    ids = [customer for customer, _ in found]
    names = {row["customer_id"]: row["identifier"] for row in published.rows(_NAMES, CUSTOMERS, ids=ids)} if ids else {}
    bought: dict[str, list[dict[str, Any]]] = {}
    for row in published.rows(_BOUGHT, ORDERS, ids=ids) if ids else ():
        bought.setdefault(row["customer_id"], []).append(row)
    people = []
    for customer, last in found:
        kind, _, value = (names.get(customer) or ":").partition(":")
        own = bought.get(customer, [])
        people.append(
            {
                "customer_id": customer,
                "identifier": {"kind": kind, "value": value},
                "last_at": from_micros(last).isoformat(),
                "orders": sum(row["orders"] for row in own),
                "revenue": {row["currency"]: format_plain(row["revenue"], row["currency"]) for row in own},
            }
        )
    return people
