"""Behind a figure: the people it counts, a page of them at a time, those seen last first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.analyze.funnels import CountFunnel, dropped, reached
from percorso.analyze.routes import Routes
from percorso.core.errors import PercorsoError
from percorso.core.money import format_plain
from percorso.core.period import WHOLE, Period
from percorso.core.segments import Segment
from percorso.core.time import from_micros
from percorso.pipeline.allowing import addresses, allowed
from percorso.pipeline.exploring import Source
from percorso.pipeline.finding import Everybody
from percorso.run.local import each
from percorso.sequence.journeys import Journeys
from percorso.sequence.units import longs
from percorso.store.workspace import DEFAULT_LEVEL, Workspace
from percorso.tables import ORDERS
from percorso.unify.growth import ids_of
from percorso.unify.known import Known

UNSEEN = -1
# Rows of one page, at most.
MOST = 200
# Gives the places of some of a bucket's customers.
Find = Callable[[Journeys], NDArray[np.int64]]
_BOUGHT = """
SELECT customer_id, currency, count(*) AS orders, sum(revenue)::BIGINT AS revenue FROM orders
WHERE customer_id IN (SELECT unnest($ids)) GROUP BY ALL ORDER BY customer_id, currency
"""


@dataclass(frozen=True)
class Found:
    """Who is asked for, by key, and when each was seen last."""

    key: NDArray[np.uint64]
    last: NDArray[np.int64]

    def of(self, rows: NDArray[Any] | slice) -> Found:
        """Keep some of them, as they are named or marked."""
        return Found(self.key[rows], self.last[rows])

    def first(self, count: int) -> Found:
        """Put those seen last first, as many as are asked for.

        At one moment they are in an order that does not depend on how customers are spread over buckets.
        """
        found = self
        if count < len(self.last):
            # Of many only those are put in order who may be among the first.
            found = self.of(self.last >= np.partition(self.last, -count)[-count])
        return found.of(np.lexsort((found.key, -found.last))[:count])


def people_of_step(
    workspace: Workspace,
    source: Source,
    question: CountFunnel,
    step: int,
    which: Literal["reached", "lost"] = "reached",
    *,
    purpose: str | None = None,
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
        purpose: what the list is made for; who does not allow it is left out. None where it is only looked at.
        limit, offset: which of them, those seen last first.

    Returns:
        ``people``, each with ``customer_id``, ``identifier`` (kind and value), ``last_at`` (in the period asked),
        None for whoever never was, ``orders`` and ``revenue`` (by currency) of all time; ``total``, how many there are;
        and, for a purpose, that and ``left_out``, how many do not allow it.

    Raises:
        PercorsoError: ``bad_steps`` when there is no such step; ``bad_page``; ``unknown_purpose``.
    """
    if not 1 <= step <= len(question.steps):
        raise PercorsoError("bad_steps", f"The funnel has no step {step}.", hint=f"It has {len(question.steps)}.")
    return page_of(workspace, source, _asked(question, step, which), limit, offset, purpose)


