"""Moved: which figures of months that were published are others now, and what moved them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from percorso.analyze.days import month_end
from percorso.core.money import format_plain
from percorso.core.period import WHOLE, Period
from percorso.core.time import from_micros
from percorso.speak.catalogue import Catalogue
from percorso.speak.moved import moved_document
from percorso.store.figures import Key, Shift
from percorso.store.workspace import Workspace

# What a build noticed so long ago is no news any more.
NEWS_DAYS = 30


class Sums(NamedTuple):
    """The figures of some days: those that builds publish, and what adverts cost; money in minor units."""

    orders: int = 0
    revenue: int = 0
    new_customers: int = 0
    touchpoints: int = 0
    cost: int = 0

    def plus(self, other: Sums) -> Sums:
        """Add another's figures."""
        return Sums(*(left + right for left, right in zip(self, other, strict=True)))

    def minus(self, other: Sums) -> Sums:
        """Take another's figures away."""
        return Sums(*(left - right for left, right in zip(self, other, strict=True)))


class Cause(NamedTuple):
    """By how much one cause moved a month, and how many orders, events or days it was; 0 where that is not known."""

    name: str
    moved: Sums
    things: int


@dataclass(frozen=True)
class Month:
    """One month's days that were over and moved, in one currency.

    Attributes:
        since, until: its first and last day that counts; ``until`` is the month's last one, or the last that is over.
        published_at: when it had been published before, microseconds since 1970 UTC; None where it was not over then.
        was, now: its figures as its days had been published, and as they are.
    """

    month: str
    currency: str
    since: date
    until: date
    published_at: int | None
    was: Sums
    now: Sums
    causes: tuple[Cause, ...]


def months(workspace: Workspace, period: Period = WHOLE, noted_since: date | None = None) -> tuple[Month, ...]:
    """Give the months of which a figure moved after it was published, the latest first.

    Args:
        workspace: where.
        period: days of the shop's zone; only these count.
        noted_since: what builds noticed from this day on; None for the last 30 days before the newest build.
    """
    build = workspace.state.latest_build()
    if build is None:
        return ()
    since = noted_since or from_micros(build.published_at).date() - timedelta(days=NEWS_DAYS)
    by_month: defaultdict[Key, list[Shift]] = defaultdict(list)
    for one in workspace.state.figures.shifts(since):
        if period.holds(date.fromisoformat(one.day)):
            by_month[one.day[:7], one.currency].append(one)
    figures = _figures(workspace) if by_month else {}
    last = max((day for day, _ in figures), default="")
    return tuple(_month(*key, by_month[key], figures, period, last) for key in sorted(by_month, reverse=True))


def moved(workspace: Workspace, language: str = "en", period: Period = WHOLE) -> dict[str, Any]:
    """Say which figures moved after they were published, and why.

    Returns:
        the document of ``GET /api/v1/moved``: ``headline``, empty where nothing worth a word moved; ``months``.

    Raises:
        PercorsoError: ``unknown_language``.
    """
    return moved_document(written(months(workspace, period)), Catalogue.of(language))


def written(found: Sequence[Month]) -> list[dict[str, Any]]:
    """Write months as what JSON holds, money as decimal text in major units."""
    return [
        {
            "month": one.month,
            "from": one.since.isoformat(),
            "to": one.until.isoformat(),
            "currency": one.currency,
            "published_at": None if one.published_at is None else from_micros(one.published_at).isoformat(),
            "was": _sums(one.was, one.currency),
            "now": _sums(one.now, one.currency),
            "causes": [
                {"cause": cause.name, "things": cause.things, "moved": _sums(cause.moved, one.currency)}
                for cause in one.causes
            ],
        }
        for one in found
    ]


def _sums(sums: Sums, currency: str) -> dict[str, Any]:
    money = {name: format_plain(getattr(sums, name), currency) for name in ("revenue", "cost")}
    return sums._asdict() | money


def _figures(workspace: Workspace) -> dict[Key, Sums]:
    """Give every day's figures as they are."""
    kept = workspace.state.figures
    found = {key: Sums(*sums) for key, sums in kept.all().items()}
    for (day, currency, _platform), told in kept.costs().items():
        found[day, currency] = found.get((day, currency), Sums()).plus(Sums(cost=told.cost))
    return found


def _month(
    month: str, currency: str, shifts: Sequence[Shift], figures: dict[Key, Sums], period: Period, last: str
) -> Month:
    since, until = date.fromisoformat(f"{month}-01"), month_end(month)
    # The newest day is not over: what it says grows without having moved.
    over = min(until, date.fromisoformat(last) - timedelta(days=1)) if last else until
    since, over = max(since, period.since or since), min(over, period.until or over)
    now, change = Sums(), Sums()
    for (day, own), sums in figures.items():
        if own == currency and since.isoformat() <= day <= over.isoformat():
            now = now.plus(sums)
    causes: defaultdict[str, list[Shift]] = defaultdict(list)
    for one in shifts:
        change = change.plus(Sums(*one.sums, one.cost))
        causes[one.cause].append(one)
    published = min(one.published_at for one in shifts)
    whole = until < from_micros(published).date()
    told = sorted(
        (_cause(name, own) for name, own in causes.items()), key=lambda one: [-abs(sum_) for sum_ in _rank(one)]
    )
    return Month(month, currency, since, over, published if whole else None, now.minus(change), now, tuple(told))


def _cause(name: str, shifts: Sequence[Shift]) -> Cause:
    moved_by = Sums()
    for one in shifts:
        moved_by = moved_by.plus(Sums(*one.sums, one.cost))
    return Cause(name, moved_by, sum(one.things for one in shifts))


def _rank(cause: Cause) -> tuple[int, ...]:
    moved_by = cause.moved
    return moved_by.revenue, moved_by.orders, moved_by.new_customers, moved_by.cost, moved_by.touchpoints
