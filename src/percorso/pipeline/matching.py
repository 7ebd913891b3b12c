"""Matching: which rows of a file of people are one person, without an identifier that they share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect.files import require
from percorso.collect.headers import fold
from percorso.collect.plain import read_rows
from percorso.collect.recognition import encoding_of
from percorso.core.answer import Message
from percorso.core.errors import PercorsoError, unknown
from percorso.core.matching import Design, PersonColumn
from percorso.sequence.keys import customer_id_of
from percorso.store.bucket import Bucket
from percorso.store.linkage import Linked, linked
from percorso.unify.blocking import blocks
from percorso.unify.comparisons import comparisons
from percorso.unify.grouping import Pairs, grouped
from percorso.unify.person_columns import columns_of, comparable

# A pair links two rows from this probability on; one default for all data.
THRESHOLD = 0.95


@dataclass(frozen=True)
class Agreement:
    """What one column says of a pair: its name, how far its values agree, and the weight of that in bits."""

    column: str
    level: str
    weight: float


@dataclass(frozen=True)
class Proposal:
    """Two rows that probably are one person, and why."""

    left: str
    right: str
    probability: float
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True)
class Matched:
    """The people in a file.

    Attributes:
        id_column: the name of the column that names the rows.
        customers: each row's id and its customer, in input order.
        columns: what was compared.
        threshold: the probability from which a pair links.
        proposals: the pairs that reach it, the surest first.
        encoding: what the file's text was found to be written in where it is no UTF-8 and nobody said so.
    """

    id_column: str
    customers: tuple[tuple[str, str], ...]
    columns: tuple[PersonColumn, ...]
    threshold: float
    proposals: tuple[Proposal, ...]
    encoding: str | None = None


def match_file(
    path: Path, id_column: str, compare: Sequence[str], threshold: float = THRESHOLD, encoding: str | None = None
) -> Matched:
    """Find which rows of a CSV, JSON lines or Parquet file are one person.

    Args:
        path: the file.
        id_column: the column that names each row.
        compare: the columns to compare; how is told by their names and by what stands in them.
        threshold: the probability from which a pair links, above 0.5 and below 1.
        encoding: how its text is written; by default UTF-8, or Windows-1252 where it is no UTF-8.

    Raises:
        PercorsoError: what is wrong with the file; ``missing_column``, ``missing_id``, ``repeated_id``,
            ``bad_threshold``, ``nothing_to_compare``.
    """
    check_threshold(threshold)
    require(path)
    other = encoding_of(path) if encoding is None else None
    rows = list(read_rows(path, encoding or other))
    known = list(rows[0]) if rows else []
    names = [_column(name, known) for name in (id_column, *compare)] if rows else [id_column, *compare]
    asked = list(dict.fromkeys(names[1:]))
    if not asked:
        raise PercorsoError("nothing_to_compare", "No column to compare is named.", hint="Such as: first_name,dob")
    ids = _ids((row[names[0]] for row in rows), names[0])
    people = pa.table({name.strip(): pa.array([row[name] for row in rows], pa.string()) for name in asked})
    return replace(match(names[0].strip(), ids, people, threshold), encoding=other)


def match(id_column: str, ids: Sequence[str], people: pa.Table, threshold: float = THRESHOLD) -> Matched:
    """Find which rows of a table of people are one person; the order of rows changes nothing.

    Args:
        id_column: the name of what names the rows.
        ids: each row's own name.
        people: the columns to compare, as text.
        threshold: the probability from which a pair links.
    """
    columns = columns_of(people)
    values = comparable(people, columns)
    telling = tuple(column for column in columns if values[column.key].null_count < people.num_rows)
    order = _order(values, ids)
    ordered = values.select([column.key for column in telling]).take(order)
    named = [ids[place] for place in order.to_pylist()]
    least = math.log2(threshold / (1 - threshold))
    design = _design(ordered, telling)
    rows = pa.table(
        {"row": pa.array(range(len(named)), pa.int64())} | dict(zip(ordered.column_names, ordered.columns, strict=True))
    )
    found = linked(rows, design, least)
    first = grouped(len(named), Pairs(found.left, found.right, found.weight, found.prior), least)
    customer = _customers(named, first.tolist())
    return Matched(
        id_column,
        tuple((one, customer[one]) for one in ids),
        telling,
        threshold,
        _proposals(found, design, named),
    )


def check_threshold(threshold: float) -> None:
    """Refuse what is no threshold: below even odds, rows would be tied that likelier are two people.

    Raises:
        PercorsoError: ``bad_threshold``.
    """
    if not 0.5 <= threshold < 1:
        message = f"A threshold of {threshold:g} is no probability from 0.5 to below 1."
        raise PercorsoError("bad_threshold", message, hint="Such as 0.95.", given={"given": f"{threshold:g}"})


def summary(found: Matched) -> tuple[Message, ...]:
    """Say how many customers the rows are, by which threshold, and as what each column was compared."""
    compared = tuple(
        Message(
            "matching.compared", {"column": (one.name, "text"), "kind": (Message(f"matching.kind.{one.kind}"), "text")}
        )
        for one in found.columns
    )
    denied = tuple(
        Message(
            "matching.denied",
            {"column": (one.name, "text"), "kind": (Message(f"matching.kind.{one.denied}"), "text")},
        )
        for one in found.columns
        if one.denied
    )
    customers = len({customer for _, customer in found.customers})
    return (
        Message("matching.found", {"rows": (len(found.customers), "count"), "customers": (customers, "count")}),
        Message("matching.threshold", {"threshold": (f"{found.threshold:g}", "text")}),
        *((Message("matching.columns", {"columns": (compared, "text")}),) if compared else ()),
        *denied,
        *((Message("matching.encoding", {"encoding": (found.encoding, "text")}),) if found.encoding else ()),
    )


def told(found: Matched) -> list[dict[str, Any]]:
    """Give each proposal as ``left, right, probability, why``; the reasons are messages."""
    return [
        {
            "left": one.left,
            "right": one.right,
            "probability": round(one.probability, 6),
            "why": tuple(map(reason, one.agreements)),
        }
        for one in found.proposals
    ]


def reason(agreement: Agreement) -> Message:
    """Say how far the values of a column agree, and what that says."""
    level = Message(f"matching.level.{agreement.level}")
    strength = Message(f"matching.strength.{_strength(agreement.weight)}")
    return Message(
        "matching.agreement",
        {"column": (agreement.column, "text"), "level": (level, "text"), "strength": (strength, "text")},
    )


def _strength(weight: float) -> str:
    """Say in a word how strong evidence is: odds of 3 and of 20 to 1 are the bounds of Kass and Raftery (1995)."""
    if abs(weight) < math.log2(3):
        return "little"
    strongly = "strongly_" if abs(weight) >= math.log2(20) else ""
    return strongly + ("for" if weight > 0 else "against")


def _design(people: pa.Table, columns: Sequence[PersonColumn]) -> Design:
    if not columns or people.num_rows < 2:
        return Design(comparisons(columns), (), ())
    with Bucket(-1, {"people": people}) as bucket:
        return Design(comparisons(columns), *blocks(bucket, columns))


def _column(name: str, known: Sequence[str]) -> str:
    """Find a column by its name as it is, or else by its letters: blanks around it and its case do not count."""
    if name in known:
        return name
    alike = [column for column in known if fold(column) == fold(name)]
    if len(alike) == 1:
        return alike[0]
    raise unknown("column", name, (column.strip() for column in known), code="missing_column")


def _ids(values: Iterable[str | None], column: str) -> list[str]:
    ids = []
    for number, one in enumerate(values, start=1):
        if not (one or "").strip():
            message = f"Row {number} has nothing in '{column}', which names the rows."
            given = {"row": str(number), "column": column}
            raise PercorsoError("missing_id", message, hint="Give every row an id of its own.", given=given)
        ids.append(str(one).strip())
    often = [one for one, count in Counter(ids).items() if count > 1]
    if often:
        message = f"'{often[0]}' stands in '{column}' more than once, but names one row."
        raise PercorsoError("repeated_id", message, hint="Give every row an id of its own.", given={"given": often[0]})
    return ids


def _order(values: pa.Table, ids: Sequence[str]) -> pa.Array:
    """Order rows by what they hold, so that the order they came in has no part in the answer."""
    keyed = values.append_column("id", pa.array(ids, pa.string()))
    return pc.sort_indices(keyed, sort_keys=[(name, "ascending") for name in keyed.column_names])


def _customers(ids: Sequence[str], first: Sequence[int]) -> dict[str, str]:
    """Name each group after the first of its ids in the order of letters."""
    canonical: dict[int, str] = {}
    for one, group in zip(ids, first, strict=True):
        canonical[group] = min(one, canonical.get(group, one))
    return {one: customer_id_of(f"row:{canonical[group]}") for one, group in zip(ids, first, strict=True)}


def _proposals(found: Linked, design: Design, ids: Sequence[str]) -> tuple[Proposal, ...]:
    made = []
    for row in found.told.to_pylist():
        agreements = tuple(
            Agreement(one.column.name, one.levels[row[f"level_{place}"]].name, row[f"weight_{place}"])
            for place, one in enumerate(design.comparisons)
            if row[f"level_{place}"] is not None
        )
        ends = sorted((ids[int(row["left"])], ids[int(row["right"])]))
        made.append(Proposal(ends[0], ends[1], 1 / (1 + 2.0 ** -row["weight"]), agreements))
    return tuple(sorted(made, key=lambda one: (-one.probability, one.left, one.right)))
