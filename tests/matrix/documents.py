"""What can be wrong with a document people write: each function gives its spoilt bytes, None for none at all."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from matrix.cases import FOLDER

Spoil = Callable[[str], bytes | None]


@dataclass(frozen=True)
class DocumentCase:
    """One way in which a document can be wrong, and what is said of it at each place."""

    name: str
    expected: Mapping[str, str]
    line: Mapping[str, str] = field(default_factory=dict)


def cases() -> tuple[DocumentCase, ...]:
    """Read the cases."""
    text = (FOLDER / "bad_document.toml").read_text(encoding="utf-8")
    found = msgspec.toml.decode(text, type=dict[str, tuple[DocumentCase, ...]])
    return found["case"]


def with_line(text: str, line: str) -> str:
    """Put a line in place of the one that sets the same key at the top or in a table of settings, or before all."""
    key = line.partition("=")[0].strip()
    pattern = re.compile(rf"^(# )?{re.escape(key)} *=.*$", re.MULTILINE)
    head, fields, tail = text.partition("[fields]")
    changed = pattern.sub(lambda _: line, head, count=1) if pattern.search(head) else f"{line}\n{head}"
    return changed + fields + tail


def put(case: DocumentCase, place: str, path: Path) -> None:
    """Spoil the document that is there."""
    text = path.read_text(encoding="utf-8")
    if case.line:
        path.write_text(with_line(text, case.line[place]), encoding="utf-8")
        return
    path.unlink()
    if case.name == "folder":
        path.mkdir()
        return
    spoil: Spoil = globals()[case.name]
    content = spoil(text)
    if content is not None:
        path.write_bytes(content)


def absent(text: str) -> bytes | None:  # noqa: ARG001
    return None


def empty(text: str) -> bytes:  # noqa: ARG001
    return b"\n"


def utf8_mark(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


def windows_line_ends(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def utf16(text: str) -> bytes:
    return text.encode("utf-16")


def wrong_encoding(text: str) -> bytes:
    return text.encode() + "\n# perché\n".encode("cp1252")


def nul_byte(text: str) -> bytes:
    return text.encode() + b"\n# a\x00b\n"


def open_text(text: str) -> bytes:
    return text.encode() + b'\nname = "never closed\n'


def noise(text: str) -> bytes:  # noqa: ARG001
    return random.Random(1).randbytes(4_000)  # noqa: S311


def deep_nesting(text: str) -> bytes:
    return f"deep = {'[' * 20_000}{']' * 20_000}\n{text}".encode()


def unknown_key(text: str) -> bytes:
    return f"no_such_key = 1\n{text}".encode()
