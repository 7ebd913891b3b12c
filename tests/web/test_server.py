from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.store.workspace import Workspace
from percorso.web.server import serve

CALL = '{"type":"page","anonymousId":"v1","timestamp":"2026-03-01T10:00:00Z","context":{"page":{"url":"https://a.example/"}}}\n'


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "percorso", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True)


def test_it_serves_while_others_import_and_build_and_stops_in_good_order(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2)).folder
    (tmp_path / "a.jsonl").write_text(CALL)
    command = [sys.executable, "-m", "percorso", "serve", "--port", "0", "--workspace", str(shop)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            assert said.startswith("Percorso is at http://127.0.0.1:")
            address = said.split()[-1]
            run("import", "segment", tmp_path / "a.jsonl", "--workspace", shop)
            run("build", "--workspace", shop)
            told = httpx.get(f"{address}api/v1/status", timeout=30)
            assert told.json()["tables"]["customers"] == {"rows": 1}
            server.send_signal(signal.SIGINT)
            out, err = server.communicate(timeout=30)
        finally:
            server.kill()
    assert (server.returncode, out, err) == (0, "", "")


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PercorsoError, match=str(port)) as caught:
            serve(workspace, port, announce=lambda _address: None)
    assert caught.value.code == "port_taken"
