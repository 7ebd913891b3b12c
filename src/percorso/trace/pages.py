"""Pages: the path of an address, so that one page has one name however it was written."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from percorso.sequence.codes import Coded, picked


class Links(NamedTuple):
    """Addresses in two parts: the page, and what stands behind it (query and fragment), empty for most.

    A shop has few pages and its campaigns few queries, but nearly every pair of them is met. Where the parts of an
    address say something else than the whole, the page is the whole address.
    """

    page: Coded
    rest: Coded

    @classmethod
    def of(cls, addresses: Coded) -> Links:
        """Take addresses apart."""
        parts = [_parted(address) for address in addresses.words]
        known = np.arange(len(parts))
        page, rest = (Coded(known, tuple(part[side] for part in parts)).into(str) for side in (0, 1))
        return cls(*(Coded(picked(part.codes, addresses.codes, -1), part.words) for part in (page, rest)))


def path_of(url: str) -> str | None:
    """Give the path of a page's address: without host, query and fragment, and without a slash at its end.

    The home page is ``/``. An address that is none gives None.
    """
    text = url.strip()
    place = text.partition("?")[0].partition("#")[0]
    # A link inside the query is read as a scheme, too.
    return _path_of(place if "://" in place or "://" not in text else text)


def _parted(address: str) -> tuple[str, str]:
    page = address.partition("?")[0].partition("#")[0]
    rest = address[len(page) :]
    alone = "&" not in page and page.strip() == page and ("://" in page or "://" not in rest)
    return (page, rest) if alone else (address, "")


# The same pages are met in every bucket, with ever other queries.
@lru_cache(maxsize=1 << 17)
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
