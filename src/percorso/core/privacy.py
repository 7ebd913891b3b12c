"""Privacy: by what somebody who was erased is known again, and what stands in their place."""

from __future__ import annotations

import hmac

# What the ids begin with under which an erased person's orders stay; nobody's real id looks like it.
STAND_IN = "erased-"
# What a name of somebody becomes in the texts of others.
BLANK = "[erased]"


def tombstone(kind: str, value: str, secret: bytes) -> str:
    """Give the mark of an identifier: HMAC-SHA256 (RFC 2104) under the workspace's key, in hexadecimal digits.

    Who holds the key can try whether it is an identifier that they know; nobody can read it back.

    Args:
        kind: one of ``core.identity.KINDS``, or ``phone``.
        value: the identifier, cleaned as identifiers are.
        secret: the workspace's own key.
    """
    return hmac.digest(secret, f"{kind}\x1f{value}".encode(), "sha256").hex()


def stand_in(kind: str, value: str, secret: bytes) -> str:
    """Give the id under which something of an erased person stays: the same for the same value, leading to nobody.

    What comes later of an erased order finds the order's amounts by it. It is no tombstone of the value: the two do not
    tell of each other.
    """
    return STAND_IN + tombstone(f"stand-in {kind}", value, secret)[:32]
