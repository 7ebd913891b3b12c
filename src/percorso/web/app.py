"""The application: the collector, the JSON API and the page of one workspace, together or a part alone."""

from __future__ import annotations

import asyncio
import logging
from asyncio import to_thread
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import ResponseHeader
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

import percorso
from percorso.core.errors import PercorsoError
from percorso.pipeline.doors import Doors
from percorso.pipeline.job_keeping import JobKeeper
from percorso.pipeline.recording import Recorder
from percorso.store.workspace import Workspace
from percorso.web.access import ANYONE, Access
from percorso.web.adapters import adapters
from percorso.web.collector import PATHS, Calls, collector
from percorso.web.gate import Gate
from percorso.web.health import Meters, health
from percorso.web.problems import handlers
from percorso.web.shop_scripts import shop_scripts
from percorso.web.shortcut import shortcut
from percorso.web.webhooks import webhooks

# What an application may do: take events, and show what came of them.
COLLECTING, SHOWING = "collecting", "showing"
EVERYTHING = (COLLECTING, SHOWING)
# Nothing but this host is ever asked for anything; the page holds no inline script.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# What shops' pages load is theirs to load; what is shown here no other site's page may embed.
_OWN = ResponseHeader(name="Cross-Origin-Resource-Policy", value="same-origin")
# Said by TLS alone; a web server before this one says it itself.
_BY_TLS = {"Strict-Transport-Security": "max-age=31536000"}
# A key that was withdrawn lets nobody in after so long.
_LOOK_SECONDS = 1.0
# Between two looks whether what is shown was published anew; readers of before end within a minute.
_LET_GO_SECONDS = 20.0
_log = logging.getLogger(__name__)


def application(
    workspace: Workspace, parts: Collection[str] = EVERYTHING, *, beyond: bool = False, tls: bool = False
) -> Litestar:
    """Make the application of one workspace.

    Args:
        parts: ``collecting`` takes events, ``showing`` answers questions and brings the page.
        beyond: whether other machines reach it; then nothing is shown without a login, whatever accounts there are.
        tls: whether it is reached by TLS alone.
    """
    access, meters = Access(workspace, always=beyond), Meters(workspace)
    headers = _HEADERS | (_BY_TLS if tls else {})
    routes: list[Any] = []
    lifespan: list[Any] = []
    calls: Calls | None = None
    doors: Doors | None = None
    if COLLECTING in parts:
        doors, recorder = Doors(workspace), Recorder(workspace.log)
        meters.watch(recorder)
        gate = Gate(recorder, meters)
        calls = Calls(doors, gate)
        routes += [collector(calls), adapters(doors, gate), webhooks(doors, gate), shop_scripts()]
        lifespan.append(_collecting(doors, recorder))
    if SHOWING in parts:
        keeper = JobKeeper(workspace)
        routes.append(Router("/", route_handlers=_shown(workspace, access, doors, keeper), response_headers=[_OWN]))
        lifespan.append(_showing(workspace, keeper))
    app = Litestar(
        route_handlers=[*routes, *health(meters)],
        lifespan=lifespan,
        guards=[access.guard],
        exception_handlers=handlers(headers),
        openapi_config=OpenAPIConfig(
            title="Percorso",
            version=percorso.__version__,
            path="/api/v1/openapi",
            # It tells of the program, and of nobody's data.
            openapi_router=Router("/api/v1/openapi", route_handlers=[], opt={"needs": ANYONE}, include_in_schema=False),
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        # What is said, and in which form, is the business of whoever starts the process.
        logging_config=None,
        response_headers=[ResponseHeader(name=name, value=value) for name, value in headers.items()],
    )
    if calls is not None:
        app.asgi_handler = shortcut(app.asgi_handler, PATHS, calls.take, headers)
    return app


def _shown(workspace: Workspace, access: Access, doors: Doors | None, keeper: JobKeeper) -> list[Any]:
    # A process that merely collects never loads the engines.
    from percorso.web.administration import administration
    from percorso.web.analyses import analyses
    from percorso.web.annotations import annotations_of
    from percorso.web.api import api
    from percorso.web.jobs import jobs_of
    from percorso.web.money import money
    from percorso.web.moves import moves_of
    from percorso.web.pages import pages
    from percorso.web.segments import segments_of
    from percorso.web.session import session
    from percorso.web.settings import settings_of
    from percorso.web.sources import sources_of
    from percorso.web.start import start_of
    from percorso.web.uploads import uploads_of

    shown = [*api(workspace), *moves_of(workspace), *analyses(workspace), *money(workspace)]
    shown += [*segments_of(workspace), *annotations_of(workspace)]
    shown += [*session(access, workspace), *sources_of(workspace, doors.refresh if doors else _nothing)]
    shown += [*start_of(workspace), *uploads_of(workspace), *jobs_of(workspace, keeper)]
    return [*shown, *settings_of(workspace), *administration(workspace), *pages()]


def _nothing() -> None:
    """Stand for the refreshing of doors where there are none: a process that only shows lets nobody in."""


@asynccontextmanager
async def _collecting(doors: Doors, recorder: Recorder) -> AsyncIterator[None]:
    """Take events while the application runs; what was taken is on the disk before it ends."""
    recorder.start()
    looking = asyncio.create_task(_look(doors))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await to_thread(recorder.stop)


@asynccontextmanager
async def _showing(workspace: Workspace, keeper: JobKeeper) -> AsyncIterator[None]:
    """Have jobs done, and hold nothing of what is published no longer for long: people may have been erased from it."""
    letting_go = asyncio.create_task(_let_go(workspace))
    keeper.start()
    try:
        yield
    finally:
        await to_thread(keeper.stop)
        letting_go.cancel()
        with suppress(asyncio.CancelledError):
            await letting_go


async def _let_go(workspace: Workspace) -> None:
    from percorso.pipeline.published import let_go_of_past

    seen = 0
    while True:
        await asyncio.sleep(_LET_GO_SECONDS)
        try:
            seen = await to_thread(let_go_of_past, workspace, seen)
        except PercorsoError as problem:
            _log.warning("%s", problem)


async def _look(doors: Doors) -> None:
    """Look at the keys again and again; while they cannot be read, those known last hold."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            await to_thread(doors.refresh)
        except PercorsoError as problem:
            _log.warning("%s", problem)
