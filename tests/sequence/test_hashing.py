from __future__ import annotations

import hashlib

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.hashing import digests, hashed


def one_by_one(texts: list[str]) -> list[int]:
    return [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") for text in texts]


@given(st.lists(st.text(max_size=12) | st.sampled_from(["x" * 127, "x" * 128, "è" * 64, "x" * 129, "x" * 400])))
def test_texts_are_hashed_as_the_standard_library_hashes_each(texts: list[str]) -> None:
    assert hashed(pa.array(texts, pa.string())).tolist() == one_by_one(texts)
    longer = digests(pa.array(texts, pa.string()), 16)
    assert [row.tobytes() for row in longer] == [
        hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts
    ]


def test_many_texts_and_a_part_of_a_column_are_hashed_each_by_itself() -> None:
    texts = [f"user:{one}" for one in range(200)]
    assert hashed(pa.array(texts).slice(7, 150)).tolist() == one_by_one(texts[7:157])
