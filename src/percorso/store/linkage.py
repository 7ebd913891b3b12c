"""Record linkage by Splink over DuckDB: a table of people and a design in, pairs with their weight of evidence out."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.core.matching import Block, Comparison, Design
from percorso.store.bucket import CONFIGURATION
from percorso.store.learning import MISSING, Chances, Patterns, learnt, mixed

Weights = NDArray[np.float64]

# The columns that a block's keys and a level's condition name.
_BLOCKED, _COMPARED = re.compile(r"\{\}\.(\w+)"), re.compile(r"\b(\w+)_[lr]\b")

# Pairs of random rows in which the chance of each level is counted.
_RANDOM_PAIRS = 500_000
# How many pairs the first guesses of u and m are worth beside those counted.
_GUESSED_U, _GUESSED_M = 1_000, 10
# In fewer rows, how often a value occurs says little of how common it is.
_TELLING_ROWS = 500
_ROUNDS = 200
_CLOSE = 1e-9


@dataclass(frozen=True)
class Linked:
    """Rows that were compared.

    Attributes:
        left, right: rows, left < right.
        weight: the logarithm to base 2 of the odds that both are one person.
        prior: the same of two rows at random.
        told: of pairs that reach the threshold: ``left, right, weight``, and for each comparison by its place
            ``level_0`` (the place of its level, null where a value is missing) and ``weight_0`` (what it adds).
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: Weights
    prior: float
    told: pa.Table


def linked(people: pa.Table, design: Design, least: float) -> Linked:
    """Compare the rows of each block; the levels' probabilities are learnt from the rows, which nobody labelled.

    Chances (u) are counted in random pairs, agreement (m) by expectation maximisation inside blocks, and how many pairs
    match at all is what agrees with the pairs found (the fixed point of the prior). Equal values weigh the more the
    rarer they are. The same rows in the same order give the same answer.

    Args:
        people: ``row``, from 0, and a text column a comparison.
        design: what is compared, and how.
        least: the weight from which pairs are told in full.
    """
    possible = people.num_rows * (people.num_rows - 1) // 2
    if not design.blocks or not possible:
        return _nothing(design)
    start = min(people.num_rows / possible, 0.5)
    with _splink(people) as engine:
        model = engine.trained(design, start, possible)
        predicted = engine.linker(model).inference.predict().physical_name
        found = engine.ask(f'SELECT row_l, row_r, match_weight FROM "{predicted}" ORDER BY row_l, row_r')
        bare = found["match_weight"].to_numpy() - _log_odds(start)
        prior = _prior(bare, start, possible)
        columns = ", ".join(
            f"nullif(gamma_{one.column.key}, -1) AS gamma_{place}, "
            f"mw_{one.column.key} + coalesce({_rarity(one, people.num_rows)}, 0) AS weight_{place}"
            for place, one in enumerate(design.comparisons)
        )
        shift = prior - _log_odds(start)
        told = engine.ask(
            f'SELECT row_l AS "left", row_r AS "right", match_weight + {shift!r} AS weight, {columns} '
            f'FROM "{predicted}" WHERE match_weight + {shift!r} >= {least!r} ORDER BY row_l, row_r'
        )
    left, right = (found[name].to_numpy().astype(np.int64) for name in ("row_l", "row_r"))
    return Linked(left, right, bare + prior, prior, _levelled(told, design))


def _nothing(design: Design) -> Linked:
    rows = np.empty(0, dtype=np.int64)
    names = [name for place in range(len(design.comparisons)) for name in (f"level_{place}", f"weight_{place}")]
    told = pa.table({name: pa.array([], pa.float64()) for name in ("left", "right", "weight", *names)})
    return Linked(rows, rows, np.empty(0), 0.0, told)


class _Engine:
    """Splink over one database; SplinkDataFrame and Linker are its own words."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, people: pa.Table) -> None:
        from splink import DuckDBAPI

        self._connection = connection
        self._rows = people.num_rows
        self._keys = [name for name in people.column_names if name != "row"]
        connection.register("people", people)
        self._people = DuckDBAPI(connection).register(people)

    def ask(self, text: str) -> pa.Table:
        return self._connection.sql(text).to_arrow_table()

    def linker(self, model: dict[str, Any]) -> Any:
        from splink import Linker

        return Linker(self._people, model, log_level=None, validate_settings=False)

    def trained(self, design: Design, start: float, possible: int) -> dict[str, Any]:
        """Learn the levels' probabilities."""
        linker = self.linker(_settings(design, start, self._rows))
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_RANDOM_PAIRS, seed=1, min_count_per_level=None, num_chunks=1
        )
        model: dict[str, Any] = linker.misc.save_model_to_json()
        counted = min(_RANDOM_PAIRS, possible)
        u = tuple(
            mixed(_counted(written["comparison_levels"][1:]) * counted, _guessed(one, "u"), _GUESSED_U)
            for written, one in zip(model["comparisons"], design.comparisons, strict=True)
        )
        m = self._agreeing(design, u, start)
        for written, chances, agreeing in zip(model["comparisons"], u, m, strict=True):
            for place, level in enumerate(written["comparison_levels"][1:]):
                level["u_probability"], level["m_probability"] = float(chances[place]), float(agreeing[place])
        return model

    def _agreeing(self, design: Design, u: Chances, start: float) -> Chances:
        """Learn how often rows of one person agree: in each block what does not rest on what all its rows agree on."""
        guesses = tuple(_guessed(one, "m") for one in design.comparisons)
        found = [np.zeros(len(one)) for one in guesses]
        for block in design.training:
            agreed, free = _shared(block, design.comparisons)
            if not free:
                continue
            odds = start / (1 - start) * math.prod(guesses[place][0] / u[place][0] for place in agreed)
            patterns = self._patterns(block, [design.comparisons[place] for place in free])
            expected = learnt(
                patterns,
                tuple(u[place] for place in free),
                tuple(guesses[place] for place in free),
                _GUESSED_M,
                odds / (1 + odds),
            )
            for place, one in zip(free, expected, strict=True):
                found[place] += one
        return tuple(mixed(one, guess, _GUESSED_M) for one, guess in zip(found, guesses, strict=True))

    def _patterns(self, block: Block, compared: Sequence[Comparison]) -> Patterns:
        """Count how the pairs of a block agree."""
        columns = ", ".join(f"{side}.{key} AS {key}_{side}" for key in self._keys for side in "lr")
        levels = ", ".join(f"{_case(one)} AS level_{place}" for place, one in enumerate(compared))
        found = self.ask(
            f"SELECT {levels}, count(*) AS pairs FROM (SELECT {columns} FROM people AS l JOIN people AS r "
            f"ON l.row < r.row AND {_rule(block)}) GROUP BY ALL ORDER BY ALL"
        )
        by_place = [found[f"level_{place}"].to_numpy() for place in range(len(compared))]
        return Patterns(np.stack(by_place, axis=1).astype(np.int64), found["pairs"].to_numpy().astype(np.float64))


