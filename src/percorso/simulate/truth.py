"""Truth: what was planted and what really happened, written apart; no analysis may read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from percorso.simulate import texts
from percorso.simulate.baskets import Baskets
from percorso.simulate.clock import Clock
from percorso.simulate.exposures import Exposures
from percorso.simulate.needs import Needs
from percorso.simulate.options import Options
from percorso.simulate.outcomes import (
    STEPS,
    Incremental,
    Outcomes,
    logistic,
    strengths,
    without_campaign,
    without_channel,
    without_friction,
)
from percorso.simulate.people import PHONE, People
from percorso.simulate.planted import CAMPAIGNS, CHANNELS, FRICTIONS, PERSONAS, REGIONS
from percorso.simulate.sessions import AGENTS, Sessions
from percorso.simulate.streams import Bools, Longs, Reals
from percorso.simulate.tabular import WRITTEN
from percorso.simulate.visits import Visits

STAGES = ("awareness", "consideration", "decision", "retention")
# What is summed for each subject: people, orders (expected, realised), net revenue in cents (expected, realised).
_SUMS = 5


@dataclass(frozen=True)
class Effects:
    """Sums over customers, by subject: channels, campaigns, then frictions; a column each of ``_SUMS``."""

    sums: Reals

    @classmethod
    def of(cls, options: Options, needs: Needs, exposures: Exposures, outcomes: Outcomes, worth: Longs) -> Effects:
        """Compare, need by need, with the worlds without each subject.

        Args:
            worth: what an order of each need is worth (or would be), in cents.
        """
        worlds = [
            *(without_channel(needs, outcomes, place) for place in range(len(CHANNELS))),
            *(without_campaign(options, needs, outcomes, exposures, place) for place in range(len(CAMPAIGNS))),
            *(without_friction(needs, outcomes, place) for place in range(len(FRICTIONS))),
        ]
        reached = [
            *(_reached(needs, exposures, outcomes, exposures.channel == place) for place in range(len(CHANNELS))),
            *(_reached(needs, exposures, outcomes, exposures.campaign == place) for place in range(len(CAMPAIGNS))),
            *(len(np.unique(needs.customer[one.expected != 0])) for one in worlds[-len(FRICTIONS) :]),
        ]
        return cls(np.array([_summed(*one, worth) for one in zip(reached, worlds, strict=True)]))

    def plus(self, other: Effects) -> Effects:
        """Add another chunk's."""
        return Effects(self.sums + other.sums)


def _reached(needs: Needs, exposures: Exposures, outcomes: Outcomes, of: Bools) -> int:
    """Count who was exposed on the way to a decision in the period, whether or not that changed anything."""
    need = exposures.need[of]
    return len(np.unique(needs.customer[need[outcomes.counts[need]]]))


def _summed(people: int, one: Incremental, worth: Longs) -> tuple[float, ...]:
    return (
        float(people),
        float(one.expected.sum()),
        float(one.realised.sum()),
        float((one.expected * worth).sum()),
        float((one.realised * worth).sum()),
    )


def write_effects(folder: Path, options: Options, effects: Effects) -> None:
    """Write ``channels``, ``campaigns`` and ``frictions``: what each was planted with and what it changed."""
    of_channels, of_campaigns, of_frictions = np.split(effects.sums, [len(CHANNELS), len(CHANNELS) + len(CAMPAIGNS)])
    channels = {
        "channel": [one.key for one in CHANNELS],
        "name": [one.name for one in CHANNELS],
        "planted_log_odds": strengths(options),
        "driven_by_intent": [one.driven for one in CHANNELS],
        "held_out": [options.holdouts.get(one.key, 0.0) for one in CHANNELS],
    }
    campaigns = {
        "campaign": [one.key for one in CAMPAIGNS],
        "channel": [one.channel for one in CAMPAIGNS],
        "potency": [one.potency for one in CAMPAIGNS],
        "held_out": [options.holdouts.get(one.key, 0.0) for one in CAMPAIGNS],
    }
    frictions = {
        "friction": [one.key for one in FRICTIONS],
        "step": [one.step for one in FRICTIONS],
        "planted_log_odds": [-options.frictions.get(one.key, one.loss) for one in FRICTIONS],
    }
    for name, known, sums in (
        ("channels", channels, of_channels),
        ("campaigns", campaigns, of_campaigns),
        ("frictions", frictions, of_frictions),
    ):
        _write(folder, f"{name}.parquet", known | _amounts(sums))


def _amounts(sums: Reals) -> dict[str, Any]:
    """Name the sums; orders are incremental ones, revenue is net in cents."""
    return {
        "people": sums[:, 0].astype(np.int64),
        "expected_orders": sums[:, 1],
        "orders": sums[:, 2].astype(np.int64),
        "expected_revenue": sums[:, 3],
        "revenue": np.round(sums[:, 4]).astype(np.int64),
    }


