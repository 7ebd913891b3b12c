"""TC strings: the purposes somebody consented to, as the Transparency and Consent Framework 2 writes them.

Source: IAB Tech Lab, Consent string and vendor list formats v2, "The core string".
"""

from __future__ import annotations

import binascii
from base64 import b64decode

_VERSION = 2
# Before them stand version (6 bits), created and last updated (36 each), CMP id and version (12 each), screen (6),
# language and vendor list (12 each), policy (6), two flags and the special features (12).
_PURPOSES_AT = 152
_PURPOSES = 24


def consented(text: str) -> frozenset[int] | None:
    """Give the numbers of the purposes consented to; None for a text that is no TC string of version 2."""
    core = text.strip().partition(".")[0]
    try:
        data = b64decode(core + "=" * (-len(core) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    size = 8 * len(data)
    if size < _PURPOSES_AT + _PURPOSES or data[0] >> 2 != _VERSION:
        return None
    bits = int.from_bytes(data) >> (size - _PURPOSES_AT - _PURPOSES)
    return frozenset(number for number in range(1, _PURPOSES + 1) if bits >> (_PURPOSES - number) & 1)
