from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from percorso.speak.jobs import job_state, print_jobs


def printed(jobs: list[dict[str, Any]], language: str) -> str:
    out = Console(file=io.StringIO(), width=200)
    print_jobs(jobs, out, language)
    assert isinstance(out.file, io.StringIO)
    return " ".join(out.file.getvalue().split())


def test_jobs_are_told_in_either_language() -> None:
    job = {
        "id": "00ff",
        "kind": "import",
        "state": "cut_off",
        "step_label": "reading",
        "done": 1200,
        "of": 2400,
        "asked_at": "2026-11-27T10:00:00+00:00",
        "ended_at": None,
        "file": "orders.csv",
    }
    assert "00ff import cut off reading 1,200/2,400 27 November 2026, 10:00 UTC – orders.csv" in printed([job], "en")
    assert "00ff importazione interrotto" in printed([job], "it")
    assert "1.200/2.400 27 novembre 2026" in printed([job], "it")
    assert printed([], "it") == "Nessun lavoro è stato chiesto."
    assert (job_state("cancelled", "en"), job_state("cancelled", "it")) == ("cancelled", "fermato")
