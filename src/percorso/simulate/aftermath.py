"""Aftermath: what follows an order: the parcel's way, what comes back, complaints, reviews, surveys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.simulate.baskets import PICKUP, Baskets
from percorso.simulate.clock import DAY, HOUR
from percorso.simulate.options import Options
from percorso.simulate.planted import REVIEW_MEDIAN, REVIEW_SIGMA
from percorso.simulate.streams import Bools, Longs, stream

# Usual days under way, by carrier.
_TRANSIT = np.array([1.5, 5.0, 2.5])
_LATE_DAYS = 5
# A parcel waits this long at a pickup point, then goes back.
WAITS = 7 * DAY
# Beyond this nothing is known to have happened.
NEVER = np.int64(1) << 60


@dataclass(frozen=True)
class Aftermath:
    """What follows each order of a chunk, by the order's moment; moments are wall-clock milliseconds, NEVER for none.

    Attributes:
        basket: its place among the baskets.
        visit: the visit it was placed in.
        full: when the chosen pickup point had no room and the parcel went to another.
        waiting: when it lay ready at the pickup point.
        expired: when nobody had fetched it.
        refunded: cents given back, at ``refunded_at``.
        rating, score: of the review (1 to 5) and of the survey (0 to 10); 0 and -1 for none.
        reason: of the ticket: place in REASONS.
    """

    basket: Longs
    visit: Longs
    placed: Longs
    cancelled: Longs
    shipped: Longs
    full: Longs
    waiting: Longs
    delivered: Longs
    expired: Longs
    refunded: Longs
    refunded_at: Longs
    ticket_at: Longs
    reason: Longs
    solved_at: Longs
    review_at: Longs
    rating: Longs
    survey_at: Longs
    score: Longs

    @property
    def count(self) -> int:
        """How many orders there are."""
        return len(self.basket)


REASONS = ("Dov'è il mio ordine", "Prodotto danneggiato", "Richiesta di reso", "Domanda sul prodotto", "Fattura")
_LATE, _DAMAGED, _RETURN, _QUESTION, _INVOICE = range(5)


def aftermath(options: Options, chunk: int, baskets: Baskets, basket: Longs, visit: Longs, placed: Longs) -> Aftermath:
    """Draw what follows the orders given, each with its basket, its visit and its moment."""
    rng = stream(options.seed, chunk, "aftermath")
    order = np.argsort(placed, kind="stable")
    basket, visit, placed = basket[order], visit[order], placed[order]
    count = len(basket)
    gone = rng.random(count) < 0.015
    cancelled = np.where(gone, placed + (rng.random(count) * 20 * HOUR).astype(np.int64), NEVER)
    way = _parcel(rng, baskets, basket, placed, gone)
    late = (way["delivered"] - placed > _LATE_DAYS * DAY) & (way["delivered"] < NEVER)
    returns = (rng.random(count) < 0.07) & (way["delivered"] < NEVER)
    share = np.where(rng.random(count) < 0.3, 0.5, 1.0)
    total = baskets.total[basket]
    back = np.where(returns, way["delivered"] + (rng.gamma(3, 3.0, count) * DAY).astype(np.int64), NEVER)
    back = np.minimum(back, np.minimum(way["expired"] + 3 * DAY, cancelled))
    amount = np.where(returns, (total * share).astype(np.int64), total)
    care = _care(rng, placed, way["delivered"], back, late, returns)
    voice = _voice(rng, way["delivered"], late, returns)
    return Aftermath(
        basket=basket,
        visit=visit,
        placed=placed,
        cancelled=cancelled,
        refunded=np.where(back < NEVER, amount, 0),
        refunded_at=back,
        **way,
        **care,
        **voice,
    )


def _parcel(rng: np.random.Generator, baskets: Baskets, basket: Longs, placed: Longs, gone: Bools) -> dict[str, Longs]:
    """Follow each parcel: to the door, or to a pickup point that may be full, where it waits and may be left."""
    count = len(basket)
    shipped = placed + (rng.lognormal(np.log(0.9), 0.5, count) * DAY).astype(np.int64)
    days = rng.gamma(4.0, _TRANSIT[baskets.carrier[basket]] / 4.0)
    there = shipped + (days * DAY).astype(np.int64)
    pickup = baskets.delivery[basket] == PICKUP
    is_full = pickup & (rng.random(count) < 0.1)
    waiting = there + np.where(is_full, DAY, 0)
    fetched = waiting + (rng.exponential(1.8, count) * DAY).astype(np.int64)
    left = pickup & (fetched - waiting > WAITS)
    arrived = np.where(pickup, fetched, there)
    return {
        "shipped": np.where(gone, NEVER, shipped),
        "full": np.where(is_full & ~gone, there, NEVER),
        "waiting": np.where(pickup & ~gone, waiting, NEVER),
        "delivered": np.where(gone | left, NEVER, arrived),
        "expired": np.where(left & ~gone, waiting + WAITS, NEVER),
    }


def _care(
    rng: np.random.Generator, placed: Longs, delivered: Longs, back: Longs, late: Bools, returns: Bools
) -> dict[str, Longs]:
    """Let some write to customer care: most often about a late parcel, or to send something back."""
    count = len(placed)
    asks = rng.random(count) < np.where(late, 0.3, np.where(returns, 0.35, 0.05))
    damaged = rng.random(count) < 0.15
    other = np.where(rng.random(count) < 0.7, _QUESTION, _INVOICE)
    reason = np.where(returns, np.where(damaged, _DAMAGED, _RETURN), np.where(late, _LATE, other))
    # Who waits asks on the fourth day; who sends back, when it has come; others, soon after the order.
    come = np.minimum(delivered, placed + 60 * DAY)
    at = np.where(late, placed + 4 * DAY, np.where(returns, come + DAY, placed))
    at = at + (rng.exponential(0.4, count) * DAY).astype(np.int64)
    at = np.where(returns & ~late, np.minimum(at, back), at)
    solved = at + (rng.lognormal(np.log(0.6), 0.8, count) * DAY).astype(np.int64)
    return {
        "ticket_at": np.where(asks, at, NEVER),
        "reason": reason,
        "solved_at": np.where(asks, solved, NEVER),
    }


def _voice(rng: np.random.Generator, delivered: Longs, late: Bools, returns: Bools) -> dict[str, Longs]:
    """Let some write a review, and some answer the survey sent a week after delivery."""
    count = len(delivered)
    had = delivered < NEVER
    mood = rng.normal(0, 0.8, count) - 1.3 * late - 1.0 * returns
    writes = had & (rng.random(count) < 0.13)
    after = (REVIEW_MEDIAN * np.exp(rng.normal(0, REVIEW_SIGMA, count)) * DAY).astype(np.int64)
    answers = had & (rng.random(count) < 0.16)
    later = (7 * DAY + rng.exponential(1.0, count) * DAY).astype(np.int64)
    return {
        "review_at": np.where(writes, delivered + after, NEVER),
        "rating": np.where(writes, np.clip(np.round(4.5 + mood), 1, 5), 0).astype(np.int64),
        "survey_at": np.where(answers, delivered + later, NEVER),
        "score": np.where(answers, np.clip(np.round(8.6 + 1.6 * mood), 0, 10), -1).astype(np.int64),
    }
