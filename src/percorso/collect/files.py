"""Files in: read only once they are known to be whole, plain or gzip, in the encoding they claim."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from percorso.core.errors import PercorsoError

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20

# A longer line is no row of any export, and a small compressed file may unpack to one that fills the memory.
LONGEST_LINE = 1 << 24


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
        PercorsoError: ``file_not_found``, ``is_a_folder``, ``cannot_read_file``, ``empty_file``, ``truncated_gzip``,
            ``damaged_gzip``, ``not_text``, ``wrong_encoding``, ``unknown_encoding``, ``line_too_long``.
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
        PercorsoError: ``file_not_found``, ``is_a_folder``, ``cannot_read_file``, ``empty_file``.
    """
    given = {"path": str(path)}
    try:
        if path.is_dir():
            raise PercorsoError("is_a_folder", f"{path} is a folder.", hint="Name the files inside it.", given=given)
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
    hint = "Export it again; nothing was imported."
    return PercorsoError("empty_file", f"{path.name} is empty.", hint=hint, given={"file": path.name})


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
    try:
        with _open_bytes(path, compressed=compressed) as stream:
            while chunk := stream.read(_CHUNK):
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
    for chunk in (*_chunks(file.path, compressed=file.compressed), b""):
        try:
            yield decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as problem:
            place = before + len(chunk) - len(problem.object) + problem.start
            line = lines.number + problem.object[: problem.start].count(b"\n")
            raise PercorsoError(
                "wrong_encoding",
                f"{file.path.name} is not {file.encoding}: byte 0x{problem.object[problem.start]:02x} at offset "
                f"{place}, line {line}.",
                hint='Set its encoding in the mapping, such as encoding = "cp1252", or save it as UTF-8.',
            ) from None
        before += len(chunk)


class _Lines:
    """Counts lines while a file is verified and refuses one too long to hold."""

    def __init__(self, path: Path) -> None:
        self.number = 1
        self.blank = True
        self._name = path.name
        self._length = 0

    def take(self, text: str) -> None:
        self.blank = self.blank and not text.strip("\ufeff \t\r\n")
        for line in text.split("\n")[:-1]:
            self._grow(len(line))
            self.number += 1
            self._length = 0
        self._grow(len(text) - text.rfind("\n") - 1)

    def _grow(self, characters: int) -> None:
        self._length += characters
        if self._length > LONGEST_LINE:
            raise PercorsoError(
                "line_too_long",
                f"Line {self.number} of {self._name} is longer than {LONGEST_LINE:,} characters.",
                hint="Is it a table or JSON lines file? Write one record a line.",
            )
