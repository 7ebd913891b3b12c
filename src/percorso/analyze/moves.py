"""Moves: what is worth doing next, drawn from what the other analyses found, the surest money first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Literal

from percorso.analyze.answers import campaigns, landing
from percorso.analyze.answers.acceleration import WON
from percorso.analyze.answers.figures import count, in_days, money, said, share, text, too_early
from percorso.analyze.answers.spending import spending
from percorso.analyze.carts import Carts, CartsResult
from percorso.analyze.facts import ENOUGH_ORDERS, MONTH_DAYS, Facts
from percorso.analyze.gaps import By, SessionGaps
from percorso.analyze.intervals import Estimate, Rate, rate
from percorso.analyze.retention import Retention
from percorso.analyze.spend import ReturnRow, Returns, normal
from percorso.analyze.stops import Stops
from percorso.analyze.timing import Passage, Timing
from percorso.core.answer import Message
from percorso.sequence.journeys import Journeys
from percorso.sequence.units import Longs

Kind = Literal["fault", "spend", "cart", "gap", "step"]
# How the money is known: counted, seen beside others who did better, or supposed of some who would be won back.
Basis = Literal["exact", "association", "supposed"]
Counted = Literal["people", "visits", "ways", "campaigns", "rows", "sources", "orders"]

# More than these nobody does in a week.
MOST = 5
_NAMED = 3
_SILENT = ("source_silent", "no_events", "no_events_yet")
_SEGMENTS: tuple[By, ...] = ("device", "channel")
# What a cart is left before has a move of its own.
_PASSAGES = (("awareness", "consideration"), ("consideration", "decision"))
_CART = "cart"


@dataclass(frozen=True)
class Target:
    """What a move is about, and what is measured again later; ``subject`` by kind.

    ``gap``: the breakdown, the segment and the step; ``step``: the two stages; ``spend``: the campaigns' names;
    ``fault``: the code; ``cart``: nothing.
    """

    kind: Kind
    subject: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same move, whatever its figures; a list of campaigns may change from day to day."""
        return self.kind if self.kind == "spend" and len(self.subject) != 1 else "\x1f".join((self.kind, *self.subject))


@dataclass(frozen=True)
class Move:
    """One thing to do.

    Attributes:
        concerned: how many of what is ``counted``.
        monthly: what it brings in 30 days, minor units; None for a fault, which makes the rest wrong.
        worth: what one more that goes on brings, minor units; 0 where the move is about something else.
    """

    target: Target
    what: Message
    why: Message
    concerned: int
    counted: Counted
    monthly: Estimate | None
    basis: Basis
    worth: float = 0.0


@dataclass(frozen=True)
class Moves:
    """The moves worth showing; ``uncertain`` others may bring nothing.

    Faults come first, then what was counted or seen by what it brings at least, then what rests on a supposition, whose
    interval knows nothing of the supposition's own doubt.

    Attributes:
        early: why nothing but faults can be told; None where there is enough to tell.
        together: what those bring at least that rest on no supposition, in 30 days, minor units; of those that concern
            the same visits the dearest counts alone.
    """

    moves: tuple[Move, ...]
    uncertain: int
    together: float
    early: Message | None


def ideas(facts: Facts) -> tuple[Move, ...]:
    """List what may be worth doing, sure or not; nothing where too few orders came to tell anything by."""
    return () if too_early(facts.orders) else tuple(_ideas(facts))


def choose(facts: Facts, found: Sequence[Move], findings: Sequence[Mapping[str, Any]]) -> Moves:
    """Choose at most five moves.

    Args:
        facts: the published build.
        found: its ``ideas``.
        findings: what is wrong with the data, by code, count and source (``pipeline.health``).
    """
    sure = sorted((one for one in found if _least(one) > 0), key=_rank)
    shown = (*faults(findings), *sure)[:MOST]
    return Moves(shown, len(found) - len(sure), _together(shown), too_early(facts.orders))


def faults(findings: Sequence[Mapping[str, Any]]) -> Iterator[Move]:
    """Turn what is wrong with the data into moves, one for all sources that are silent."""
    silent = sorted({str(one["source"]) for one in findings if one["code"] in _SILENT})
    if silent:
        yield _fault("silent", "sources", len(silent), sources=(_listed(silent), "text"))
    for one in findings:
        if one["code"] == "orders_not_tracked":
            yield _fault("orders_not_tracked", "orders", one["count"])
        elif one["code"] == "rows_in_quarantine":
            yield _fault("rows_in_quarantine", "rows", one["count"])


