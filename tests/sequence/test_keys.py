import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence import keys as module
from percorso.sequence.keys import bucket_of, customer_id_of, key_of, mixed

IDS = st.lists(st.one_of(st.text(), st.text().map(customer_id_of)), max_size=20)


def test_a_customer_id_never_changes() -> None:
    assert customer_id_of("user:42") == "d9279b7cb3a5b282"


def test_a_hashed_id_is_its_own_key_and_any_other_text_is_hashed() -> None:
    assert key_of(["00000000000000ff", "user:42"]).tolist() == [255, int(customer_id_of("user:42"), 16)]


@given(IDS)
def test_a_key_depends_on_its_own_id_alone(ids: list[str]) -> None:
    assert key_of(ids).tolist() == [int(key_of([one])[0]) for one in ids]
    assert key_of(pa.array(ids, pa.string())).tolist() == key_of(ids).tolist()


@given(IDS)
def test_many_texts_have_the_keys_that_few_have(ids: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MANY", 0)
        found = key_of(ids).tolist()
    assert found == key_of(ids).tolist()


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_a_number_is_mixed_as_splitmix64_does(numbers: list[int]) -> None:
    def slow(number: int) -> int:
        one = (number + 0x9E3779B97F4A7C15) % 2**64
        one = (one ^ one >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        one = (one ^ one >> 27) * 0x94D049BB133111EB % 2**64
        return one ^ one >> 31

    assert mixed(pa.array(numbers, pa.int64())).tolist() == [slow(one) for one in numbers]


@given(IDS, st.integers(1, 1024))
def test_buckets_lie_in_range(ids: list[str], buckets: int) -> None:
    found = bucket_of(ids, buckets)
    assert found.dtype == np.int32
    assert all(0 <= one < buckets for one in found)


def test_buckets_are_filled_evenly() -> None:
    filled = np.bincount(bucket_of([customer_id_of(f"user:{one}") for one in range(16_000)], 16))
    assert filled.min() > 850
    assert filled.max() < 1150
