from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest

from cli.running import running
from percorso.pipeline.kept import kept
from percorso.pipeline.recording import Received, Recorder
from percorso.store.workspace import Workspace

BODY = b'{"event":"Product Viewed","userId":"u1","messageId":"m1"}'


@pytest.fixture
def taken(shop: Path) -> Workspace:
    workspace = Workspace.open(shop)
    recorder = Recorder(workspace.log)
    recorder.start()
    recorder.offer(Received("web", "shop", time.time_ns() // 1000, "/v1/t", BODY, None, None), lambda _: None)
    recorder.stop()
    return workspace


def await_build(shop: Workspace) -> None:
    until = time.monotonic() + 120
    while not kept(shop).build:
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_stores_and_builds_what_was_taken_until_it_is_told_to_end(taken: Workspace, end: signal.Signals) -> None:
    with running("apply", "--log", "json", "--workspace", taken.folder) as process:
        await_build(taken)
        process.send_signal(end)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    messages = [json.loads(line)["message"] for line in said.splitlines()]
    assert any(message.startswith("Stored 1 events; 0 came again") for message in messages)
    assert any(message.startswith("Build 1 traced 1 customers") for message in messages)


def test_beside_another_it_ends_with_its_input_and_not_at_ctrl_c(taken: Workspace) -> None:
    with running("apply", "--until-closed", "--workspace", taken.folder) as process:
        await_build(taken)
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert process.poll() is None
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0
