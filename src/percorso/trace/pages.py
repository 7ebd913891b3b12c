"""Pages: the path of an address, so that one page has one name however it was written."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit


# The same pages are met in every bucket.
@lru_cache(maxsize=1 << 17)
def path_of(url: str) -> str | None:
    """Give the path of a page's address: without host, query and fragment, and without a slash at its end.

    The home page is ``/``. An address that is none gives None.
    """
    text = url.strip()
    if "://" not in text and not text.startswith("/"):
        text = f"//{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if not parts.netloc and not parts.path.startswith("/"):
        return None
    return f"/{parts.path.strip('/')}"
