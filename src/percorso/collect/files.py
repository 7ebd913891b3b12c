"""Files in: read only once they are known to be whole, plain or gzip, in the encoding they claim."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from percorso.core.errors import PercorsoError

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20

# A longer line is no row of any export, and a small compressed file may unpack to one that fills the memory.
LONGEST_LINE = 1 << 24
# Tables and logs pack some ten times, the most repetitive ones a hundred. What unpacks to more is made to do so; the
# first part is free, so that memory and disk bound what a bomb may cost, and what is large must be no denser than logs.
UNPACKED_FREE = 1 << 26
UNPACKED_TIMES = 250
UNPACKED_LARGE = 1 << 30
UNPACKED_LARGE_TIMES = 100


@dataclass(frozen=True)
class TextFile:
    """A file that has been read through once and found whole.

    Attributes:
        encoding: the codec its text is written in, its byte order mark included.
    """

    path: Path
    compressed: bool
    encoding: str

    def open(self) -> TextIO:
        """Open the text from its start, line ends as they are in the file."""
        return io.TextIOWrapper(_open_bytes(self.path, compressed=self.compressed), encoding=self.encoding, newline="")


def verified(path: Path, encoding: str | None = None) -> TextFile:
    """Read a file through once and say how to open it.

    Args:
        path: plain or gzip text; gzip is told by its first bytes, not by its name.
        encoding: the codec named in the mapping; a byte order mark in the file wins, UTF-8 is the default.

    Raises:
        PercorsoError: what ``require`` says, and ``truncated_gzip``, ``damaged_gzip``, ``unpacks_too_large``,
            ``not_text``, ``wrong_encoding``, ``unknown_encoding``, ``line_too_long``.
    """
    require(path)
    with path.open("rb") as raw:
        compressed = raw.read(2) == _GZIP
    file = TextFile(path, compressed, _encoding_of(path, compressed=compressed, declared=encoding))
    lines = _Lines(path)
    for text in _decoded(file, lines):
        lines.take(text)
    if lines.blank:
        raise _empty(path)
    return file


def require(path: Path) -> None:
    """Refuse a path that cannot be read.

    Raises:
        PercorsoError: ``file_not_found``, ``is_a_folder``, ``not_a_file``, ``cannot_read_file``, ``empty_file``.
    """
    given = {"path": str(path)}
    try:
        if path.is_dir():
            raise PercorsoError("is_a_folder", f"{path} is a folder.", hint="Name the files inside it.", given=given)
        if path.exists() and not path.is_file():
            # Read twice, once to know that it is whole, which a pipe cannot be.
            hint = "Save it as a file first."
            raise PercorsoError("not_a_file", f"{path} is a pipe or a device.", hint=hint, given=given)
        with path.open("rb") as raw:
            first = raw.read(1)
    except FileNotFoundError:
        message = f"There is no file {path}."
        raise PercorsoError("file_not_found", message, hint="Check the path.", given=given) from None
    except OSError as problem:
        message = f"{path} cannot be read: {problem.strerror}."
        raise PercorsoError("cannot_read_file", message, given={**given, "reason": problem.strerror or ""}) from None
    if not first:
        raise _empty(path)


def _empty(path: Path) -> PercorsoError:
    hint = "Export it again."
    return PercorsoError("empty_file", f"{path.name} is empty.", hint=hint, given={"file": path.name})


def require_packed_size(path: Path, unpacked: int) -> None:
    """Refuse a file that unpacks to far more than any real one: a zip bomb.

    Raises:
        PercorsoError: ``unpacks_too_large``.
    """
    packed = path.stat().st_size
    times = UNPACKED_TIMES if unpacked <= UNPACKED_LARGE else UNPACKED_LARGE_TIMES
    if unpacked > max(UNPACKED_FREE, packed * times):
        raise PercorsoError(
            "unpacks_too_large",
            f"{path.name} unpacks to {unpacked:,} bytes or more, over {times} times its size.",
            hint="If it is meant to, unpack it and import the plain file.",
        )


def shown_name(path: Path) -> str:
    """Give a file's name as text that can be stored and shown, also where its bytes are no UTF-8."""
    return os.fsencode(path.name).decode(errors="replace")


