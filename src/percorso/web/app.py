"""The application: the collector, the JSON API and the page of a workspace or of several, together or a part alone."""

from __future__ import annotations

import asyncio
import gc
import logging
from asyncio import to_thread
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import ResponseHeader
from litestar.openapi import OpenAPIConfig

import percorso
from percorso.core.errors import PercorsoError
from percorso.pipeline.doors import Doors
from percorso.pipeline.job_keeping import JobKeeper
from percorso.pipeline.masking import Mask
from percorso.pipeline.recording import Recorder
from percorso.store.workspace import Workspace
from percorso.web.access import ANYONE, Access, introduce
from percorso.web.adapters import adapters
from percorso.web.bodies import JsonRequest
from percorso.web.collector import PATHS, Calls, collector
from percorso.web.described import Described
from percorso.web.gate import Desk, Gate
from percorso.web.health import Meters, health
from percorso.web.problems import handlers
from percorso.web.shop_scripts import shop_scripts
from percorso.web.shops import by_shop, shops_of
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
# After so long what the program loads is loaded, most of it by the first question.
_SETTLED_SECONDS = 5.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Premises:
    """A workspace as it is served: who is let in to it, what is measured of it, and who has its jobs done."""

    workspace: Workspace
    access: Access
    meters: Meters
    keeper: JobKeeper

    @classmethod
    def of(cls, workspace: Workspace, place: str, *, always: bool) -> Premises:
        """Open a workspace to whoever it lets in; ``place`` is its part of the address."""
        access = Access(workspace, always=always, place=place)
        return cls(workspace, access, Meters(workspace), JobKeeper(workspace))


def application(
    workspace: Workspace,
    parts: Collection[str] = EVERYTHING,
    *,
    beyond: bool = False,
    tls: bool = False,
    others: Mapping[str, Workspace] = MappingProxyType({}),
) -> Litestar:
    """Make the application of one workspace, or of several behind one address.

    Args:
        parts: ``collecting`` takes events, ``showing`` answers questions and brings the page.
        beyond: whether other machines reach it; then nothing is shown without a login, whatever accounts there are.
        tls: whether it is reached by TLS alone.
        others: further workspaces, each shown under ``/shops/NAME`` by its name; what their keys bring is taken where
            the first's is.
    """
    first = Premises.of(workspace, "", always=beyond)
    further = {name: Premises.of(one, name, always=beyond) for name, one in others.items()}
    introduce(first.access, *(one.access for one in further.values()))
    headers = _HEADERS | (_BY_TLS if tls else {})
    routes: list[Any] = []
    lifespan: list[Any] = []
    calls: Calls | None = None
    doors: Doors | None = None
    if COLLECTING in parts:
        doors, desk = Doors(workspace, others), _desk(first)
        desks = {name: _desk(one) for name, one in further.items()}
        gate = Gate(desk.recorder, desk.meters, desks)
        calls = Calls(doors, gate)
        routes += [collector(calls), adapters(doors, gate), webhooks(doors, gate), shop_scripts()]
        lifespan.append(_collecting(doors, [one.recorder for one in (desk, *desks.values())]))
    shops: dict[str, Litestar] = {}
    if SHOWING in parts:
        shops = {name: _application(one, headers, _shown(one, doors), [_showing(one)]) for name, one in further.items()}
        lifespan += [_showing(first), *(_of(shop) for shop in shops.values())]
        routes += _shown(first, doors)
    app = _application(first, headers, routes, lifespan)
    if calls is not None:
        app.asgi_handler = shortcut(app.asgi_handler, PATHS, calls.take, headers)
    if shops:
        app.asgi_handler = by_shop(app.asgi_handler, shops)
    return app


