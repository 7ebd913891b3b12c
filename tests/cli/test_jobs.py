from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from percorso.pipeline import jobs
from percorso.store.workspace import Workspace

Run = Callable[..., Any]


def test_jobs_are_listed_cancelled_and_done(percorso: Run, shop: Path) -> None:
    workspace = Workspace.open(shop)
    first, second = (jobs.begin(workspace, None, jobs.BUILD, {})["id"] for _ in range(2))
    assert percorso("jobs", "cancel", second).out == "cancelled\n"
    # The server's own verb; it ends at once when whoever began it is gone, and by itself when nothing waits.
    command = [sys.executable, "-m", "percorso", "jobs", "work", "--until-closed", "--workspace", str(shop)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as working:
        assert working.wait(60) == 0
    listed = json.loads(percorso("jobs", "list", "--format", "json").out)
    assert [(one["id"], one["state"]) for one in listed] == [(second, "cancelled"), (first, "failed")]
    assert first in percorso("jobs", "list").out
    assert "Chiesto" in percorso("jobs", "list", "--language", "it").out
    refused = percorso("jobs", "cancel", "nothing")
    assert (refused.code, "[unknown_job]" in refused.err) == (1, True)
