"""Paths into JSON as the SQL engine reads them."""

from __future__ import annotations


def member(name: str) -> str:
    r"""Write the path of an object's member of any name: a quote or a backslash in it stands behind ``\``."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'$."{escaped}"'