def _application(shop: Premises, headers: Mapping[str, str], routes: list[Any], lifespan: list[Any]) -> Litestar:
    return Litestar(
        route_handlers=[*routes, *health(shop.meters)],
        lifespan=lifespan,
        guards=[shop.access.guard],
        request_class=JsonRequest,
        exception_handlers=handlers(headers, Mask(shop.workspace)),
        openapi_config=OpenAPIConfig(
            title="Percorso",
            version=percorso.__version__,
            path="/api/v1/openapi",
            # It tells of the program, and of nobody's data.
            openapi_router=Router("/api/v1/openapi", route_handlers=[], opt={"needs": ANYONE}, include_in_schema=False),
            render_plugins=[Described(path="/openapi.json")],
        ),
        # What is said, and in which form, is the business of whoever starts the process.
        logging_config=None,
        response_headers=[ResponseHeader(name=name, value=value) for name, value in headers.items()],
    )


def _of(shop: Litestar) -> Any:
    """Have an application live as long as the one before it."""
    return lambda _first: shop.lifespan()


def _desk(shop: Premises) -> Desk:
    recorder = Recorder(shop.workspace.log)
    shop.meters.watch(recorder)
    return Desk(recorder, shop.meters)


def _shown(shop: Premises, doors: Doors | None) -> list[Any]:
    # A process that merely collects never loads the engines.
    from percorso.web.administration import administration
    from percorso.web.analyses import analyses
    from percorso.web.annotations import annotations_of
    from percorso.web.api import api
    from percorso.web.days import days_of
    from percorso.web.jobs import jobs_of
    from percorso.web.money import money
    from percorso.web.moved import moved_of
    from percorso.web.moves import moves_of
    from percorso.web.pages import pages
    from percorso.web.privacy import privacy_of
    from percorso.web.segments import segments_of
    from percorso.web.session import session
    from percorso.web.settings import settings_of
    from percorso.web.sources import sources_of
    from percorso.web.start import start_of
    from percorso.web.uploads import uploads_of

    workspace, access = shop.workspace, shop.access
    shown = [*api(workspace), *moves_of(workspace), *analyses(workspace), *money(workspace)]
    shown += [*segments_of(workspace), *annotations_of(workspace), *days_of(workspace), *moved_of(workspace)]
    shown += [*session(access, workspace), *shops_of(access)]
    shown += [*sources_of(workspace, doors.refresh if doors else _nothing), *settings_of(workspace)]
    shown += [*start_of(workspace), *uploads_of(workspace), *jobs_of(workspace, shop.keeper)]
    shown += [*administration(workspace), *privacy_of(workspace, shop.keeper), *pages()]
    return [Router("/", route_handlers=shown, response_headers=[_OWN])]


def _nothing() -> None:
    """Stand for the refreshing of doors where there are none: a process that only shows lets nobody in."""


@asynccontextmanager
async def _collecting(doors: Doors, recorders: Collection[Recorder]) -> AsyncIterator[None]:
    """Take events while the application runs; what was taken is on the disk before it ends."""
    for recorder in recorders:
        recorder.start()
    looking = asyncio.create_task(_look(doors))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        for recorder in recorders:
            await to_thread(recorder.stop)


@asynccontextmanager
async def _showing(shop: Premises) -> AsyncIterator[None]:
    """Have jobs done, and hold nothing of what is published no longer for long: people may have been erased from it."""
    tasks = [asyncio.create_task(_let_go(shop.workspace)), asyncio.create_task(_settle())]
    shop.keeper.start()
    try:
        yield
    finally:
        await to_thread(shop.keeper.stop)
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _let_go(workspace: Workspace) -> None:
    from percorso.pipeline.published import let_go_of_past

    seen = 0
    while True:
        await asyncio.sleep(_LET_GO_SECONDS)
        try:
            seen = await to_thread(let_go_of_past, workspace, seen)
        except PercorsoError as problem:
            _log.warning("%s", problem)


async def _settle() -> None:
    """Have Python look no more for what could be freed among all that is loaded for good.

    That is half a million objects, and looking at them while somebody waits takes a tenth of a second, every few
    answers.
    """
    await asyncio.sleep(_SETTLED_SECONDS)
    gc.collect()
    gc.freeze()
    try:
        await asyncio.Event().wait()
    finally:
        # What ends in good order lets go of everything.
        gc.unfreeze()


async def _look(doors: Doors) -> None:
    """Look at the keys again and again; while they cannot be read, those known last hold."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            await to_thread(doors.refresh)
        except PercorsoError as problem:
            _log.warning("%s", problem)
