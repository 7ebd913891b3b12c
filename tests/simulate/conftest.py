"""One simulated chunk that all tests of the simulator look at, and one large enough for planted laws to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from percorso.simulate.chunks import Chunk, simulate_chunk
from percorso.simulate.clock import Clock
from percorso.simulate.options import Dirt, Options, People


def simulated(options: Options, number: int = 0) -> Chunk:
    return simulate_chunk(options, number, Clock.of(options))


@pytest.fixture(scope="session")
def chunk() -> Chunk:
    """A small shop as it comes."""
    return simulated(Options(customers=1500, seed=3))


@pytest.fixture(scope="session")
def large() -> Chunk:
    """One full chunk with half of the people withheld from two channels."""
    return simulated(Options(customers=5000, days=180, seed=11, holdouts={"display": 0.5, "brand_search": 0.5}))


@pytest.fixture(scope="session")
def clean() -> Options:
    """Options of a shop whose events all arrive as they happened."""
    return replace(
        Options(customers=800, seed=5), dirt=Dirt(0, 0, 0, 0, 0, 0), people=People(kiosk=0, households=0, refused=0)
    )


@pytest.fixture(scope="session")
def simulate() -> Callable[[Options], Chunk]:
    """Simulate the first chunk of a shop."""
    return simulated
