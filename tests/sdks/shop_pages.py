"""A shop's own pages in a real browser, and who they talked to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sdks.wire import Answer, Wire, wire

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Nothing of the browser's own may be taken for a request of the page.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_FLAGS += ["--disable-component-update", "--disable-sync"]


@dataclass(frozen=True)
class ShopSite:
    """A site of loopback; every path that is no file of it is its one page."""

    address: str


@contextmanager
def site(page: str, files: Mapping[str, str] | None = None) -> Iterator[ShopSite]:
    """Serve a shop's page, with scripts beside it by their paths."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            found = (files or {}).get(path)
            body = (page if found is None else found).encode()
            self.send_response(200 if path != "/favicon.ico" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8" if found is None else "text/javascript")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield ShopSite(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Visit:
    """A page that somebody has open, and all that it did."""

    page: Page
    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def strangers(self, *known: str) -> list[str]:
        """Give the requests to any other address than those known; what carries its data in itself asks nobody."""
        self.page.wait_for_timeout(50)  # what the browser has told is only read while it is waited for
        ours = {urlsplit(address).netloc for address in known}
        asked = [url for url in self.requests if not url.startswith(("data:", "blob:"))]
        return [url for url in asked if urlsplit(url).netloc not in ours]

    def kept(self) -> list[str]:
        """Give the names of all that the page keeps in the browser."""
        stored: list[str] = self.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        return sorted([*stored, *(cookie["name"] for cookie in self.context.cookies())])


@contextmanager
def visit(browser: Browser, **options: object) -> Iterator[Visit]:
    """Open an empty page of a visitor who was never here."""
    context = browser.new_context(**{"locale": "en-GB", **options})  # type: ignore[arg-type]
    opened = Visit(context.new_page(), context)
    # Of the whole context: what is sent while a page closes, and by any worker, counts too.
    context.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
    try:
        yield opened
    finally:
        context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def shop(
    percorso: str, browser: Browser, page: str, script: Sequence[Answer] = (), **files: str
) -> Iterator[tuple[Wire, ShopSite, Visit]]:
    """Open a shop's site, whose page names the wire to Percorso as HOST and whose files are named like ``sdk_mjs``.

    Nothing may fail on the page, and it may talk to nobody else.
    """
    with ExitStack() as stack:
        laid = stack.enter_context(wire(percorso, script))
        paths = {f"/{name.replace('_', '.')}": text for name, text in files.items()}
        served = stack.enter_context(site(page.replace("HOST", laid.address), paths))
        opened = stack.enter_context(visit(browser))
        yield laid, served, opened
        assert opened.strangers(laid.address, served.address) == []
        assert opened.errors == []
