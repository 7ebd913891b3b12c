"""Scores: how far what a method says a channel brought lies from what it truly brought."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from percorso.simulate.planted import CAMPAIGNS, CHANNELS

# Channel key to orders.
Orders = Mapping[str, float]

HOLDOUT = "holdout"
# The channels an experiment can be run on; every method is scored on these alone, so that all answer one question.
SCORED = tuple(one.key for one in CHANNELS if one.withheld)


class Arm(NamedTuple):
    """One arm of an experiment: its people, and the orders of those whose arm is known."""

    people: int
    orders: int


@dataclass(frozen=True)
class Trial:
    """One simulated shop: what was true and what each method said.

    Attributes:
        truth: orders that each channel truly brought.
        said: method to what it says of each channel.
    """

    seed: int
    orders: int
    truth: Orders
    said: Mapping[str, Orders]


@dataclass(frozen=True)
class Score:
    """One method over all trials.

    Attributes:
        error: mean over trials of the sum of distances from the truth, as a share of all truly incremental orders;
            ``spread`` its standard deviation, ``low`` and ``high`` its extremes.
        bias: the error that is left when trials are averaged first: what is no matter of chance.
        orders: mean orders it gives each channel.
    """

    method: str
    error: float
    bias: float
    spread: float
    low: float
    high: float
    orders: Orders


def read_truth(folder: Path) -> Orders:
    """Read the incremental orders of each channel of a simulated shop, as they were realised."""
    table = pq.read_table(folder / "truth" / "channels.parquet", columns=["channel", "orders"])
    return dict(zip(table["channel"].to_pylist(), map(float, table["orders"].to_pylist()), strict=True))


def read_arms(folder: Path) -> dict[tuple[str, str], int]:
    """Read how many people each arm of each experiment has, by experiment and arm."""
    with (folder / "experiments" / "arms.csv").open(encoding="utf-8", newline="") as file:
        return {(row["experiment"], row["arm"]): int(row["people"]) for row in csv.DictReader(file)}


def by_channel(of_campaigns: Orders, of_channels: Orders) -> dict[str, float]:
    """Bring credits to the planted channels: by campaign where the channel has any, else by the channel's name."""
    found: dict[str, float] = {}
    for one in CHANNELS:
        campaigns = [campaign.key for campaign in CAMPAIGNS if campaign.channel == one.key]
        found[one.key] = (
            fsum(of_campaigns.get(key, 0.0) for key in campaigns) if campaigns else of_channels.get(one.name, 0.0)
        )
    return found


def from_holdout(exposed: Arm, held_out: Arm, orders: int) -> float:
    """Estimate the orders a channel brought: the difference in orders per person, times the exposed.

    Args:
        orders: all orders; those of people whose arm is not known are spread as the others are.
    """
    known = exposed.orders + held_out.orders
    if not (exposed.people and held_out.people and known):
        return 0.0
    difference = exposed.orders / exposed.people - held_out.orders / held_out.people
    return difference * exposed.people * orders / known


def error(said: Orders, truth: Orders) -> float:
    """Sum the distances from the truth over the scored channels, as a share of all truly incremental orders there."""
    whole = fsum(truth[key] for key in SCORED)
    return fsum(abs(said.get(key, 0.0) - truth[key]) for key in SCORED) / whole if whole else float("inf")


def scores(trials: Sequence[Trial]) -> list[Score]:
    """Score every method over trials, the nearest to the truth first."""
    found = []
    for method in trials[0].said:
        errors = [error(one.said[method], one.truth) for one in trials]
        mean = fsum(errors) / len(errors)
        spread = sqrt(fsum((one - mean) ** 2 for one in errors) / max(len(errors) - 1, 1))
        orders = mean_orders([one.said[method] for one in trials])
        bias = error(orders, mean_orders([one.truth for one in trials]))
        found.append(Score(method, mean, bias, spread, min(errors), max(errors), orders))
    return sorted(found, key=lambda one: one.error)


def mean_orders(several: Sequence[Orders]) -> dict[str, float]:
    """Average orders by scored channel."""
    return {key: fsum(one.get(key, 0.0) for one in several) / len(several) for key in SCORED}
