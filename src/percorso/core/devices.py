"""Devices: mobile, tablet or desktop, from a few words of the user agent."""

from __future__ import annotations

from functools import lru_cache

_TABLET = ("ipad", "tablet", "kindle", "silk/", "playbook")
_MOBILE = ("mobi", "iphone", "ipod", "android", "windows phone", "blackberry", "opera mini")
_DESKTOP = ("windows nt", "macintosh", "x11", "cros ", "linux")


# The same agents are met again and again.
@lru_cache(maxsize=1 << 16)
def device_of(agent: str) -> str | None:
    """Name the device of a user agent by its words.

    An Android without "Mobile" is a tablet (Google's advice to browser makers). A recent iPad calls itself a Macintosh
    and counts as one.
    """
    text = agent.casefold()
    if any(word in text for word in _TABLET) or ("android" in text and "mobi" not in text):
        return "tablet"
    if any(word in text for word in _MOBILE):
        return "mobile"
    return "desktop" if any(word in text for word in _DESKTOP) else None
