"""Daily: what each day of the shop's calendar adds up to, with what somebody noted on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from percorso.analyze.days import NOTHING, CountDays, DayTotals, plus
from percorso.core.money import format_plain
from percorso.core.period import WHOLE, Period
from percorso.core.segments import EVERYBODY, Segment
from percorso.core.time import zone
from percorso.pipeline import annotating
from percorso.pipeline.asking import span
from percorso.pipeline.published import Published
from percorso.pipeline.segments import within
from percorso.store.workspace import Workspace


def days(workspace: Workspace, period: Period = WHOLE, segment: Segment = EVERYBODY) -> dict[str, Any]:
    """Add up every day from the first to the last that there is data of, or of a period those of them.

    Args:
        workspace: where.
        period: days of the shop's zone.
        segment: whose orders and contacts count.

    Returns:
        the document of ``percorso days --format json``: ``days``, each with ``on``, ``orders``, ``revenue`` (net, as
        decimal text in major units), ``new_customers`` and ``touchpoints``, those with nothing too; ``annotations`` on
        any of them; ``as_of``, since the last day may not be over; ``orders_of_other_currencies``, which are in no day.

    Raises:
        PercorsoError: ``not_built``, ``cache_missing``.
    """
    everybody = Published.open(workspace)
    shop = workspace.settings.shop
    question = CountDays(shop.currency, shop.time_zone)
    counted = within(everybody, segment).ask_once(question)
    first, last = (moment and moment.astimezone(zone(shop.time_zone)) for moment in span(everybody))
    currency = _currency(everybody.ask_once(question), shop.currency)
    asked = _dates(period, first and first.date(), last and last.date())
    shown = Period(asked[0], asked[-1]) if asked else None
    return {
        "currency": currency,
        "as_of": last and last.isoformat(timespec="seconds"),
        "days": [_day(on, _sums(on.isoformat(), counted, currency, shop.currency), currency) for on in asked],
        "annotations": annotating.listed(workspace, shown) if shown else [],
        "orders_of_other_currencies": sum(
            sums.orders for (day, own), sums in counted.items() if own != currency and _holds(shown, day)
        ),
    }


def _currency(counted: Mapping[tuple[str, str], DayTotals], shops: str) -> str:
    """Give the shop's currency, or the first that orders came in where none came in that."""
    sold = sorted({own for (_, own), sums in counted.items() if sums.orders})
    return sold[0] if sold and shops not in sold else shops


def _dates(period: Period, first: date | None, last: date | None) -> list[date]:
    if first is None or last is None:
        return []
    since, until = max(first, period.since or first), min(last, period.until or last)
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]


def _sums(day: str, counted: Mapping[tuple[str, str], DayTotals], currency: str, shops: str) -> DayTotals:
    """Give a day's figures: money in one currency, people and touchpoints where the shop's own tells them."""
    own = counted.get((day, currency), NOTHING)
    if currency == shops:
        return own
    beside = counted.get((day, shops), NOTHING)
    return plus(own, beside._replace(orders=0, revenue=0))


def _day(on: date, sums: DayTotals, currency: str) -> dict[str, Any]:
    return {"on": on.isoformat(), **sums._asdict(), "revenue": format_plain(sums.revenue, currency)}


def _holds(shown: Period | None, day: str) -> bool:
    return shown is not None and shown.holds(date.fromisoformat(day))
