"""Crediting: who earns the conversions under several models, of a plain file or of what is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, timedelta
from functools import partial
from math import isnan
from typing import Any, Literal

from percorso.analyze.answers.effectiveness import disagreement
from percorso.analyze.attribution import Credit, CreditRow, Credits, LedNowhere, SideBySide, Terms, credits_of
from percorso.analyze.conversion import ContactRates, ContactToCustomer
from percorso.analyze.facts import Facts
from percorso.analyze.intervals import counted
from percorso.core.errors import PercorsoError
from percorso.core.family import member, members
from percorso.core.money import places
from percorso.core.period import WHOLE, Moments, Period
from percorso.core.segments import EVERYBODY, Segment
from percorso.core.time import LONGEST, parse_duration, zone
from percorso.journeys import from_paths
from percorso.pipeline.asking import facts_of
from percorso.pipeline.exploring import Source
from percorso.pipeline.published import Published
from percorso.pipeline.segments import within
from percorso.run.local import run
from percorso.sequence.journeys import Journeys
from percorso.sequence.path_table import PathTable
from percorso.sequence.period import during
from percorso.store.workspace import Workspace

__all__ = [
    "UNATTRIBUTED",
    "Terms",
    "attribute_file",
    "attribute_paths",
    "attribute_workspace",
    "from_paths",
    "known_models",
    "read_terms",
]

RefundsOn = Literal["order_date", "refund_date"]

FAMILY = "percorso.analyze.attribution"
# What may earn, of a workspace's orders.
SUBJECTS = ("channel", "campaign", "source_medium", "creative", "landing")
UNATTRIBUTED = "(unattributed)"
# What somebody is given to become a customer, where no shop's setting says.
CONTACT_WINDOW = timedelta(days=30)


def known_models(asked: Sequence[str]) -> tuple[str, ...]:
    """Check the models asked for; none stands for all.

    Raises:
        PercorsoError: ``unknown_attribution``.
    """
    for name in asked:
        member(FAMILY, name)
    return tuple(asked) or members(FAMILY)


def read_terms(half_life: str, position: str, markov_order: int, direct: str) -> Terms:
    """Read the models' settings as people write them: ``7d``; ``40,40`` percent to the first and the last touch.

    Raises:
        PercorsoError: ``bad_duration``, ``bad_terms``.
    """
    try:
        first, last = (float(part) / 100 for part in position.split(","))
    except ValueError:
        message = f"'{position}' is not what the first and the last touch earn."
        raise PercorsoError("bad_terms", message, hint="Write two percentages: 40,40.") from None
    return Terms(parse_duration(half_life), first, last, markov_order, direct)


def attribute_file(
    source: Source,
    models: Sequence[str],
    *,
    terms: Terms,
    look_back: timedelta | None = None,
    all_conversions: bool = False,
    period: Period = WHOLE,
    contact_window: timedelta = CONTACT_WINDOW,
    interval: bool = True,
    seed: int = 0,
) -> dict[str, Any]:
    """Credit the conversions of a file of events; beside each channel how many of those reached became customers.

    Args:
        source: the journeys.
        models: their names.
        terms: the models' settings.
        look_back: how long before a conversion a touch may earn; None for no bound.
        all_conversions: whether every conversion counts and closes a cycle, or a customer's first one alone.
        period: the days, in UTC, whose conversions count, with what led to them before.
        contact_window: within which somebody who was reached becomes a customer.
        interval, seed: of the draws.

    Returns:
        the document of ``percorso attribute --format json``.
    """
    orders: Literal["all", "first"] = "all" if all_conversions else "first"
    reach = look_back or LONGEST
    since, until = period.moments(UTC)
    asked = Credit(
        "channel", "linear", reach, orders=orders, since=since, until=until, terms=terms, interval=interval, seed=seed
    )
    found = source.ask(SideBySide(asked, models))
    document = _document(found, "channel", source.buckets[0][0]().words.get("channel", ()))
    opened = [partial(_during, one, (since, until)) for one, _ in source.buckets]
    as_of = max((int(one()["at"].max(initial=0)) for one in opened), default=0)
    rates = run(ContactToCustomer(as_of, within=contact_window), opened)
    return document | _told_contacts(rates, "channel")


def _during(opened: Callable[[], Journeys], moments: Moments) -> Journeys:
    return during(opened(), moments)


def attribute_paths(
    paths: PathTable, models: Sequence[str], *, terms: Terms, interval: bool = True, seed: int = 0
) -> dict[str, Any]:
    """Credit the conversions of counted paths, as ``attribute_file`` does those of events."""
    found = credits_of(paths, models, terms=terms, interval=interval, seed=seed)
    return _document(found, "channel", paths.words)


def attribute_workspace(
    workspace: Workspace,
    models: Sequence[str],
    *,
    by: str = "channel",
    terms: Terms,
    look_back: timedelta | None = None,
    first_orders: bool = False,
    period: Period = WHOLE,
    segment: Segment = EVERYBODY,
    refunds: RefundsOn = "order_date",
    contact_window: timedelta | None = None,
    interval: bool = True,
    seed: int = 0,
) -> dict[str, Any]:
    """Credit the orders of the published build; beside each channel how many of those reached became customers.

    Args:
        workspace: where.
        models: their names.
        by: what earns: one of ``SUBJECTS``.
        terms: the models' settings.
        look_back: how long before an order a touch may earn; None for the shop's setting.
        first_orders: whether only the orders count that made a customer.
        period: the days of the shop's zone whose orders count, with what led to them before; and people reached in it.
        segment: whose orders count, and who counts as reached.
        refunds: whether a refund counts on its order's day or on its own.
        contact_window: within which somebody who was reached becomes a customer; None for the shop's setting.
        interval, seed: of the draws.
    """
    published = within(Published.open(workspace), segment)
    settings = workspace.settings
    facts = facts_of(published, ())
    reach = look_back or settings.trace.look_back
    orders: Literal["all", "first"] = "first" if first_orders else "all"
    since, until = period.moments(zone(settings.shop.time_zone))
    asked = Credit(
        by,
        "linear",
        reach,
        facts.currency,
        orders,
        since,
        until,
        refunds="refund" if refunds == "refund_date" else "order",
        terms=terms,
        interval=interval,
        seed=seed,
    )
    wanting = tuple(model for model in models if member(FAMILY, model).MODEL.nulls)
    gathered = LedNowhere(wanting, by, reach, asked.without_order, terms)
    nowhere = published.ask_once(gathered) if wanting else None
    document = _document(published.ask(SideBySide(asked, models, nowhere)), by, ())
    document["refunds_dated"] = refunds
    if by in ("channel", "campaign"):
        within_ = contact_window or facts.tracing.contact_window
        document |= _contacts(published, facts, by, (since, until), within_)  # type: ignore[arg-type]
    return document


def _contacts(
    published: Published,
    facts: Facts,
    by: Literal["channel", "campaign"],
    span: tuple[int | None, int | None],
    window: timedelta,
) -> dict[str, Any]:
    """Say of each channel or campaign how many of the people it reached became customers."""
    until = span[1]
    as_of = facts.last_at if until is None else min(facts.last_at, until)
    reached = ContactToCustomer(as_of, by, within=window, directions=facts.shop.contact)
    return _told_contacts(published.ask(reached, span), by)


def _told_contacts(found: ContactRates, by: str) -> dict[str, Any]:
    rows = [
        {
            by: row.subject,
            "rate": row.rate.value,
            "low": row.rate.low,
            "high": row.rate.high,
            "contacts": row.rate.n,
        }
        for row in found.rows
    ]
    return {"contact_to_customer": rows, "contact_window_days": found.within / timedelta(days=1)}


def _document(found: Sequence[Credits], by: str, words: Sequence[str]) -> dict[str, Any]:
    """Set the models side by side: each lists every subject that any of them lists, or that was seen at all."""
    subjects = {*words, *(row.subject for one in found for row in one.rows)} - {""}
    first = found[0]
    scale = 10 ** places(first.currency) if isinstance(first.value, int) and first.currency else 1
    credits_ = [_row(row, one, by, scale) for one in found for row in _filled(one, subjects)]
    apart = disagreement(tuple(found))
    return {
        "by": by,
        "currency": first.currency if scale != 1 else None,
        "conversions": first.conversions,
        "value": first.value / scale,
        "customers": first.customers,
        "models": [one.model for one in found],
        "credits": credits_,
        "disagreement": apart and {by: apart.subject, "fewest": apart.fewest, "most": apart.most},
        "incremental": "not_identified",
    }


def _filled(found: Credits, subjects: set[str]) -> list[CreditRow]:
    """Give a model's rows, nothing for what it lists not; the unattributed row only where it holds something."""
    own = {row.subject for row in found.rows}
    drawn = not isnan(found.rows[-1].low)
    most = counted(0)[1] if drawn else float("nan")
    each = found.value / max(found.conversions, 1)
    zero = 0.0 if drawn else float("nan")
    none = [CreditRow(one, 0.0, 0.0, zero, most, zero, most * each) for one in sorted(subjects - own)]
    named = [row for row in found.rows if row.subject]
    return [*named, *none, *(row for row in found.rows if not row.subject and (row.conversions or row.value))]


def _row(row: CreditRow, found: Credits, by: str, scale: int) -> dict[str, Any]:
    ends = (row.low, row.high, row.value_low / scale, row.value_high / scale)
    low, high, value_low, value_high = (None if isnan(end) else end for end in ends)
    return {
        "model": found.model,
        by: row.subject or UNATTRIBUTED,
        "conversions": row.conversions,
        "value": row.value / scale,
        "low": low,
        "high": high,
        "value_low": value_low,
        "value_high": value_high,
        "removal_effect": row.removal_effect,
        "incremental": found.incremental,
    }
