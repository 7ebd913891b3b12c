from __future__ import annotations

import json
import signal
from pathlib import Path

import httpx

from cli.running import address, running
from percorso.pipeline import sources
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS


def test_it_takes_events_shows_nothing_and_says_nothing_of_who_sent_them(shop: Path) -> None:
    workspace = Workspace.open(shop)
    key = sources.create(workspace, "web").key
    with running("collect", "--port", "0", "--log", "json", "--workspace", shop) as process:
        place = address(process)
        call = {"event": "Product Viewed", "userId": "anna@example.com", "messageId": "m1"}
        assert httpx.post(f"{place}v1/track", json=call, auth=(key, "")).status_code == 200
        assert httpx.get(f"{place}api/v1/status").status_code == 404
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    lines = [json.loads(line) for line in said.splitlines()]
    assert {"at", "level", "where", "message"} <= lines[0].keys()
    assert "anna" not in said
    assert "127.0.0.1" not in json.dumps([line for line in lines if "running on" not in line["message"]])
    assert workspace.log.last == 1
    assert workspace.lake.count(EVENTS) == 0
