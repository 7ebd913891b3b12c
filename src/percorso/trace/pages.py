"""Pages: the path of an address, so that one page has one name however it was written."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit


def path_of(url: str) -> str | None:
    """Give the path of a page's address: without host, query and fragment, and without a slash at its end.

    The home page is ``/``. An address that is none gives None.
    """
    text = url.strip()
    place = text.partition("?")[0].partition("#")[0]
    # A link inside the query is read as a scheme, too.
    return _path_of(place if "://" in place or "://" not in text else text)


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