def _fault(code: str, counted: Counted, n: int, **named: Any) -> Move:
    told = {"n": count(n), **named}
    what, why = Message(f"move.{code}.what", told), Message(f"move.{code}.why", told)
    return Move(Target("fault", (code,)), what, why, n, counted, None, "exact")


def _ideas(facts: Facts) -> Iterator[Move]:
    yield from _spend(facts)
    if facts.has_visits:
        yield from _gaps(facts)
        yield from _carts(facts)
        yield from _step(facts)


def _least(move: Move) -> float:
    return move.monthly.low if move.monthly else 0.0


def _rank(move: Move) -> tuple[bool, float, str]:
    return move.basis == "supposed", -_least(move), move.target.key


def _together(shown: Sequence[Move]) -> float:
    """Add up what moves bring at least; those on the way to an order win back the same visits."""
    known = [one for one in shown if one.basis != "supposed"]
    saved = sum(_least(one) for one in known if one.target.kind == "spend")
    return saved + max((_least(one) for one in known if one.target.kind != "spend"), default=0.0)


def _spend(facts: Facts) -> Iterator[Move]:
    """Find campaigns that go on costing and bring no order, or less than they cost under every model."""
    if not facts.spend:
        return
    found = spending(facts, facts.ask(Retention(facts.last_at, facts.currency, facts.shop.time_zone)))
    within = sum(one.models[-1].conversions.value for one in found.campaigns)
    if within < ENOUGH_ORDERS:
        return
    stopped = [row for row in campaigns.judged(facts, found) if row.verdict == "stop"]
    recent = {row.subject: _recent(facts, found, row.subject) for row in stopped}
    idle = [row for row in stopped if row.reason == "no_orders" and recent[row.subject]]
    if idle:
        yield _without_orders(facts, idle, sum(recent[row.subject] for row in idle))
    for row in stopped:
        if row.reason == "below_break_even" and recent[row.subject]:
            yield _below(row, recent[row.subject])


def _recent(facts: Facts, found: Returns, campaign: str) -> int:
    """Give what a campaign cost in the last 30 days that spend covers: what stopping it saves in the next."""
    if found.last_on is None:
        return 0
    since = found.last_on - timedelta(days=MONTH_DAYS - 1)
    own = (row for row in facts.spend if normal(row.campaign) == normal(campaign) and row.currency == facts.currency)
    return sum(row.cost for row in own if row.on >= since)


def _without_orders(facts: Facts, idle: Sequence[ReturnRow], cost: int) -> Move:
    names = tuple(row.subject for row in idle)
    told = {"n": count(len(idle)), "cost": money(cost), "campaigns": (_listed(names), "text")}
    told["days"] = (facts.tracing.look_back.days, "days")
    what, why = Message("move.no_orders.what", told), Message("move.no_orders.why", told)
    saved = Estimate(float(cost), float(cost), float(cost))
    return Move(Target("spend", names), what, why, len(idle), "campaigns", saved, "exact")


def _below(row: ReturnRow, cost: int) -> Move:
    """Save what a campaign costs beyond what comes back, by the most favourable model at least."""
    back = [one.margin_return or one.roas for one in row.models]
    low, high = min(one.low for one in back if one), max(one.high for one in back if one)
    leads = next(one for one in reversed(back) if one)
    lost = Estimate(cost * (1 - leads.value), cost * (1 - high), cost * (1 - low))
    told = {"campaign": text(row.subject), "cost": money(cost), "back": money(cost * leads.value)}
    what, why = Message("move.below.what", told), Message("move.below.why", told)
    return Move(Target("spend", (row.subject,)), what, why, 1, "campaigns", lost, "association")


def _gaps(facts: Facts) -> Iterator[Move]:
    """Find the step at which a device or a channel loses most against the best."""
    for by in _SEGMENTS:
        found = facts.ask(SessionGaps(by, facts.currency, searches=len(_SEGMENTS)))
        if not found.gaps or not found.whole.value:
            continue
        gap = max(found.gaps, key=lambda one: one.money.low)
        missing = (gap.best_rate.value or 0.0) - (gap.here.value or 0.0)
        lost = gap.here.n - gap.here.successes
        segment, best = (landing.segment(by, name) for name in (gap.subject, gap.best))
        told = {
            "segment": text(segment),
            "best": text(best),
            "step": landing.at(gap.step),
            "rate": share(gap.here.value),
            "best_rate": share(gap.best_rate.value),
            "n": count(gap.here.n),
        }
        yield Move(
            Target("gap", (by, gap.subject, gap.step)),
            Message("move.gap.what", told),
            Message(f"move.gap.why_{by}", told),
            lost,
            "visits",
            landing.monthly(found, gap),
            "association",
            gap.money.value / (missing * gap.here.n),
        )


