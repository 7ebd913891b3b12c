from __future__ import annotations

from random import Random

import pyarrow as pa

from percorso.core.matching import Block, PersonColumn
from percorso.store.bucket import Bucket
from percorso.unify.blocking import LEAST_PAIRS, PAIRS_A_ROW, blocks

NAMES = (PersonColumn("first_name", "c0", "first_name"), PersonColumn("surname", "c1", "surname"))
DATE = PersonColumn("dob", "c2", "date")


def chosen(people: pa.Table, *columns: PersonColumn) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    with Bucket(-1, {"people": people}) as bucket:
        return blocks(bucket, columns)


def compared(people: pa.Table, block: Block) -> set[tuple[int, int]]:
    """The pairs of rows in a block, as a database finds them."""
    told = " AND ".join(f"{key.replace('{}', 'l')} = {key.replace('{}', 'r')}" for key in block.keys)
    numbered = people.append_column("row", pa.array(range(people.num_rows)))
    with Bucket(-1, {"people": numbered}) as bucket:
        found = bucket.sql(f"SELECT l.row AS a, r.row AS b FROM people l JOIN people r ON l.row < r.row AND {told}")
    return set(zip(found["a"].to_pylist(), found["b"].to_pylist(), strict=True))


def made(rows: int, firsts: int, lasts: int) -> pa.Table:
    random = Random(1)  # noqa: S311
    word = "".join
    letters = "abcdefghilmnoprstuvz"
    first = [word(random.choices(letters, k=6)) for _ in range(firsts)]
    last = [word(random.choices(letters, k=7)) for _ in range(lasts)]
    return pa.table({"c0": random.choices(first, k=rows), "c1": random.choices(last, k=rows)})


def test_a_block_says_how_many_pairs_it_compares() -> None:
    people = made(300, 40, 60)
    found, training = chosen(people, *NAMES)
    assert found
    for block in (*found, *training):
        assert len(compared(people, block)) == block.pairs


def test_swapped_names_meet_and_so_do_those_whose_ends_are_mistyped() -> None:
    people = pa.table({"c0": ["mario", "rossi", "marin"], "c1": ["rossi", "mario", "verdi"]})
    found, _ = chosen(people, *NAMES)
    met = set[tuple[int, int]]().union(*(compared(people, block) for block in found))
    assert {(0, 1), (0, 2)} <= met


def test_what_is_common_to_many_rows_blocks_only_together_with_something_else() -> None:
    people = made(4000, 5, 40)
    found, _ = chosen(people, *NAMES)
    limit = max(PAIRS_A_ROW * people.num_rows, LEAST_PAIRS)
    assert found
    assert all(block.pairs <= limit for block in found)
    assert all(len(block.keys) == 2 or "least" in block.keys[0] for block in found)


def test_a_missing_value_blocks_nothing() -> None:
    people = pa.table({"c0": pa.array([None, None, None], pa.string()), "c1": pa.array(["a", None, None], pa.string())})
    assert chosen(people, *NAMES) == ((), ())


def test_a_date_blocks_by_year_and_by_day_so_that_one_of_them_may_be_wrong() -> None:
    people = pa.table({"c2": ["19800512", "19810512", "19800101"]})
    found, _ = chosen(people, DATE)
    assert set[tuple[int, int]]().union(*(compared(people, block) for block in found)) == {(0, 1), (0, 2)}


def test_there_is_nothing_to_learn_in_where_hardly_any_rows_agree() -> None:
    _, training = chosen(made(30, 30, 30), *NAMES)
    assert training == ()
