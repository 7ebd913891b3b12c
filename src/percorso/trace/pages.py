"""Pages: the path of an address, so that one page has one name however it was written."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from percorso.sequence.codes import Coded, encoded

# The page, and what stands behind it.
_PARTS = r"(?s)^(?P<page>[^?#]*)(?P<rest>.*)$"
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


def parted(addresses: pa.ChunkedArray | pa.Array) -> tuple[pa.DictionaryArray, pa.DictionaryArray]:
    """Take a column of addresses apart, each distinct one once, into pages and what stands behind them."""
    codes, words = encoded(addresses)
    parts = pc.extract_regex(words, _PARTS)
    page, rest = (pc.struct_field(parts, name) for name in ("page", "rest"))
    # A link inside the query is read as a scheme, too.
    schemed = pc.or_(pc.match_substring(page, "://"), pc.invert(pc.match_substring(rest, "://")))
    alone = pc.and_(schemed, pc.invert(pc.match_substring_regex(page, _STRANGE)))
    rows = pa.array(codes, mask=codes < 0)
    sides = (pc.if_else(alone, page, words).dictionary_encode(), pc.if_else(alone, rest, "").dictionary_encode())
    found = [pa.DictionaryArray.from_arrays(side.indices.take(rows), side.dictionary) for side in sides]
    return found[0], found[1]


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
