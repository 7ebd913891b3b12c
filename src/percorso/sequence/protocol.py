"""The shape of every analysis: map a bucket, combine two partials, finish one."""

from __future__ import annotations

from typing import Protocol, TypeVar

from percorso.sequence.journeys import Journeys

Partial = TypeVar("Partial")
Result_co = TypeVar("Result_co", covariant=True)


class Analysis(Protocol[Partial, Result_co]):
    """A question about journeys.

    ``combine`` must be exact and order-independent, so partials hold integers (counts, or fixed-point sums): any split
    of customers into buckets and any order of combining gives the same result, on one machine or many.
    """

    def map(self, journeys: Journeys) -> Partial:
        """Reduce one bucket to a partial."""
        ...

    def combine(self, one: Partial, other: Partial) -> Partial:
        """Merge two partials."""
        ...

    def finish(self, partial: Partial) -> Result_co:
        """Turn the merged partial into the result."""
        ...
