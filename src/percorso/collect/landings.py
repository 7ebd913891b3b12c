"""Landings: what an order itself says of the visit it came from, as the campaign fields of its event.

An order that a server tells of is no visit of its own, so the page's address stays among its properties: an event with
an address would open a session. Where the site saw the customer's visit, that visit's own source counts, not this.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

# Click ids that one platform alone adds to paid links; links often carry nothing else (Google's auto-tagging).
_PAID = {
    "gclid": "google",
    "gbraid": "google",
    "wbraid": "google",
    "msclkid": "bing",
    "ttclid": "tiktok",
    "twclid": "twitter",
    "li_fat_id": "linkedin",
    "rdt_cid": "reddit",
    "epik": "pinterest",
}
_FIELDS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def arrival(landing: str | None, referrer: str | None) -> dict[str, str]:
    """Give the fields ``referrer`` and ``utm_…`` that a landing address and a referrer tell; those that say something.

    Args:
        landing: the address of the visit's first page, whole or from its path on.
        referrer: the address before it.
    """
    parameters = _parameters(landing)
    found = {name: parameters[name] for name in _FIELDS if name in parameters}
    if "utm_source" not in found:
        source = next((source for name, source in _PAID.items() if name in parameters), None)
        found |= {"utm_source": source, "utm_medium": "cpc"} if source else {}
    if referrer and referrer.strip():
        found["referrer"] = referrer.strip()
    return found


def _parameters(landing: str | None) -> dict[str, str]:
    """Read the parameters of an address, the first value of each; none where it cannot be read."""
    try:
        query = urlsplit((landing or "").strip()).query
        pairs = parse_qsl(query, max_num_fields=200)
    except ValueError:
        return {}
    return {name.lower(): value.strip() for name, value in reversed(pairs) if value.strip()}