def people_of_path(
    workspace: Workspace,
    source: Source,
    question: Routes,
    path: Sequence[str],
    *,
    purpose: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> dict[str, Any]:
    """List who took one of the paths that ``exploring.paths`` tells, as ``people_of_step`` does."""
    return page_of(workspace, source, lambda journeys: question.takers(journeys, path), limit, offset, purpose)


def people_of_segment(
    workspace: Workspace,
    segment: Segment,
    period: Period = WHOLE,
    level: str = DEFAULT_LEVEL,
    *,
    purpose: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> dict[str, Any]:
    """List a segment's members, as ``people_of_step`` does: all of them, or those who were seen in a period.

    Raises:
        PercorsoError: ``not_built``, ``cache_missing``, ``bad_page``, ``unknown_level``, ``unknown_purpose``.
    """
    source = Source.of_workspace(workspace.folder, level, period=period, segment=segment)

    def seen(journeys: Journeys) -> NDArray[np.int64]:
        return np.arange(journeys.customers) if period == WHOLE else np.flatnonzero(np.diff(journeys.offsets))

    return page_of(workspace, source, seen, limit, offset, purpose)


def page_of(
    workspace: Workspace, source: Source, find: Find, limit: int, offset: int, purpose: str | None = None
) -> dict[str, Any]:
    """List some of the customers that ``find`` gives of each bucket, by their places in it.

    Raises:
        PercorsoError: ``bad_page``, ``unknown_purpose``.
    """
    if not 1 <= limit <= MOST or offset < 0:
        raise PercorsoError("bad_page", f"A page has 1 to {MOST} people, and begins at 0 or later.")
    found = _found(source, find)
    given: dict[str, Any] = {}
    if purpose is not None:
        may = allowed(Everybody.open(workspace), ids_of(found.key), purpose)
        given = {"purpose": purpose, "left_out": int((~may).sum())}
        found = found.of(may)
    shown = found.first(offset + limit).of(slice(offset, None))
    return {"people": _told(Everybody.open(workspace), shown), "total": len(found.key)} | given


def lost_for(workspace: Workspace, source: Source, question: CountFunnel, step: int, purpose: str) -> dict[str, Any]:
    """List all who were lost before a step and allow a purpose, those seen last first.

    Args:
        workspace: where ``source`` comes from, as its level of trust shows it.
        source: its journeys.
        question: the funnel, of customers.
        step: its number, from 1.
        purpose: what the list is made for (``allowing.ACTS``).

    Returns:
        ``purpose``; ``people``, each with ``customer_id``, ``identifier`` (kind and value), ``email`` (the one seen
        last, None for none) and ``last_at``; ``left_out``, how many do not allow it.

    Raises:
        PercorsoError: ``bad_steps``, ``unknown_purpose``.
    """
    if not 1 <= step <= len(question.steps):
        raise PercorsoError("bad_steps", f"The funnel has no step {step}.", hint=f"It has {len(question.steps)}.")
    found = _found(source, _asked(question, step, "lost"))
    found = found.first(len(found.key))
    everybody = Everybody.open(workspace)
    may = allowed(everybody, ids_of(found.key), purpose)
    known, kept = everybody.known, found.of(may)
    customer = _customers(known, kept.key)
    names = everybody.names_of(known.canonical[customer])
    columns = zip(ids_of(kept.key).to_pylist(), names, addresses(known, customer), kept.last.tolist(), strict=True)
    people = [
        {"customer_id": one, "identifier": name, "email": email, "last_at": from_micros(last).isoformat()}
        for one, name, email, last in columns
    ]
    return {"purpose": purpose, "people": people, "left_out": int((~may).sum())}


def _asked(question: CountFunnel, step: int, which: Literal["reached", "lost"]) -> Find:
    ask = reached if which == "reached" else dropped
    return lambda journeys: ask(journeys, question, step - 1)


def _found(source: Source, find: Find) -> Found:
    """Find who is asked for: who each is, and when they were seen last."""

    def part_of(opened: Callable[[], Journeys]) -> Found:
        journeys = opened()
        units = find(journeys)
        # Whoever was merely written to lies on no way, and was never seen.
        at = np.append(longs(journeys, "at"), UNSEEN)
        ends = journeys.offsets[units + 1]
        return Found(journeys.keys[units], at[np.where(ends > journeys.offsets[units], ends - 1, -1)])

    parts = list(each(part_of, [opened for opened, _ in source.buckets]))
    key, last = ([getattr(part, name) for part in parts] for name in ("key", "last"))
    return Found(np.concatenate([np.zeros(0, np.uint64), *key]), np.concatenate([np.zeros(0, np.int64), *last]))


def _customers(known: Known, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Find customers by their keys."""
    rows = np.flatnonzero(np.asarray(pc.is_in(pa.array(known.keys), value_set=pa.array(keys))))
    rows = rows[np.argsort(known.keys[rows])]
    return rows[np.searchsorted(known.keys[rows], keys)]


def _told(everybody: Everybody, shown: Found) -> list[dict[str, Any]]:
    ids = ids_of(shown.key).to_pylist()
    names = everybody.names_of(everybody.known.canonical[_customers(everybody.known, shown.key)])
    bought: dict[str, list[dict[str, Any]]] = {}
    for row in everybody.published.rows(_BOUGHT, ORDERS, ids=ids) if ids else ():
        bought.setdefault(row["customer_id"], []).append(row)
    people = []
    for customer, name, last in zip(ids, names, shown.last.tolist(), strict=True):
        own = bought.get(customer, [])
        people.append(
            {
                "customer_id": customer,
                "identifier": name,
                "last_at": None if last == UNSEEN else from_micros(last).isoformat(),
                "orders": sum(row["orders"] for row in own),
                "revenue": {row["currency"]: format_plain(row["revenue"], row["currency"]) for row in own},
            }
        )
    return people
