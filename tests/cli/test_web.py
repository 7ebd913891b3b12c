from __future__ import annotations

import signal
from pathlib import Path

import httpx

from cli.running import address, running
from percorso.pipeline import sources
from percorso.store.workspace import Workspace


def test_it_shows_what_there_is_and_takes_nothing(shop: Path) -> None:
    key = sources.create(Workspace.open(shop), "web").key
    with running("web", "--port", "0", "--workspace", shop) as process:
        place = address(process)
        assert httpx.get(f"{place}api/v1/status").status_code == 200
        assert httpx.post(f"{place}v1/track", json={}, auth=(key, "")).status_code in (404, 405)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, ("", ""))
