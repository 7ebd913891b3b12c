from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli.running import running
from percorso.pipeline.recording import Received, Recorder
from percorso.store.workspace import Workspace

Run = Callable[..., Any]
CALL = b'{"type":"track","event":"Product Viewed","userId":"u1","context":{"page":{"url":"https://a.example/p"}}}'


def send(shop: Path, body: bytes) -> None:
    recorder = Recorder(Workspace.open(shop).log)
    recorder.start()
    recorder.offer(Received("web", "shop", 1_772_000_000_000_000, "/v1/t", body, None, None), lambda _: None)
    recorder.stop()


def test_what_came_is_a_line_for_people_and_an_object_for_machines(shop: Path, percorso: Run) -> None:
    send(shop, CALL)
    send(shop, b"no json")
    lines = percorso("tail", "--no-follow").out.splitlines()
    assert lines[0].split()[1:] == ["web", "Product", "Viewed", "u1", "https://a.example/p"]
    assert lines[1].endswith("[bad_json]")
    event, refused = map(json.loads, percorso("tail", "--no-follow", "--format", "json").out.splitlines())
    assert (event["what"], event["who"], event["source"]) == ("Product Viewed", "u1", "web")
    assert refused["code"] == "bad_json"
    assert percorso("tail", "--no-follow", "--source", "app").out == ""


def test_it_waits_for_what_comes(shop: Path) -> None:
    with running("tail", "--format", "json", "--workspace", shop) as process:
        send(shop, CALL)
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["what"] == "Product Viewed"