def write_customers(folder: Path, chunk: int, people: People) -> None:
    """Write who everybody really is, and from what they are withheld."""
    given, family = people.names
    holdouts = {f"held_out_{key}": people.held(key) for key in people.experiments}
    partner = np.where(people.partner >= 0, people.first + people.partner, -1)
    columns = {
        "customer": people.numbers,
        "persona": texts.taken(texts.strings([one.key for one in PERSONAS]), people.persona),
        "own_intent": people.own,
        "user_id": people.user_id,
        "registered": people.registered,
        "email": people.email,
        "name": texts.join(given, " ", family),
        "region": texts.taken(texts.strings(REGIONS), people.region),
        "shares_tablet_with": partner,
        "subscribed": people.subscribed,
        "agreed": texts.taken(texts.strings(["all", "statistics", "refused", "unseen"]), people.agreed),
        **holdouts,
    }
    _write(folder / "customers", _part(chunk), columns)


def write_needs(
    folder: Path, chunk: int, people: People, needs: Needs, outcomes: Outcomes, baskets: Baskets, clock: Clock
) -> None:
    """Write every need: its latent intent and stages, and how far it came; a stage not reached has no moment."""
    numbers = np.full(needs.count, -1, np.int64)
    numbers[baskets.need] = np.arange(baskets.count)
    numbers = np.where(outcomes.ordered, numbers, -1)
    orders = pa.concat_arrays([baskets.number, pa.array([None], pa.string())])

    def moment(wall: Longs, reached: Bools) -> pa.Array:
        instants = pa.array(clock.instant(wall), mask=~reached)
        return instants.cast(pa.timestamp("ms", tz="UTC"))

    came = outcomes.reached
    columns = {
        "customer": people.first + needs.customer,
        "intent": needs.intent,
        "luck": needs.luck,
        "probability": logistic(outcomes.odds),
        "aware_at": moment(needs.aware, np.ones(needs.count, bool)),
        "considers_at": moment(needs.considers, came >= 1),
        "decides_at": moment(needs.decides, came >= STEPS.index("cart") + 1),
        "acts_at": moment(needs.acts, came >= STEPS.index("cart") + 1),
        "reached": texts.taken(texts.strings(["awareness", *STEPS]), came),
        "in_period": outcomes.counts,
        "on_iphone": (needs.device == PHONE) & people.apple[needs.customer],
        "order_id": texts.taken(orders, np.where(numbers < 0, baskets.count, numbers)),
    }
    _write(folder / "needs", _part(chunk), columns)


def write_exposures(folder: Path, chunk: int, people: People, needs: Needs, exposures: Exposures) -> None:
    """Write every contact, seen or not."""
    keys = [one.key for one in CHANNELS]
    campaigns = [None, *(one.key for one in CAMPAIGNS)]
    columns = {
        "customer": people.first + needs.customer[exposures.need],
        "need": exposures.need,
        "channel": texts.taken(texts.strings(keys), exposures.channel),
        "campaign": texts.taken(pa.array(campaigns, pa.string()), exposures.campaign + 1),
        "part_of_the_way": exposures.part,
        "visited": exposures.seen,
    }
    _write(folder / "exposures", _part(chunk), columns)


def write_visits(folder: Path, chunk: int, people: People, visits: Visits, sessions: Sessions, clock: Clock) -> None:
    """Write every visit with whose it really was and the latent stage: the truth of identity and of stages."""
    first = np.arange(visits.count)
    columns = {
        "customer": people.first + visits.customer,
        "need": visits.need,
        "anonymous_id": texts.taken(sessions.anonymous_id, first),
        "at": pa.array(clock.instant(visits.at)).cast(pa.timestamp("ms", tz="UTC")),
        "channel": texts.taken(texts.strings([one.key for one in CHANNELS]), visits.channel),
        "campaign": texts.taken(pa.array([None, *(one.key for one in CAMPAIGNS)], pa.string()), visits.campaign + 1),
        "stage": texts.taken(texts.strings(STAGES), visits.stage),
        "user_agent": texts.taken(texts.strings(AGENTS), sessions.agent[first]),
        "measured": sessions.seen[first],
        "sent_to": people.first + visits.sender,
    }
    _write(folder / "visits", _part(chunk), columns)


def _part(chunk: int) -> str:
    return f"part-{chunk:05d}.parquet"


def _write(folder: Path, name: str, columns: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({key: _column(value) for key, value in columns.items()}), folder / name, **WRITTEN)


def _column(value: Any) -> pa.Array:
    return value if isinstance(value, pa.Array) else pa.array(value)
