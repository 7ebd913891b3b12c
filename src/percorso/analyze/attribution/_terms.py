"""Terms: what a model may be told beside the ways it judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from percorso.core.errors import PercorsoError

HIGHEST_ORDER = 3


@dataclass(frozen=True)
class Terms:
    """The settings of the models; each model takes what concerns it.

    Attributes:
        half_life: of ``time_decay``: a touch this long before the order earns half of one at the order.
        first, last: of ``position_based``: the shares of the first and the last touch; those between share the rest.
        order: of ``markov``: how many touches back the next one depends on, 1 to 3.
        direct: of ``last_non_direct``: the channel that is passed over where there is any other; case does not count.
    """

    half_life: timedelta = timedelta(days=7)
    first: float = 0.4
    last: float = 0.4
    order: int = 1
    direct: str = "Direct"

    def __post_init__(self) -> None:
        """Refuse terms no model can work by."""
        if not 1 <= self.order <= HIGHEST_ORDER:
            raise PercorsoError("bad_terms", f"The Markov order is 1 to {HIGHEST_ORDER}, not {self.order}.")
        if self.first < 0 or self.last < 0 or not 0 < self.first + self.last <= 1:
            given = f"{self.first:g} and {self.last:g}"
            raise PercorsoError("bad_terms", f"The shares of the first and last touch are {given}.", hint="At most 1.")
        if self.half_life <= timedelta(0):
            raise PercorsoError("bad_terms", f"The half-life is {self.half_life}.", hint="Write 7d, for example.")