@contextmanager
def _splink(people: pa.Table) -> Iterator[_Engine]:
    """Open a database of its own for the tables that Splink makes; what it reports of its progress is not shown."""
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    with duckdb.connect(":memory:", config=CONFIGURATION) as connection:
        yield _Engine(connection, people)


def _settings(design: Design, start: float, rows: int) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "row",
        "comparisons": [_comparison(one, rows) for one in design.comparisons],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": _rule(block)} for block in design.blocks],
        "probability_two_random_records_match": start,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(one: Comparison, rows: int) -> dict[str, Any]:
    key = one.column.key
    missing = {
        "sql_condition": f"{key}_l IS NULL OR {key}_r IS NULL",
        "label_for_charts": "missing",
        "is_null_level": True,
    }
    levels = [
        {
            "sql_condition": level.condition or "ELSE",
            "label_for_charts": level.name,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        for level in one.levels
    ]
    if rows >= _TELLING_ROWS:
        levels[0]["tf_adjustment_column"] = key
    return {"output_column_name": key, "comparison_levels": [missing, *levels]}


def _rarity(one: Comparison, rows: int) -> str:
    return f"mw_tf_adj_{one.column.key}" if rows >= _TELLING_ROWS else "0"


def _rule(block: Block) -> str:
    return " AND ".join(f"{key.replace('{}', 'l')} = {key.replace('{}', 'r')}" for key in block.keys)


def _case(one: Comparison) -> str:
    """Tell the place of the level at which a pair agrees, as SQL."""
    key = one.column.key
    cases = "".join(
        f" WHEN {level.condition} THEN {place}" if level.condition else f" ELSE {place}"
        for place, level in enumerate(one.levels)
    )
    return f"CASE WHEN {key}_l IS NULL OR {key}_r IS NULL THEN {MISSING}{cases} END"


def _shared(block: Block, compared: Sequence[Comparison]) -> tuple[list[int], list[int]]:
    """Part comparisons in those on whose whole value the rows of a block agree, and those that rest on nothing of it.

    A comparison that looks into a column of the block beside its own, such as for names in each other's place, is
    neither.
    """
    blocked = {key for expression in block.keys for key in _BLOCKED.findall(expression)}
    agreed = [place for place, one in enumerate(compared) if f"{{}}.{one.column.key}" in block.keys]
    free = [
        place
        for place, one in enumerate(compared)
        if blocked.isdisjoint(key for level in one.levels for key in _COMPARED.findall(level.condition))
    ]
    return agreed, free


def _guessed(one: Comparison, chance: Literal["m", "u"]) -> Weights:
    return np.array([getattr(level, chance) for level in one.levels])


def _counted(written: Sequence[dict[str, Any]]) -> Weights:
    """Read the chances that Splink counted; a level that it never met has none."""
    found = [level.get("u_probability") for level in written]
    return np.array([float(one) if isinstance(one, float | int) else 0.0 for one in found])


def _log_odds(share: float) -> float:
    return math.log2(share / (1 - share))


def _prior(bare: Weights, share: float, possible: int) -> float:
    """Find the share of matching pairs that agrees with the pairs found, as log odds; half a pair is allowed for.

    Args:
        bare: weights without any prior, of the pairs compared; the others do not match.
        share: where to begin.
        possible: how many pairs of rows there are.
    """
    for _ in range(_ROUNDS):
        expected = float((1 / (1 + np.exp2(-(bare + _log_odds(share))))).sum())
        found = (expected + 0.5) / (possible + 1)
        if abs(found - share) < _CLOSE * share:
            break
        share = found
    return _log_odds(share)


def _levelled(told: pa.Table, design: Design) -> pa.Table:
    """Turn Splink's numbers of levels, which count from the last one up, into places in the design."""
    for place, one in enumerate(design.comparisons):
        number = told.column_names.index(f"gamma_{place}")
        levels = pa.array(
            [None if gamma is None else len(one.levels) - 1 - gamma for gamma in told[number].to_pylist()]
        )
        told = told.set_column(number, f"level_{place}", levels.cast(pa.int64()))
    return told
