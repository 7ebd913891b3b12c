from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CALL = '{"type":"page","anonymousId":"v1","timestamp":"2026-03-01T10:00:00Z","context":{"page":{"url":"https://a.example/"}}}\n'


@pytest.mark.parametrize(("language", "word"), [("en", "Cannot tell"), ("it", "Non si può dire")])
def test_a_report_is_one_file_that_asks_nothing_of_anyone(
    shop: Path, tmp_path: Path, percorso: Callable[..., Any], write: Callable[..., Path], language: str, word: str
) -> None:
    assert shop.exists()
    percorso("import", "segment", write("a.jsonl", CALL))
    percorso("build")
    out = tmp_path / "reports" / "r.html"
    assert percorso("report", "--out", out, "--language", language).out.startswith(f"Wrote {out} (")
    text = out.read_text(encoding="utf-8")
    assert f'<html lang="{language}"' in text
    assert word in text
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?https?:|url\(\s*["']?https?:|@import|<script""", text)


def test_a_place_that_cannot_be_written_is_named(
    shop: Path, tmp_path: Path, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    assert shop.exists()
    percorso("import", "segment", write("a.jsonl", CALL))
    percorso("build")
    said = percorso("report", "--out", write("file", "") / "r.html")
    assert said.code == 1
    assert str(tmp_path / "file") in said.err
    assert said.err.rstrip().endswith("[system_refused]")
