from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect import files
from percorso.core.errors import PercorsoError

Write = Callable[[str, str | bytes], Path]


def code_of(path: Path, encoding: str | None = None) -> str:
    with pytest.raises(PercorsoError) as caught:
        files.verified(path, encoding)
    return caught.value.code


def text_of(path: Path, encoding: str | None = None) -> str:
    with files.verified(path, encoding).open() as text:
        return text.read()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nothing.csv") == "file_not_found"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert code_of(tmp_path) == "is_a_folder"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\n", gzip.compress(b"", mtime=0), b"\xff\xfe"])
def test_a_file_without_a_letter_is_empty(write: Write, content: bytes) -> None:
    assert code_of(write("a.csv", content)) == "empty_file"


@pytest.mark.parametrize("content", ["a,è\n".encode(), "\ufeffa,è\n".encode(), "a,è\n".encode("utf-16")])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_plain_and_gzip_with_or_without_a_byte_order_mark_give_the_same_text(
    write: Write, content: bytes, pack: Callable[[bytes], bytes]
) -> None:
    assert text_of(write("a.csv", pack(content))) == "a,è\n"


def test_gzip_is_told_by_its_first_bytes_not_by_its_name(write: Write) -> None:
    assert text_of(write("a.txt", gzip.compress(b"a\n", mtime=0))) == "a\n"
    assert text_of(write("a.gz", b"a\n")) == "a\n"


def test_gzip_cut_anywhere_yields_nothing(write: Write) -> None:
    whole = gzip.compress(b"name,value\n" * 50, mtime=0)
    for end in range(3, len(whole)):
        assert code_of(write("a.csv.gz", whole[:end])) in ("truncated_gzip", "damaged_gzip")
    assert code_of(write("a.csv.gz", whole[:-9])) == "truncated_gzip"


def test_gzip_with_a_wrong_byte_inside_yields_nothing(write: Write) -> None:
    whole = bytearray(gzip.compress(b"name,value\n" * 50, mtime=0))
    whole[-6] ^= 0xFF
    assert code_of(write("a.csv.gz", bytes(whole))) == "damaged_gzip"


def test_wrong_encoding_names_the_byte_the_line_and_the_way_out(write: Write) -> None:
    path = write("a.csv", b"name\nok\ncaff\xe8\n")
    with pytest.raises(PercorsoError) as caught:
        files.verified(path)
    assert caught.value.code == "wrong_encoding"
    assert "0xe8 at offset 12, line 3" in caught.value.message
    assert 'encoding = "cp1252"' in caught.value.hint
    assert text_of(path, "cp1252") == "name\nok\ncaffè\n"


@given(st.integers(0, 3_000_000))
def test_the_offset_of_a_bad_byte_is_exact_wherever_it_stands(
    tmp_path_factory: pytest.TempPathFactory, at: int
) -> None:
    path = tmp_path_factory.mktemp("offsets") / "a.csv"
    path.write_bytes(b"abcdef\n" * (at // 7) + b"x" * (at % 7) + b"\xe8\xe8\n")
    with pytest.raises(PercorsoError, match=f"offset {at}, line {at // 7 + 1}"):
        files.verified(path)


def test_an_unknown_encoding_is_refused(write: Write) -> None:
    assert code_of(write("a.csv", "a\n"), "latin-99") == "unknown_encoding"


def test_a_workbook_is_told_from_text(write: Write) -> None:
    path = write("a.csv", b"PK\x03\x04\x00\x00")
    with pytest.raises(PercorsoError, match="Excel workbook"):
        files.verified(path)


def test_binary_data_is_told_from_text(write: Write) -> None:
    assert code_of(write("a.csv", b"a\x00b\n")) == "not_text"


def test_a_nul_byte_is_found_wherever_it_stands(write: Write) -> None:
    path = write("a.csv", b"name\r\nok\r\n" + b"abcdefg\n" * 200_000 + b"a\x00b\n")
    with pytest.raises(PercorsoError, match="Line 200003 ") as caught:
        files.verified(path)
    assert caught.value.code == "not_text"


def test_a_zip_bomb_is_refused_in_bounded_memory(write: Write) -> None:
    path = write("a.csv.gz", gzip.compress((b" " * 99 + b"\n") * 1_500_000, mtime=0))
    tracemalloc.start()
    assert code_of(path) == "unpacks_too_large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * 2**20


def test_what_unpacks_to_very_much_must_be_no_denser_than_logs_are(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.csv", b"x" * 1000)
    monkeypatch.setattr(files, "UNPACKED_FREE", 10_000)
    monkeypatch.setattr(files, "UNPACKED_LARGE", 150_000)
    files.require_packed_size(path, 150_000)
    with pytest.raises(PercorsoError, match="unpacks_too_large"):
        files.require_packed_size(path, 150_001)
    with pytest.raises(PercorsoError, match="unpacks_too_large"):
        files.require_packed_size(write("b.csv", b"x" * 100), 26_000)


def test_lines_that_end_as_on_an_old_mac_are_lines(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LONGEST_LINE", 2_000_000)
    assert len(text_of(write("a.csv", b"abcdefg\r" * 400_000))) == 3_200_000


def test_a_small_file_that_unpacks_to_one_endless_line_is_refused(write: Write) -> None:
    bomb = gzip.compress(b"ok\n" + b"x" * (files.LONGEST_LINE + 10), mtime=0)
    assert len(bomb) < 100_000
    assert code_of(write("a.csv", bomb)) == "line_too_long"
