"""Record linkage by Splink over DuckDB: a table of people and a design in, pairs with their weight of evidence out."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.core.matching import Block, Comparison, Design, Level
from percorso.store.bucket import CONFIGURATION

Weights = NDArray[np.float64]

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
        for block in design.training:
            linker.training.estimate_parameters_using_expectation_maximisation(
                _rule(block), estimate_without_term_frequencies=True
            )
        model: dict[str, Any] = linker.misc.save_model_to_json()
        counted = min(_RANDOM_PAIRS, possible)
        trained = min((block.pairs for block in design.training), default=0)
        for written, comparison in zip(model["comparisons"], design.comparisons, strict=True):
            _blend(written["comparison_levels"][1:], comparison.levels, counted, trained)
        return model


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
        "em_convergence": 0.001,
        "max_iterations": 50,
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


def _blend(written: Sequence[dict[str, Any]], guessed: Sequence[Level], counted: int, trained: int) -> None:
    """Let what was counted outweigh the first guesses by its number of pairs; no level stays impossible."""
    for name, guesses, pairs, worth in (
        ("u_probability", [level.u for level in guessed], counted, _GUESSED_U),
        ("m_probability", [level.m for level in guessed], trained, _GUESSED_M),
    ):
        shares = [_share(level.get(name), pairs) for level in written]
        mixed = [pairs * share + worth * guess for share, guess in zip(shares, guesses, strict=True)]
        for level, one in zip(written, mixed, strict=True):
            level[name] = one / sum(mixed)


def _share(value: object, pairs: int) -> float:
    """Read a probability; a level that was never met has none."""
    return float(value) if isinstance(value, float | int) and pairs else 0.0


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
