"""Keys: the one stable hash of a customer, for buckets and for seeds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.sequence.hashing import hashed
from percorso.sequence.kernels import kernel

_DIGITS = 16
_OWN_KEYS = re.compile(r"[0-9a-f]*")
# Fewer texts are hashed one by one before the compiled hashing has begun.
_MANY = 10_000


def customer_id_of(identifier: str) -> str:
    """Give the customer id of a canonical identifier such as ``user:42``: 16 hex digits of its BLAKE2b."""
    return hashlib.blake2b(identifier.encode(), digest_size=8).hexdigest()


def key_of(customer_ids: Sequence[str] | pa.Array | pa.ChunkedArray) -> NDArray[np.uint64]:
    """Give each customer a uint64 key that depends on its id alone.

    An id of 16 lower-case hex digits is a hash already and is its own key; any other text is hashed first.
    """
    ids = customer_ids.to_pylist() if isinstance(customer_ids, pa.Array | pa.ChunkedArray) else customer_ids
    digits = "".join(ids)
    if not _OWN_KEYS.fullmatch(digits) or not set(map(len, ids)) <= {_DIGITS}:
        if len(ids) >= _MANY:
            return _hashed(ids)
        digits = "".join(
            one if len(one) == _DIGITS and _OWN_KEYS.fullmatch(one) else customer_id_of(one) for one in ids
        )
    return np.frombuffer(bytes.fromhex(digits), dtype=">u8").astype(np.uint64)


def _hashed(ids: Sequence[str]) -> NDArray[np.uint64]:
    """Hash texts side by side, those that are hashes already left as they are."""
    keys = hashed(pa.array(ids, pa.string()))
    own = [place for place, one in enumerate(ids) if len(one) == _DIGITS and _OWN_KEYS.fullmatch(one)]
    keys[own] = [int(ids[place], 16) for place in own]
    return keys


def bucket_of(customer_ids: Sequence[str] | pa.Array | pa.ChunkedArray, buckets: int) -> NDArray[np.int32]:
    """Give each customer its bucket: the key's remainder, so the same customer is in the same place everywhere."""
    return (key_of(customer_ids) % np.uint64(buckets)).astype(np.int32)


def mixed(customer_ids: pa.Array) -> NDArray[np.uint64]:
    """Give each customer whose id is a whole number its key: the number, mixed as SplitMix64 does."""
    numbers = customer_ids.to_numpy(zero_copy_only=False).astype(np.int64, copy=False).view(np.uint64)
    keys: NDArray[np.uint64] = np.empty_like(numbers)
    _mix(numbers, keys)
    return keys


@kernel("uint64[] uint64[]!")
def _mix(numbers: NDArray[np.uint64], keys: NDArray[np.uint64]) -> None:
    for row in range(len(numbers)):
        one = numbers[row] + np.uint64(0x9E3779B97F4A7C15)
        one = (one ^ (one >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        one = (one ^ (one >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        keys[row] = one ^ (one >> np.uint64(31))
