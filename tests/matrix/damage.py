"""What can be wrong with a file: each function writes a sample spoilt in its own way and gives the path."""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matrix.samples import Sample

Damage = Callable[[Sample, Path], Path]

_MEGABYTE = 2**20
# Larger than a stream is verified in one piece.
_LATE = _MEGABYTE + 1000


def put_values(sample: Sample, folder: Path, values: dict[str, object]) -> Path:
    """Set cells of the first row, or of the first rows where a list of values is given."""
    rows = sample.edited()
    for role, given in values.items():
        if role in sample.cells:
            for row, value in zip(rows, given if isinstance(given, list) else [given], strict=False):
                sample.put(row, role, value)
    if "extra" in values:
        for row in rows[1:]:
            sample.put(row, "extra", "")
    return _write(sample, folder, sample.written(rows))


def plain_gzip(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, gzip.compress(sample.written()))


def truncated_gzip(sample: Sample, folder: Path) -> Path:
    packed = gzip.compress(sample.written())
    return _write(sample, folder, packed[: len(packed) // 2])


def damaged_gzip(sample: Sample, folder: Path) -> Path:
    packed = bytearray(gzip.compress(sample.written()))
    packed[len(packed) // 2] ^= 0xFF
    packed[-6] ^= 0xFF
    return _write(sample, folder, bytes(packed))


def zip_bomb(sample: Sample, folder: Path) -> Path:
    """A good file that goes on for 128 MB of blanks in 128 KB; in Parquet, 70 million rows in some hundred bytes."""
    if sample.shape == "parquet":
        return _write(sample, folder, _endless_parquet(tuple(sample.rows[0])))
    return _write(sample, folder, gzip.compress(sample.written()) + _endless_blanks())


@cache
def _endless_blanks() -> bytes:
    return gzip.compress((b" " * 99 + b"\n") * (128 * _MEGABYTE // 100), compresslevel=6)


@cache
def _endless_parquet(names: tuple[str, ...]) -> bytes:
    count = 70_000_000
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int8)), ["x"])
    into = pa.BufferOutputStream()
    pq.write_table(pa.table(dict.fromkeys(names[:1], column)), into, row_group_size=count, compression="zstd")
    return bytes(into.getvalue())


def zip_archive(sample: Sample, folder: Path) -> Path:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("sample", sample.written())
    return _write(sample, folder, whole.getvalue())


def truncated(sample: Sample, folder: Path) -> Path:
    whole = sample.written()
    return _write(sample, folder, whole[: len(whole) // 2])


def page_of_zeros(sample: Sample, folder: Path) -> Path:
    """A file whose pages carry checksums, the first of which holds zeros where it held texts."""
    path = _write(sample, folder, sample.written())
    plain = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    pq.write_table(pq.read_table(path), path, write_page_checksum=True, **plain)
    whole = path.read_bytes()
    place = whole.index(b"Spring")
    path.write_bytes(whole[:place] + bytes(len(b"Spring")) + whole[place + len(b"Spring") :])
    return path


def noise(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, b"\x00\x01" + random.Random(1).randbytes(4_000))  # noqa: S311


def wrong_encoding(sample: Sample, folder: Path) -> Path:
    return _with_bytes(sample, folder, "Perché no".encode("cp1252"))


def utf8_mark(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, b"\xef\xbb\xbf" + sample.written())


def utf16_mark(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, sample.written().decode().encode("utf-16"))


def utf16_without_mark(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, sample.written().decode().encode("utf-16-le"))


def mixed_line_ends(sample: Sample, folder: Path) -> Path:
    lines = sample.written().splitlines()
    return _write(sample, folder, b"".join(line + end for line, end in zip(lines, [b"\r\n", b"\n", b"\r"] * 2)))  # noqa: B905


def carriage_returns(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, sample.written().replace(b"\n", b"\r"))


def nul_byte(sample: Sample, folder: Path) -> Path:
    return _with_bytes(sample, folder, b"Spr\x00ing")


def late_nul_byte(sample: Sample, folder: Path) -> Path:
    """A byte that is no text, after as much text as is looked at first."""
    return _write(sample, folder, sample.written() + b"\n" * _LATE + b"\x00\n")


def line_of_10_megabytes(sample: Sample, folder: Path) -> Path:
    return put_values(sample, folder, {_text(sample): "x" * (10 * _MEGABYTE)})


def line_of_17_megabytes(sample: Sample, folder: Path) -> Path:
    return put_values(sample, folder, {_text(sample): "x" * (17 * _MEGABYTE)})


def empty_file(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, b"")


def blank_lines_only(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, b"\n \r\n\n")


def no_rows(sample: Sample, folder: Path) -> Path:
    if sample.shape == "parquet":
        path = _write(sample, folder, sample.written())
        pq.write_table(pq.read_table(path).slice(0, 0), path)
        return path
    return _write(sample, folder, sample.written().partition(b"\n")[0] + b"\n")


def folder(sample: Sample, folder: Path) -> Path:
    path = folder / f"sample{sample.suffix}"
    path.mkdir()
    return path


def absent(sample: Sample, folder: Path) -> Path:
    return folder / f"sample{sample.suffix}"


def pipe(sample: Sample, folder: Path) -> Path:
    """Nobody writes to this one: whoever opens it waits for ever."""
    path = folder / f"sample{sample.suffix}"
    os.mkfifo(path)
    return path


def file_name_not_utf8(sample: Sample, folder: Path) -> Path:
    path = folder / os.fsdecode(b"caff\xe8" + sample.suffix.encode())
    path.write_bytes(sample.written())
    return path


def missing_column(sample: Sample, folder: Path) -> Path:
    rows = sample.edited()
    for row in rows:
        sample.drop(row, _when(sample))
    return _write(sample, folder, sample.written(rows))


def extra_column(sample: Sample, folder: Path) -> Path:
    rows = sample.edited()
    for row in rows:
        sample.put(row, "extra", "more")
    return _write(sample, folder, sample.written(rows))


def columns_in_another_order(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, sample.written([dict(reversed(row.items())) for row in sample.rows]))


def values_in_each_others_column(sample: Sample, folder: Path) -> Path:
    """As when someone sorted the headings but not the columns below them."""
    rows = sample.edited()
    when = _when(sample)
    other = next(role for role in ("money", "number", "text") if role in sample.cells)
    for row in rows:
        first, second = sample.get(row, when), sample.get(row, other)
        sample.put(row, when, second)
        sample.put(row, other, first)
    return _write(sample, folder, sample.written(rows))


def row_too_short(sample: Sample, folder: Path) -> Path:
    return _with_line(sample, folder, lambda line: line.rpartition(",")[0])


def row_too_long(sample: Sample, folder: Path) -> Path:
    return _with_line(sample, folder, lambda line: f"{line},more")


def open_quote(sample: Sample, folder: Path) -> Path:
    def opened(line: str) -> str:
        cells = next(csv.reader([line]))
        return ",".join(['"' + cells[0], *cells[1:]])

    return _with_line(sample, folder, opened)


def half_a_line(sample: Sample, folder: Path) -> Path:
    return _with_line(sample, folder, lambda line: line[: len(line) // 2])


def deep_nesting(sample: Sample, folder: Path) -> Path:
    deep = "[" * 100_000 + "]" * 100_000
    return _with_line(sample, folder, lambda line: f'{line[:-1]},"deep":{deep}}}')


def lone_surrogate(sample: Sample, folder: Path) -> Path:
    """Half of a letter: JSON can write it as an escape, bytes only against the rules of UTF-8."""
    if sample.shape != "json_lines":
        return _with_bytes(sample, folder, b"\xed\xa0\xbd")
    rows = sample.edited()
    sample.put(rows[0], "text", "@@")
    return _write(sample, folder, sample.written(rows).replace(b"@@", b"\\ud83d"))


def same_id_same_content(sample: Sample, folder: Path) -> Path:
    return _write(sample, folder, sample.written([*sample.rows, sample.rows[0]]))


def same_id_other_content(sample: Sample, folder: Path) -> Path:
    rows = sample.edited()
    twin = sample.edited()[0]
    for role, value in (("money", "31.40"), ("number", "3.14"), ("text", "Autumn")):
        if role in sample.cells and ("id" in sample.cells or role != "text"):
            sample.put(twin, role, value)
    return _write(sample, folder, sample.written([*rows, twin]))


def _write(sample: Sample, folder: Path, content: bytes) -> Path:
    path = folder / f"sample{sample.suffix}"
    path.write_bytes(content)
    return path


def _text(sample: Sample) -> str:
    return next(role for role in ("text", "extra") if role in sample.cells)


def _when(sample: Sample) -> str:
    return "at" if "at" in sample.cells else "on"


def _with_line(sample: Sample, folder: Path, change: Callable[[str], str]) -> Path:
    """Change the first row as it is written."""
    lines = sample.written().decode().splitlines()
    place = 1 if sample.shape == "delimited" else 0
    lines[place] = change(lines[place])
    return _write(sample, folder, ("\n".join(lines) + "\n").encode())


def _with_bytes(sample: Sample, folder: Path, value: bytes) -> Path:
    """Put bytes that are no UTF-8 text into a cell of the first row."""
    rows, mark = sample.edited(), "QZJXWVKYBQ"[: len(value)]
    for row in rows:
        sample.put(row, _text(sample), mark if row is rows[0] else "Spring")
    return _write(sample, folder, sample.written(rows).replace(mark.encode(), value))
