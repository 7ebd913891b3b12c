"""Passwords: kept as argon2id hashes, at the cost RFC 9106 recommends where memory is scarce (64 MiB, 3 passes)."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from percorso.core.errors import PercorsoError

HASHER = PasswordHasher()
SHORTEST = 8
LONGEST = 1024


def hashed(password: str) -> str:
    """Hash a password.

    Raises:
        PercorsoError: ``bad_password`` when it is shorter than 8 characters or longer than 1024.
    """
    check(password)
    return HASHER.hash(_plain(password))


def check(password: str) -> None:
    """Refuse what can be no password; raises as ``hashed``."""
    if not SHORTEST <= len(password) <= LONGEST:
        message = f"A password has {SHORTEST} to {LONGEST} characters; this one has {len(password)}."
        raise PercorsoError(
            "bad_password",
            message,
            hint="Several words in a row are long and easy to keep.",
            given={"least": str(SHORTEST), "most": str(LONGEST), "n": str(len(password))},
        )


def matches(stored: str | None, password: str) -> bool:
    """Say whether a password is the one that was hashed; where none was it takes as long, and is not."""
    try:
        HASHER.verify(stored or _nobodys(HASHER), _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Say whether a hash was made at another cost than today's."""
    return HASHER.check_needs_rehash(stored)


def _plain(password: str) -> str:
    """Write a password one way, whatever keyboard it was typed on."""
    return normalize("NFKC", password)


@lru_cache(maxsize=4)
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody's")
