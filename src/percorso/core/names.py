"""Names that people give to things, such as sources and tokens: they stand in lists, in commands and in addresses."""

from __future__ import annotations

# What browsers and servers read as a step along an address, however it is written.
_STEPS = (".", "..")


def is_name(text: str) -> bool:
    """Say whether a text can be a name: printable, without blanks at its ends, and a part of an address by itself."""
    return bool(text) and text == text.strip() and text.isprintable() and "/" not in text and text not in _STEPS
