"""Keys: the one stable hash of a customer, for buckets and for seeds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_DIGITS = 16
_OWN_KEYS = re.compile(r"[0-9a-f]*")


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
        digits = "".join(
            one if len(one) == _DIGITS and _OWN_KEYS.fullmatch(one) else customer_id_of(one) for one in ids
        )
    return np.frombuffer(bytes.fromhex(digits), dtype=">u8").astype(np.uint64)


def bucket_of(customer_ids: Sequence[str] | pa.Array | pa.ChunkedArray, buckets: int) -> NDArray[np.int32]:
    """Give each customer its bucket: the key's remainder, so the same customer is in the same place everywhere."""
    return (key_of(customer_ids) % np.uint64(buckets)).astype(np.int32)