def _open_bytes(path: Path, *, compressed: bool) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb")) if compressed else path.open("rb")


def _encoding_of(path: Path, *, compressed: bool, declared: str | None) -> str:
    try:
        name = codecs.lookup(declared or "utf-8").name
    except LookupError:
        raise PercorsoError(
            "unknown_encoding", f"No encoding is named '{declared}'.", hint="Common ones: utf-8, cp1252, utf-16."
        ) from None
    head = next(_chunks(path, compressed=compressed), b"")
    if head.startswith(_ZIP):
        raise PercorsoError(
            "not_text", f"{path.name} is a zip archive or an Excel workbook.", hint="Save it as CSV and import that."
        )
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    if b"\0" in head and not name.startswith(("utf-16", "utf-32")):
        raise PercorsoError(
            "not_text", f"{path.name} holds binary data.", hint='If it is UTF-16 text, set encoding = "utf-16-le".'
        )
    return name


def _chunks(path: Path, *, compressed: bool) -> Iterator[bytes]:
    """Yield the file's bytes, unpacked."""
    unpacked = 0
    try:
        with _open_bytes(path, compressed=compressed) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                if compressed:
                    require_packed_size(path, unpacked)
                yield chunk
    except EOFError:
        raise PercorsoError(
            "truncated_gzip", f"{path.name} ends in the middle of its gzip data.", hint="Copy or download it again."
        ) from None
    except (gzip.BadGzipFile, zlib.error) as problem:
        raise PercorsoError(
            "damaged_gzip", f"{path.name} is damaged gzip: {problem}.", hint="Copy or download it again."
        ) from None


def _decoded(file: TextFile, lines: _Lines) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(file.encoding)()
    before = 0
    for chunk in chain(_chunks(file.path, compressed=file.compressed), (b"",)):
        try:
            yield decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as problem:
            place = before + len(chunk) - len(problem.object) + problem.start
            line = lines.number + _ends(problem.object[: problem.start].decode(file.encoding, "replace"))
            raise PercorsoError(
                "wrong_encoding",
                f"{file.path.name} is not {file.encoding}: byte 0x{problem.object[problem.start]:02x} at offset "
                f"{place}, line {line}.",
                hint='Set its encoding in the mapping, such as encoding = "cp1252", or save it as UTF-8.',
                given={"file": file.path.name, "encoding": file.encoding, "line": str(line)},
            ) from None
        before += len(chunk)


def _ends(text: str) -> int:
    """Count line ends, whichever system wrote them."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


class _Lines:
    """Counts lines while a file is verified and refuses one too long to hold, and signs that no text has.

    Pieces are far shorter than the longest line, so a line that lies inside one piece needs no look.
    """

    def __init__(self, path: Path) -> None:
        self.number = 1
        self.blank = True
        self._name = path.name
        self._length = 0

    def take(self, text: str) -> None:
        self.blank = self.blank and not text.strip("\ufeff \t\r\n")
        if "\0" in text:
            line = self.number + _ends(text[: text.index("\0")])
            raise PercorsoError(
                "not_text", f"Line {line} of {self._name} holds a NUL byte.", hint="Export it again, as plain text."
            )
        last = max(text.rfind("\n"), text.rfind("\r"))
        if last < 0:
            self._grow(len(text))
            return
        self._grow(min(place for mark in "\r\n" if (place := text.find(mark)) >= 0))
        self.number += _ends(text)
        self._length = 0
        self._grow(len(text) - last - 1)

    def _grow(self, characters: int) -> None:
        self._length += characters
        if self._length > LONGEST_LINE:
            raise PercorsoError(
                "line_too_long",
                f"Line {self.number} of {self._name} is longer than {LONGEST_LINE:,} characters.",
                hint="Is it a table or JSON lines file? Write one record a line.",
            )
