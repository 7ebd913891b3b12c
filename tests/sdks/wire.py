"""A wire between an SDK and Percorso: it writes down what passes, and fails as it is told."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What the next POST is answered with instead of Percorso's own word."""

    status: int
    retry_after: int | None = None
    # Percorso has taken the request; only its word is lost.
    taken: bool = False


@dataclass(frozen=True)
class Passed:
    """A request as it passed, and what its sender was told."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int


@dataclass
class Wire:
    """An address of loopback that leads to Percorso."""

    address: str
    passed: list[Passed] = field(default_factory=list)

    def posts(self) -> list[Passed]:
        return [one for one in self.passed if one.method == "POST"]


@contextmanager
def wire(percorso: str, script: Sequence[Answer] = ()) -> Iterator[Wire]:
    """Lay a wire to ``percorso`` (its address) that answers the first POSTs as ``script`` says."""
    waiting, lock, there = list(script), Lock(), urlsplit(percorso)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                scripted = waiting.pop(0) if waiting and self.command == "POST" else None
            told = None if scripted and not scripted.taken else self.forwarded(body)
            status = scripted.status if scripted else told[0]  # type: ignore[index]
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                laid.passed.append(Passed(self.command, self.path, headers, body, status))
            if scripted:
                self.answer(status, self.scripted_headers(scripted), b'{"code":"busy","message":"Later."}')
            elif told:
                self.answer(*told)

        def forwarded(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            line = http.client.HTTPConnection(there.netloc, timeout=30)
            try:
                line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    line.putheader(name, value)
                line.endheaders(body)
                answer = line.getresponse()
                own = {"content-length", "connection", "transfer-encoding", "date", "server"}
                return answer.status, [one for one in answer.getheaders() if one[0].lower() not in own], answer.read()
            finally:
                line.close()

        def scripted_headers(self, scripted: Answer) -> list[tuple[str, str]]:
            origin = self.headers.get("Origin")
            headers = [("Access-Control-Allow-Origin", origin)] if origin else []
            if scripted.retry_after is not None:
                headers += [("Retry-After", str(scripted.retry_after))]
                headers += [("Access-Control-Expose-Headers", "Retry-After")]
            return headers

        def answer(self, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status not in {204, 304}:
                self.wfile.write(body)

        do_GET = do_POST = do_OPTIONS = handle_any  # noqa: N815  (the base class names them so)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    laid = Wire(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield laid
    finally:
        server.shutdown()
        server.server_close()
