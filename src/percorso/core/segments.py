"""Segments: sets of customers that somebody describes by conditions, each a line that people can read and write.

A condition is ``FIELD OPERATOR VALUE``, such as ``first_channel=Email``, ``orders>=2`` or ``did!=Order Completed``,
and may end in the days it is about: ``did=Cart Viewed during 2026-01-01..2026-03-31``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, cast

from percorso.core import lists
from percorso.core.errors import PercorsoError, unknown
from percorso.core.names import is_name
from percorso.core.period import WHOLE, Period

Operator = Literal["=", "!=", ">=", "<="]

# What a customer met at least once, and the column of journeys that tells it.
MET: Mapping[str, str] = {
    "did": "name",
    "channel": "channel",
    "campaign": "campaign",
    "device": "device",
    "landing": "landing",
    "stage": "stage",
}
# Of the first or the last contact that came by a channel.
ENDS = ("first_channel", "last_channel")
# What is counted; revenue in major units of the shop's currency.
NUMBERS = ("orders", "revenue", "cycles", "contacts")
TRAIT = "trait."
FIELDS = (*MET, *ENDS, *NUMBERS)

_WRITTEN = re.compile(r"\s*([^\s=!<>]+)\s*(!=|>=|<=|=)\s*(.*?)\s*", re.DOTALL)
_DURING = re.compile(r"(.*?)\s+during\s+(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?", re.DOTALL)
_HINT = "Write FIELD=VALUE, such as first_channel=Email, orders>=2 or did!=Order Completed."
_LONGEST_NAME = 80
MOST_CONDITIONS = 20
_LONGEST_CONDITION = 500


@dataclass(frozen=True)
class Condition:
    """What must be true of a customer.

    Attributes:
        field: one of ``FIELDS``, or ``trait.NAME``.
        values: any of them; of ``>=`` and ``<=``, and of what is counted, one number.
        period: the days of the shop's zone it is about; of a trait, always the whole.
    """

    field: str
    operator: Operator
    values: tuple[str, ...]
    period: Period = WHOLE

    @classmethod
    def read(cls, text: str) -> Condition:
        """Read one as people write it; several values stand with commas between them, quoted as in CSV.

        Raises:
            PercorsoError: ``bad_condition``, ``unknown_condition``, ``bad_date``, ``bad_period``, ``bad_names``.
        """
        found = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST_CONDITION else None
        if found is None:
            raise PercorsoError("bad_condition", f"'{text[:80]}' is no condition.", hint=_HINT)
        field, operator, rest = found.groups()
        if field not in FIELDS and not (field.startswith(TRAIT) and len(field) > len(TRAIT)):
            raise unknown("field", field, (*FIELDS, f"{TRAIT}NAME"), code="unknown_condition")
        during = _DURING.fullmatch(rest)
        period = Period.read(during[2], during[3]) if during else WHOLE
        return cls(field, cast("Operator", operator), lists.names([during[1] if during else rest]), period).checked()

    def checked(self) -> Condition:
        """Give it back, if it can be judged.

        Raises:
            PercorsoError: ``bad_condition``.
        """
        if self.of_trait and self.period != WHOLE:
            raise PercorsoError("bad_condition", "A trait is told of no days.", hint="Leave 'during' out.")
        if self.counts:
            self.number  # noqa: B018
        elif self.operator in (">=", "<="):
            message = f"'{self.field}' is not counted, so nothing is more or less than it."
            raise PercorsoError("bad_condition", message, hint=f"Write {self.field}=VALUE or {self.field}!=VALUE.")
        elif not self.values:
            raise PercorsoError("bad_condition", f"'{self.field}' is compared with nothing.", hint=_HINT)
        return self

    @property
    def of_trait(self) -> bool:
        """Whether it is about what is known of a person, which may tell who it is."""
        return self.field.startswith(TRAIT)

    @property
    def counts(self) -> bool:
        """Whether it compares numbers."""
        return self.field in NUMBERS or (self.of_trait and self.operator in (">=", "<="))

    @property
    def number(self) -> Decimal:
        """The number that is compared with.

        Raises:
            PercorsoError: ``bad_condition``.
        """
        try:
            (value,) = self.values
            number = Decimal(value)
        except (ValueError, InvalidOperation):
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > Decimal(10) ** 12:
            message = f"'{self.field}' is compared with one number, not with '{', '.join(self.values)}'."
            raise PercorsoError("bad_condition", message, hint=f"Such as {self.field}>=2.")
        return number

    def holds(self, counted: int, scale: int = 1) -> bool:
        """Say whether a count, in parts of which ``scale`` make one, is as asked."""
        asked = self.number * scale
        if self.operator == ">=":
            return counted >= asked
        if self.operator == "<=":
            return counted <= asked
        return (counted == asked) is (self.operator == "=")

    def __str__(self) -> str:
        """Write it as it is read."""
        values = ",".join(_quoted(one) for one in self.values)
        since, until = self.period.since or "", self.period.until or ""
        return f"{self.field}{self.operator}{values}" + (f" during {since}..{until}" if since or until else "")


@dataclass(frozen=True)
class Segment:
    """The customers of whom all conditions are true; of none, everybody."""

    conditions: tuple[Condition, ...] = ()

    @classmethod
    def read(cls, conditions: Sequence[str]) -> Segment:
        """Read conditions as people write them; what is asked twice is asked once.

        Raises:
            PercorsoError: see ``Condition.read``; ``bad_condition`` where there are too many.
        """
        read = tuple(dict.fromkeys(Condition.read(one) for one in conditions))
        if len(read) > MOST_CONDITIONS:
            message = f"{len(read)} conditions are more than {MOST_CONDITIONS}."
            raise PercorsoError("bad_condition", message, hint="One condition may name several values: device=a,b.")
        return cls(read)

    @property
    def personal(self) -> bool:
        """Whether it is told by what may say whom data is of: whoever asks needs the right to personal data."""
        return any(one.of_trait for one in self.conditions)

    def written(self) -> list[str]:
        """Write its conditions as they are read."""
        return [str(one) for one in self.conditions]

    def and_also(self, other: Segment) -> Segment:
        """Give those who are of both."""
        return Segment(tuple(dict.fromkeys((*self.conditions, *other.conditions))))


EVERYBODY = Segment()


def checked_name(name: str, known: Iterable[str] = ()) -> str:
    """Give a name back, if a segment may have it and none has it yet.

    Raises:
        PercorsoError: ``bad_segment_name``, ``segment_exists``.
    """
    if not is_name(name) or len(name) > _LONGEST_NAME:
        message = f"'{name[:_LONGEST_NAME]}' is no name for a segment."
        raise PercorsoError("bad_segment_name", message, hint=f"Up to {_LONGEST_NAME} letters without a slash.")
    if name in known:
        hint = f"Choose another name, or: percorso segments delete '{name}'"
        raise PercorsoError("segment_exists", f"A segment named '{name}' is there already.", hint=hint)
    return name


def _quoted(value: str) -> str:
    plain = not any(mark in value for mark in ',"\n\r') and value == value.strip()
    return value if plain else '"' + value.replace('"', '""') + '"'
