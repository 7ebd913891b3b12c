"""The rules of linking: what counts as evidence, in which order, how far, and what somebody has forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from percorso.core.settings import Identity

_MICROS = 1_000_000
# What holds at each level of trust; None is all that is known for certain. Loose adds what is likely.
LEVELS: Mapping[str, frozenset[str] | None] = {
    "strict": frozenset({"alone", "login", "email"}),
    "default": None,
    "loose": None,
}


class Likely(NamedTuple):
    """Two customers that probably are one person, by identifiers such as ``user:42``; ``at`` in microseconds."""

    left: str
    right: str
    probability: float
    at: int


@dataclass(frozen=True)
class LinkRules:
    """How links make customers.

    Attributes:
        priority: kinds of evidence, the most trusted first; a limit that is hit costs the links of the kind in hand.
        max_values: by kind, how many values a customer may have; any number where it is not named.
        max_customers: by kind, how many customers one value may tie together.
        forbidden: pairs of identifiers, such as ``user:42``, that no link ties.
        evidence: kinds of evidence that tie anybody; None for all.
        likely: pairs that are tied although nothing says for certain that they are one person.
        gap: how long a device is silent until its next use is another session, microseconds.
        window: how long a shared device remembers who logged in last, microseconds.
    """

    priority: tuple[str, ...] = Identity().priority
    max_values: Mapping[str, int] = field(default_factory=lambda: Identity().max_values)
    max_customers: Mapping[str, int] = field(default_factory=lambda: Identity().max_customers)
    forbidden: tuple[tuple[str, str], ...] = ()
    evidence: frozenset[str] | None = None
    likely: tuple[Likely, ...] = ()
    gap: int = 1800 * _MICROS
    window: int = 86_400 * _MICROS


DEFAULT_RULES = LinkRules()
