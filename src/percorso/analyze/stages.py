"""Stages: how many people reached each, and how many touchpoints lie in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import Rate, rate
from percorso.sequence.journeys import STAGES, Journeys
from percorso.sequence.units import longs, owners


@dataclass(frozen=True)
class StageRow:
    """One stage: the share of all known people with a touchpoint in it, and its touchpoints."""

    stage: str
    people: Rate
    touchpoints: int


@dataclass(frozen=True)
class StageCounts:
    """The five stages in their order."""

    customers: int
    rows: tuple[StageRow, ...]


@dataclass(frozen=True)
class StagePartial:
    """Customers, and people and touchpoints per stage (int64, one per stage)."""

    customers: int
    people: NDArray[np.int64]
    touchpoints: NDArray[np.int64]


@dataclass(frozen=True)
class CountStages:
    """Count who ever reached each stage."""

    def map(self, journeys: Journeys) -> StagePartial:
        """Count one bucket."""
        staged = np.flatnonzero(longs(journeys, "stage") >= 0)
        stage = longs(journeys, "stage")[staged]
        seen = np.zeros((journeys.customers, len(STAGES)), dtype=bool)
        seen[owners(journeys)[staged], stage] = True
        return StagePartial(
            journeys.customers,
            seen.sum(axis=0, dtype=np.int64),
            np.bincount(stage, minlength=len(STAGES)).astype(np.int64),
        )

    def combine(self, one: StagePartial, other: StagePartial) -> StagePartial:
        """Add two partials."""
        return StagePartial(
            one.customers + other.customers, one.people + other.people, one.touchpoints + other.touchpoints
        )

    def finish(self, partial: StagePartial) -> StageCounts:
        """Turn counts into shares of all known people."""
        rows = tuple(
            StageRow(stage, rate(int(people), partial.customers), int(touchpoints))
            for stage, people, touchpoints in zip(STAGES, partial.people, partial.touchpoints, strict=True)
        )
        return StageCounts(partial.customers, rows)