def _carts(facts: Facts) -> Iterator[Move]:
    found = _cart_ways(facts)
    left = found.ordered.n - found.ordered.successes
    if not left or not found.ordered.successes:
        return
    told = {
        "n": count(left),
        "total": count(found.ordered.n),
        "rate": share(found.ordered.value),
        "each": money(found.each),
        "won": share(WON),
    }
    what, why = Message("move.cart.what", told), Message("move.cart.why", told)
    monthly = _a_month(found.money, found.days)
    yield Move(Target("cart"), what, why, found.people, "people", monthly, "supposed", found.each)


def _step(facts: Facts) -> Iterator[Move]:
    """Find the stage after which most money is left behind, before any cart."""
    priced = facts.ask(Stops(facts.last_at, facts.currency, WON))
    stops = [one for one in priced.stops if (one.start, one.end) in _PASSAGES and one.stopped]
    if not stops:
        return
    worst = max(stops, key=lambda one: one.money.low)
    passage = _passage(facts, worst.start, worst.end)
    told = {
        "start": text(said(f"stage.{worst.start}")),
        "end": text(said(f"stage.{worst.end}")),
        "rate": share(passage.went_on.value),
        "n": count(worst.stopped),
        "days": (in_days(passage.times.median), "days"),
        "won": share(WON),
    }
    yield Move(
        Target("step", (worst.start, worst.end)),
        Message("move.step.what", told),
        Message("move.step.why", told),
        worst.stopped,
        "ways",
        _a_month(worst.money, priced.days),
        "supposed",
        worst.money.value / (WON * worst.stopped),
    )


def left(facts: Facts, target: Target) -> Callable[[Journeys], Longs] | None:
    """Say how to find, in a bucket, the customers that a move counts; None where it counts no people's ways."""
    if target.kind == "cart":
        return _carts_left(facts).left
    if target.kind == "step":
        start, end = target.subject
        return partial(Stops(facts.last_at, facts.currency, WON).left, start=start, end=end)
    if target.kind == "gap":
        by, subject, step = target.subject
        question = SessionGaps("device" if by == "device" else "channel", facts.currency)
        steps = facts.ask(question).steps
        if step in steps[:-1]:
            after = steps[steps.index(step) + 1]
            return partial(question.left, subject=subject, step=step, next_step=after)
    return None


def _carts_left(facts: Facts) -> Carts:
    return Carts(facts.last_at, facts.currency, WON)


def _cart_ways(facts: Facts) -> CartsResult:
    return facts.ask(_carts_left(facts))


def _passage(facts: Facts, start: str, end: str) -> Passage:
    timing = facts.ask(Timing(facts.last_at))
    return next(one for one in timing.whole.passages if (one.start, one.end) == (start, end))


def _a_month(found: Estimate, days: float) -> Estimate:
    return Estimate(*(end / days * MONTH_DAYS for end in found))


def _listed(names: Sequence[str]) -> tuple[str | Message, ...]:
    """Name the first few; how many more there are is said in words."""
    more = len(names) - _NAMED
    rest = (said("move.more", n=count(more)),) if more > 0 else ()
    return (*names[:_NAMED], *rest)


def measured(facts: Facts, target: Target) -> Rate | None:
    """Count again what a move is to change, from the beginning: what a later count has more came since.

    Returns:
        of those that came to the place, how many went on; None where a move is about no rate, or nobody came there.
    """
    if target.kind == "cart":
        return _cart_ways(facts).ordered
    if target.kind == "step":
        start, end = target.subject
        return _passage(facts, start, end).went_on
    if target.kind == "gap":
        by, subject, step = target.subject
        found = facts.ask(SessionGaps("device" if by == "device" else "channel", facts.currency))
        own = next((one for one in found.segments if one.subject == subject), None)
        if own is None or step not in found.steps[:-1]:
            return None
        place = found.steps.index(step)
        return rate(own.sessions[place + 1], own.sessions[place])
    return None


def spent(facts: Facts, target: Target) -> int:
    """Add up what a move's campaigns cost from the beginning, minor units."""
    names = {normal(name) for name in target.subject}
    return sum(row.cost for row in facts.spend if row.currency == facts.currency and normal(row.campaign) in names)
