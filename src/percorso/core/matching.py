"""Matching people without a shared identifier: how two rows are compared, and which rows are compared at all.

The words are those of Fellegi and Sunter, A Theory for Record Linkage (1969): a comparison has levels of agreement,
each with the probability to see it in two rows of one person (m) and of two people (u); a block is a set of rows that
agree on something, and only rows of a common block are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What a column tells of a person.
Kind = Literal[
    "first_name",
    "surname",
    "full_name",
    "date",
    "email",
    "phone",
    "postcode",
    "place",
    "street",
    "number",
    "category",
    "code",
    "text",
]


@dataclass(frozen=True)
class PersonColumn:
    """A column of people.

    Attributes:
        name: as in the file.
        key: what it is worked with by.
        kind: what it tells.
        denied: what it should tell by its name, where its values are nothing of the kind.
    """

    name: str
    key: str
    kind: Kind
    denied: Kind | None = None


@dataclass(frozen=True)
class Level:
    """A degree of agreement; the first one of a comparison that holds counts.

    Attributes:
        name: how it is spoken of, such as ``same`` or ``typo``.
        condition: SQL over a column's two values (``a_l``, ``a_r``); empty for "anything else".
        m: how often two rows of one person agree so, before any data is seen.
        u: how often two rows of two people do.
    """

    name: str
    condition: str
    m: float
    u: float


@dataclass(frozen=True)
class Comparison:
    """How the two values of one column are compared; levels from the closest agreement to none."""

    column: PersonColumn
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Block:
    """Rows that agree on all of some keys are compared.

    Attributes:
        keys: SQL expressions in which ``{}`` stands for the row.
        pairs: how many pairs of rows agree so.
    """

    keys: tuple[str, ...]
    pairs: int


@dataclass(frozen=True)
class Design:
    """How a table of people is matched.

    Attributes:
        blocks: which rows are compared.
        training: blocks of rows in which the levels' probabilities are learnt, without being told who is who.
    """

    comparisons: tuple[Comparison, ...]
    blocks: tuple[Block, ...]
    training: tuple[Block, ...]
