"""JSON in pieces: the text of each member of an array or object, so that one that cannot be read costs itself alone."""

from __future__ import annotations

import re

# A string, closed or not, or a mark that opens, closes or parts.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*\\?(?:"|\Z)|[\[\]{},]', re.DOTALL)


def pieces(text: str) -> list[str] | None:
    """Cut an array or object at its own commas, whatever stands between them; None for what is not whole."""
    depth, begin = 0, 0
    found: list[str] = []
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in ("[", "{"):
            depth += 1
            begin = token.end() if depth == 1 else begin
        elif mark in ("]", "}"):
            depth -= 1
        if depth == 0 or (depth == 1 and mark == ","):
            found.append(text[begin : token.start()].strip())
            begin = token.end()
        if depth == 0:
            if text[begin:].strip():
                return None
            return [] if found == [""] else found
    return None
