"""Looking: what changed since an account looked last, so that whoever comes back reads what is new first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from percorso.core.answer import Totals
from percorso.core.time import from_micros, zone
from percorso.pipeline import moved
from percorso.speak.catalogue import Catalogue
from percorso.speak.since import Since, since_document
from percorso.store.looks import Look
from percorso.store.transactions import now
from percorso.store.workspace import Workspace

# Looks with less than this between them are one visit, microseconds: what is new stays in sight for as long.
VISIT = 30 * 60 * 1_000_000


def look(
    workspace: Workspace,
    name: str,
    totals: Sequence[Totals],
    moves: Sequence[Mapping[str, Any]],
    language: str = "en",
    at: int | None = None,
) -> dict[str, Any] | None:
    """Say what changed since an account's last visit, and note that it looks now.

    Args:
        workspace: where.
        name: the account's; empty for whoever sits at a workspace without accounts.
        totals: what there is, by currency.
        moves: those that are shown, each with its ``id`` and ``what``, a sentence.
        language: of the sentences.
        at: the moment, microseconds since 1970 UTC; None for the present.

    Returns:
        ``looked_at``, when the visit before ended, and ``lines``, what changed since, none where nothing did; None on
        a first visit.
    """
    own = _noted(workspace, Look(name, now() if at is None else at, _seen(totals, moves)))
    if own.before_at is None or own.before is None:
        return None
    return since_document(_since(workspace, own, own.before_at, own.before, moves), Catalogue.of(language))


def _noted(workspace: Workspace, own: Look) -> Look:
    """Keep a look, with the visit before: the one that an ongoing visit is compared with already, or the last one."""
    last = workspace.state.looks.of(own.name)
    if last is not None:
        again = own.looked_at - last.looked_at < VISIT
        before_at, before = (last.before_at, last.before) if again else (last.looked_at, last.seen)
        own = replace(own, before_at=before_at, before=before)
    workspace.state.looks.keep(own)
    return own


def _seen(totals: Sequence[Totals], moves: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    everybody = totals[0]
    return {
        "customers": everybody.customers,
        "buyers": everybody.buyers,
        "orders": {one.currency: [one.orders, one.revenue] for one in totals},
        "moves": [one["id"] for one in moves],
    }


def _since(
    workspace: Workspace, own: Look, before_at: int, before: Mapping[str, Any], moves: Sequence[Mapping[str, Any]]
) -> Since:
    decided, notes = workspace.state.moves.all(), workspace.state.annotations.all()
    orders = {
        currency: (count - had[0], revenue - had[1])
        for currency, (count, revenue) in own.seen["orders"].items()
        for had in [before["orders"].get(currency, [0, 0])]
    }
    # What moved is kept by the day on which it was noticed.
    months = moved.months(workspace, noted_since=from_micros(before_at).date())
    return Since(
        looked_at=from_micros(before_at).astimezone(zone(workspace.settings.shop.time_zone)).isoformat("T", "seconds"),
        orders=orders,
        buyers=own.seen["buyers"] - before["buyers"],
        people=own.seen["customers"] - before["customers"],
        moves=[one["what"] for one in moves if one["id"] not in before["moves"]],
        decided=sum(one.decided_by != own.name and one.decided_at > before_at for one in decided),
        checked=sum((one.checked_at or 0) > before_at for one in decided),
        noted=[one.said.text for one in notes if one.made_by != own.name and one.made_at > before_at],
        moved=moved.written(months),
    )
