"""Event ids: the identities of many events at once, from the ids that their sources gave them."""

from __future__ import annotations

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect.identity import digest
from percorso.sequence.hashing import digests

_TEXT = pa.string()
_PLAIN = msgspec.json.Encoder().encode
# What JSON writes otherwise than it is.
_ESCAPED = r'["\\\x00-\x1f]'
# Bytes of an identity; each is written as two digits.
_SIZE = 16
_DIGITS = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)


def event_ids(sources: pa.Array, message_ids: pa.Array) -> pa.Array:
    """Give events their identities, as ``rows.event_id`` does.

    Args:
        sources: string, of few distinct ones.
        message_ids: string; an event without one has an identity that means nothing.
    """
    coded = sources.dictionary_encode()
    begins = pa.array(
        [(_PLAIN(("id", source))[:-1] + b',"').decode() for source in coded.dictionary.to_pylist()], _TEXT
    )
    own = pc.fill_null(message_ids, "")
    texts = pc.binary_join_element_wise(pa.array(begins, _TEXT).take(coded.indices), own, '"]', "")
    found = digests(texts, _SIZE)
    written = _DIGITS[np.stack([found >> 4, found & 15], axis=-1)].reshape(len(found), 2 * _SIZE)
    for row in np.flatnonzero(pc.match_substring_regex(own, _ESCAPED)).tolist():
        written[row] = list(digest("id", sources[row].as_py(), own[row].as_py()).encode())
    ends = np.arange(0, written.size + 1, 2 * _SIZE, dtype=np.int32)
    return pa.Array.from_buffers(_TEXT, len(written), [None, pa.py_buffer(ends), pa.py_buffer(written)])
