import pyarrow as pa
import pytest

from percorso.core.errors import PercorsoError
from percorso.sequence.path_table import read_paths


def test_paths_are_cut_at_their_separator_and_empty_touches_passed_over() -> None:
    table = pa.table({"p": ["a > b", "a>  > b", "", None], "n": ["3", "1", "2", ""], "v": ["1.5", "", "2", "0"]})
    read = read_paths(table, "p", "n", None, "v", " > ")
    assert read.words == ("a", "b")
    assert (read.starts.tolist(), read.subjects.tolist()) == ([0, 2, 4, 4, 4], [0, 1, 0, 1])
    assert (read.conversions.tolist(), read.nulls.tolist()) == ([3, 1, 2, 0], [0, 0, 0, 0])
    assert read.value.tolist() == [1.5, 0, 2, 0]


def test_another_separator_may_be_of_spaces_alone() -> None:
    assert read_paths(pa.table({"p": ["a b"], "n": [1]}), "p", "n", None, None, " ").words == ("a", "b")


@pytest.mark.parametrize(("count", "code"), [("1.5", "bad_count"), ("-1", "bad_count"), ("many", "bad_count")])
def test_people_are_counted_in_whole_numbers(count: str, code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        read_paths(pa.table({"p": ["a"], "n": [count]}), "p", "n", None, None, " > ")
    assert refused.value.code == code


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(PercorsoError) as refused:
        read_paths(pa.table({"p": ["a"]}), "p", "n", None, None, " > ")
    assert refused.value.code == "unknown_column"


def test_a_mark_with_its_spaces_is_told_from_one_that_is_part_of_a_name() -> None:
    assert read_paths(pa.table({"p": ["A->B > C"], "n": [1]}), "p", "n", None, None, " > ").words == ("A->B", "C")
    assert read_paths(pa.table({"p": ["A>B"], "n": [1]}), "p", "n", None, None, " > ").words == ("A", "B")


@pytest.mark.parametrize("count", ["inf", "nan9", "1e300"])
def test_what_is_no_number_of_people_is_refused(count: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        read_paths(pa.table({"p": ["a"], "n": [count]}), "p", "n", None, None, " > ")
    assert refused.value.code == "bad_count"
