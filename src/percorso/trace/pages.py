"""Pages: the path of an address, so that one page has one name however it was written."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.sequence.codes import Coded, encoded
from percorso.sequence.kernels import kernel

Offsets = NDArray[np.int32]
Signs = NDArray[np.uint8]

# What ends a page: the sign of a query and that of a fragment, as bytes.
_QUERY, _FRAGMENT = 63, 35
# Pages whose address is kept whole: with a query's sign, or with white space (as ``str.strip`` has it) at an end.
_STRANGE = r"&|^[\s\x0b\x1c-\x1f\x{85}\pZ]|[\s\x0b\x1c-\x1f\x{85}\pZ]$"


class Links(NamedTuple):
    """Addresses in two parts: the page, and what stands behind it (query and fragment), empty for most.

    A shop has few pages and its campaigns few queries, but nearly every pair of them is met. Where the parts of an
    address say something else than the whole, the page is the whole address.
    """

    page: Coded
    rest: Coded

    @classmethod
    def of(cls, page: pa.ChunkedArray | pa.Array, rest: pa.ChunkedArray | pa.Array) -> Links:
        """Take the columns that ``parted`` gives."""
        return cls(Coded.of(page), Coded.of(rest))


def parted(
    addresses: pa.ChunkedArray | pa.Array, bare: Callable[[pa.Array], pa.Array] = lambda texts: texts
) -> tuple[pa.DictionaryArray, pa.DictionaryArray]:
    """Take a column of addresses apart, each distinct one once, into pages and what stands behind them.

    Args:
        addresses: texts, or a dictionary of them.
        bare: changes texts in places that no part of an address shares with another, such as ``clicks.bare``.
    """
    codes, words = encoded(addresses)
    page, rest = _split(words.cast(pa.string()))
    # A link inside the query is read as a scheme, too.
    schemed = pc.or_(pc.match_substring(page, "://"), pc.invert(pc.match_substring(rest, "://")))
    alone = pc.and_(schemed, pc.invert(pc.match_substring_regex(page, _STRANGE)))
    # There are few pages, and of what stands behind them few are left when they are bare.
    rests = bare(pc.if_else(alone, rest, "")).dictionary_encode()
    pages = pc.if_else(alone, page, words).dictionary_encode()
    del page, rest, words  # a chunk's addresses, which are long and many
    bare_pages = bare(pages.dictionary).dictionary_encode()
    rows = pa.array(codes, mask=codes < 0)
    return (
        pa.DictionaryArray.from_arrays(bare_pages.indices.take(pages.indices).take(rows), bare_pages.dictionary),
        pa.DictionaryArray.from_arrays(rests.indices.take(rows), rests.dictionary),
    )


def _split(words: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Split texts before the first sign that ends a page; the halves keep their bytes side by side."""
    count = len(words)
    _, offsets, data = words.buffers()
    begins = np.frombuffer(offsets, dtype=np.int32)[words.offset : words.offset + count + 1] if count else _NOTHING
    signs = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    size = int(begins[-1] - begins[0])
    pages, rests = (np.empty(count + 1, dtype=np.int32) for _ in range(2))
    first, second = (np.empty(size, dtype=np.uint8) for _ in range(2))
    _divide(begins, signs, pages, rests, first, second)
    page, rest = (
        pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(held))
        for ends, held in ((pages, first), (rests, second))
    )
    return page, rest


_NOTHING = np.zeros(1, dtype=np.int32)


@kernel("int32[] uint8[] int32[]! int32[]! uint8[]! uint8[]!")
def _divide(begins: Offsets, signs: Signs, pages: Offsets, rests: Offsets, first: Signs, second: Signs) -> None:
    """Copy the bytes before the first ``?`` or ``#`` to one place and the others to another, word by word."""
    page, rest = np.int32(0), np.int32(0)
    pages[0] = rests[0] = 0
    for word in range(len(begins) - 1):
        inside = True
        for at in range(begins[word], begins[word + 1]):
            inside = inside and signs[at] != _QUERY and signs[at] != _FRAGMENT
            if inside:
                first[page] = signs[at]
                page += 1
            else:
                second[rest] = signs[at]
                rest += 1
        pages[word + 1] = page
        rests[word + 1] = rest


# The same pages are met in every slice, with ever other queries.
@lru_cache(maxsize=1 << 17)
def path_of(url: str) -> str | None:
    """Give the path of a page's address: without host, query and fragment, and without a slash at its end.

    The home page is ``/``. An address that is none gives None.
    """
    text = url.strip()
    place = text.partition("?")[0].partition("#")[0]
    # A link inside the query is read as a scheme, too.
    return _path_of(place if "://" in place or "://" not in text else text)


def _path_of(text: str) -> str | None:
    if "://" not in text and not text.startswith("/"):
        text = f"//{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if not parts.netloc and not parts.path.startswith("/"):
        return None
    return f"/{parts.path.strip('/')}"
