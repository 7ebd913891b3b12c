from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]
CALL = '{"type":"page","anonymousId":"v1","timestamp":"2026-03-01T10:00:00Z","context":{"page":{"url":"https://a.example/"}}}\n'


def test_a_build_says_what_it_did(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    assert "[nothing_imported]" in percorso("build").err
    percorso("import", "segment", write("a.jsonl", CALL))
    assert percorso("build").out == "Built for the first time: 1 customer traced.\n"
    assert percorso("build").out == "Nothing new since the last build; no work was done.\n"
    percorso("import", "segment", write("b.jsonl", CALL.replace("v1", "v2")))
    assert percorso("build").out == "Built: 1 of 2 customers traced again.\n"


def test_of_two_builds_at_once_the_second_is_told_and_nothing_is_harmed(
    shop: Path, percorso: Run, write: Write
) -> None:
    percorso("import", "segment", write("a.jsonl", CALL * 3 + CALL.replace("v1", "v2")))
    holder = "import sys, time; from pathlib import Path; from percorso.store.locks import hold\n"
    holder += "with hold(Path(sys.argv[1]) / 'locks', 'writer', 'build'): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", holder, str(shop)], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        said = percorso("build")
        assert said.code == 1
        assert f"{first.pid}" in said.err
        assert "[busy]" in said.err
        first.kill()
    assert percorso("build").out == "Built for the first time: 2 customers traced.\n"


def test_two_real_builds_at_once_end_in_one_right_build(
    shop: Path, percorso: Run, write: Write, checksum: Callable[[Path], dict[str, bytes]]
) -> None:
    percorso("import", "segment", write("a.jsonl", CALL + CALL.replace("v1", "v2")))
    stored = [checksum(shop / "log"), checksum(shop / "lake" / "events")]
    environment = {**os.environ, "PERCORSO_WORKSPACE": str(shop)}
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "percorso", "build"], env=environment, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    errors = [process.communicate(timeout=120)[1] for process in both]
    assert 0 in [process.returncode for process in both]
    assert all(not error or "[busy]" in error for error in errors)
    assert percorso("build").out.startswith("Nothing new")
    assert all(stored)
    assert [checksum(shop / "log"), checksum(shop / "lake" / "events")] == stored


def test_the_clock_of_a_dead_holder_frees_the_lock(shop: Path, percorso: Run, write: Write) -> None:
    percorso("import", "segment", write("a.jsonl", CALL))
    (shop / "locks" / "writer.lock").write_text(f'{{"pid": 1, "doing": "build", "since": {time.time()}}}')
    assert percorso("build").code == 0
