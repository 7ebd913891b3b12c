"""The tables of cases in tests/cases, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from matrix.samples import ROLES, Sample

FOLDER = Path(__file__).parents[1] / "cases"


@dataclass(frozen=True)
class Expected:
    """What must come of a case: ``taken``, ``quarantine`` or ``error``, and for the latter two by which code."""

    outcome: str
    code: str = ""
    rows: int = 1

    @classmethod
    def of(cls, text: str) -> Expected:
        """Read ``taken``, ``error CODE`` or ``quarantine CODE N``."""
        outcome, *rest = text.split()
        assert outcome in {"taken", "quarantine", "error"}, text
        assert bool(rest) == (outcome != "taken"), text
        return cls(outcome, rest[0] if rest else "", int(rest[1]) if len(rest) > 1 else 1)


@dataclass(frozen=True)
class Case:
    """One way in which a file can be wrong, or look wrong."""

    name: str
    expected: str
    set: Mapping[str, Any] = field(default_factory=dict)
    shapes: tuple[str, ...] = ()
    but: Mapping[str, str] = field(default_factory=dict)
    alone: tuple[str, ...] = ()
    become: tuple[str, ...] = ()
    become_utc: tuple[str, ...] = ()

    def concerns(self, sample: Sample) -> bool:
        """Say whether a connector has what the case is about."""
        return (not self.shapes or sample.shape in self.shapes) and (
            not self.set or bool(set(self.set) & set(sample.cells))
        )

    def of(self, sample: Sample) -> Expected:
        """Give what is expected of one connector."""
        return Expected.of(self.but.get(sample.connector, self.but.get(sample.shape, self.expected)))


def bad_input() -> tuple[Case, ...]:
    """Read the cases of files that come in."""
    document = tomllib.loads((FOLDER / "bad_input.toml").read_text(encoding="utf-8"))
    cases = msgspec.convert(document["case"], tuple[Case, ...])
    assert len({case.name for case in cases}) == len(cases)
    assert all(set(case.set) <= set(ROLES) for case in cases)
    return cases
