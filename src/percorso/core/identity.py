"""Identifiers: their kinds, strongest first, and the values that name nobody."""

from __future__ import annotations

KINDS = ("user", "email", "anonymous", "order")

# White space around an identifier, the no-break space of spreadsheets included, is no part of it.
BLANKS = " \t\r\n\u00a0"

# What forms, tills, tag managers and half-configured SDKs send in place of an identifier; compared in lower case.
BLOCKED = frozenset(
    {
        *("", "-", "--", ".", "0", "-1", "null", "(null)", "nil", "none", "(none)", "undefined", "unset", "(not set)"),
        *("nan", "n/a", "#n/a", "false", "true", "unknown", "anonymous", "guest", "[object object]", "{}", "[]"),
        *("00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000"),
        *("test@test.com", "test@test.it", "a@a.com", "a@a.it", "none@none.com", "no@no.com", "noemail@noemail.com"),
        *("nomail@nomail.com", "noreply@noreply.com", "email@email.com", "user@domain.com"),
    }
)


def cleaned(value: str | None) -> str | None:
    """Give an identifier without the white space around it, or None where it names nobody."""
    bare = (value or "").strip(BLANKS)
    return None if bare.lower() in BLOCKED else bare


def no_address(text: str) -> bool:
    """Say whether a text in an e-mail's place is a spreadsheet's formula, which is nobody's address."""
    return text.strip(BLANKS).startswith(("=", "@"))


def order_number(value: str | None) -> str | None:
    """Give an order's number without the sign that shops put before it, or None: who says 1001 means #1001."""
    return (cleaned(value) or "").removeprefix("#") or None
