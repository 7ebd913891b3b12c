from __future__ import annotations

import asyncio
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts, sources
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS
from percorso.web import server
from percorso.web.server import Listening, _Gathering, serve
from web.serving import Sender, Server

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
            assert hung_up(httpx.URL(address).port, b"GET / HTTP/1.1\r\nX: ", b"a" * 65_536)
            assert hung_up(httpx.URL(address).port, b"GET / HTTP/1.1\r\n", b"X: a\r\n" * 10_000)
            # A long body is no head.
            assert (
                httpx.post(f"{address}v1/track", content=b"a" * 2_000_000, timeout=30).json()["code"] == "unknown_key"
            )
            server.send_signal(signal.SIGTERM)
            out, err = server.communicate(timeout=30)
        finally:
            server.kill()
    assert (server.returncode, out, err) == (0, "", "")


def hung_up(port: int | None, begins: bytes, goes_on: bytes) -> bool:
    """Say whether the server ends a line on which the head of a request does not end within 16 MB."""
    assert port is not None
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        try:
            line.sendall(begins)
            for _ in range(2**24 // len(goes_on)):
                line.sendall(goes_on)
        except OSError:
            return True
    return False


class Line:
    """Stands in for a transport: keeps what each call brings."""

    def __init__(self) -> None:
        self.calls: list[bytes | str] = []

    def write(self, data: bytes) -> None:
        self.calls.append(data)

    def close(self) -> None:
        self.calls.append("closed")


def test_what_is_written_at_once_is_sent_at_once_and_before_the_line_is_closed() -> None:
    line: Any = Line()

    async def answer() -> None:
        gathering = _Gathering(line, asyncio.get_running_loop())
        for piece in (b"head", b"body"):
            gathering.write(piece)
        await asyncio.sleep(0)
        gathering.write(b"late")
        gathering.close()
        await asyncio.sleep(0)

    asyncio.run(answer())
    assert line.calls == [b"headbody", b"late", "closed"]


def test_killed_under_load_it_loses_nothing_it_acknowledged_and_stores_nothing_twice(
    tmp_path: Path, times: Callable[[int, int], int]
) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    acknowledged = killed_under_load(Server(shop.folder), shop, times(3, 50))
    # On a machine that does much else few get through between two kills.
    assert len(acknowledged) > 20
    run("build", "--workspace", shop.folder)
    stored = Counter(shop.lake.read(EVENTS, columns=["user_id"])["user_id"].to_pylist())
    assert acknowledged - stored.keys() == set()
    assert set(stored.values()) == {1}


def test_the_same_kills_find_out_a_server_that_acknowledges_before_it_writes(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    acknowledged = killed_under_load(Server(shop.folder, "collect", hasty=True), shop, 2)
    run("build", "--workspace", shop.folder)
    stored = set(shop.lake.read(EVENTS, columns=["user_id"])["user_id"].to_pylist())
    assert acknowledged - stored


def killed_under_load(server: Server, shop: Workspace, kills: int) -> set[str]:
    """Kill a server again and again while senders send; what it acknowledged by the end."""
    key, over = sources.create(shop, "web").key, Event()
    senders = [Sender(server, key, f"s{number}", over) for number in range(4)]
    chance = random.Random(20261125)  # noqa: S311  (the same kills each time, nothing secret)
    try:
        for kill in range(kills):
            server.start()
            for sender in senders if kill == 0 else ():
                sender.start()
            time.sleep(chance.uniform(0.2, 1.2))
            # Each other time what runs beside it is left to see for itself.
            server.kill(beside=kill % 2 == 0)
    finally:
        over.set()
        for sender in senders:
            sender.join()
    return {one for sender in senders for one in sender.acknowledged}


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PercorsoError, match=str(port)) as caught:
            serve(workspace, Listening(port), announce=lambda _address: None)
    assert caught.value.code == "port_taken"


@pytest.mark.parametrize(
    ("host", "beyond"),
    [
        *(("127.0.0.1", False), ("localhost", False), ("::1", False), ("127.0.0.2", False)),
        *(("0.0.0.0", True), ("::", True), ("192.0.2.7", True), ("percorso.shop.example", True), ("", True)),  # noqa: S104
    ],
)
def test_what_is_not_this_machine_alone_is_beyond(host: str, beyond: bool) -> None:
    assert Listening(0, host).beyond is beyond


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (Listening(0, "0.0.0.0"), "account_needed"),  # noqa: S104
        (Listening(0, certificate=Path("cert.pem")), "certificate_needed"),
        (Listening(0, certificate_key=Path("key.pem")), "certificate_needed"),
        (Listening(0, "127.0.0.1.invalid"), "account_needed"),
    ],
)
def test_what_would_let_others_in_unseen_does_not_start(tmp_path: Path, where: Listening, code: str) -> None:
    workspace = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    with pytest.raises(PercorsoError) as caught:
        serve(workspace, where, announce=lambda _address: None)
    assert caught.value.code == code


@pytest.mark.usefixtures("cheap_passwords")
@pytest.mark.parametrize("host", ["192.0.2.7", "nowhere.invalid"])
def test_an_address_that_is_not_this_machines_is_named(tmp_path: Path, host: str) -> None:
    workspace = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    accounts.create(workspace, "anna@shop.example", "owner", "correct horse")
    with pytest.raises(PercorsoError, match=host) as caught:
        serve(workspace, Listening(0, host), announce=lambda _address: None)
    assert caught.value.code == "bad_listen_address"


@pytest.mark.usefixtures("cheap_passwords")
def test_beyond_this_machine_it_warns_that_there_is_no_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    workspace = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    accounts.create(workspace, "anna@shop.example", "owner", "correct horse")
    ran: list[str] = []
    monkeypatch.setattr(server, "_door", lambda _where: socket.create_server(("127.0.0.1", 0)))
    monkeypatch.setattr("uvicorn.Server.run", lambda _self, sockets: ran.append(sockets[0].getsockname()[0]))
    for where in (Listening(0), Listening(0, "0.0.0.0")):  # noqa: S104
        serve(workspace, where, announce=lambda _address: None)
    assert ran == ["127.0.0.1"] * 2
    assert [record.getMessage() for record in caplog.records if "TLS" in record.getMessage()] == [
        "There is no TLS: others can read passwords and data on their way. Use --certificate."
    ]
