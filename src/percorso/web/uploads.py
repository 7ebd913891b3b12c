"""The routes of dropped files: taken in pieces, within bounds, and shown for what they are before they are stored."""

from __future__ import annotations

import asyncio
from asyncio import to_thread
from typing import Annotated, Any

from litestar import Request, post
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import JSONBody, PathParameter, QueryParameter

from percorso.core.access import CHANGE
from percorso.core.errors import PercorsoError
from percorso.pipeline import dropped, uploads
from percorso.store.workspace import Workspace
from percorso.web.access import CHANGERS, actor_of, sees_people
from percorso.web.jobs_documents import Choice, FilePreview, Upload
from percorso.web.parameters import Language
from percorso.web.problems import told

Asked = Request[Any, Any, Any]
FileName = Annotated[str, QueryParameter(description="What the file is called; only shown.", max_length=1000)]
UploadId = Annotated[str, PathParameter(description="The id of a dropped file.")]
# Pieces are gathered before they are written.
_PIECE = 1 << 20
# How long the next piece may be on its way.
_PATIENCE_SECONDS = 60.0


class _TakesAFile(Operation):
    """The body is the file itself, of any kind."""

    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        self.request_body = RequestBody({"application/octet-stream": OpenAPIMediaType(schema)}, required=True)


def uploads_of(workspace: Workspace) -> list[Any]:
    """Make the routes of one workspace's dropped files."""

    @post(
        "/api/v1/uploads",
        opt={"needs": CHANGE},
        status_code=200,
        # It is bounded where it is read, in pieces.
        request_max_body_size=None,
        operation_class=_TakesAFile,
        summary="Drop a file, to be previewed and imported",
        responses=told(Upload, 400, 401, 403, 409),
    )
    async def drop(request: Asked, name: FileName = "file") -> Upload:
        size = request.headers.get("content-length", "")
        if size.isascii() and size.isdigit() and int(size[:20]) > uploads.LARGEST:
            raise uploads.too_large()
        upload = await _received(request, workspace, name)
        found = await to_thread(uploads.taken, workspace, upload, actor_of(request))
        return Upload(id=found.id, name=found.name, size=found.size)

    @post(
        "/api/v1/uploads/{upload:str}/preview",
        **CHANGERS,
        summary="What a dropped file holds, and how it would be read; nothing is stored",
        responses=told(FilePreview, 400, 401, 403, 404),
    )
    def preview(request: Asked, upload: UploadId, data: JSONBody[Choice], language: Language = "en") -> dict[str, Any]:
        personal = sees_people(request)
        return dropped.shown(workspace, upload, data.connector, data.columns, language, personal=personal)

    return [drop, preview]


async def _received(request: Asked, workspace: Workspace, name: str) -> str:
    """Write a body to its place as it comes; nothing is left of one that does not come whole."""
    with uploads.receive(workspace, name) as (upload, incoming):
        held, more = bytearray(), True
        while more:
            try:
                message = await asyncio.wait_for(request.receive(), _PATIENCE_SECONDS)
            except TimeoutError:
                raise PercorsoError("too_slow", f"Nothing came for {_PATIENCE_SECONDS:.0f} s.") from None
            if message["type"] != "http.request":
                raise PercorsoError("too_slow", "The sender hung up before its body's end.")
            held += message.get("body", b"")
            more = message.get("more_body", False)
            if len(held) >= _PIECE or not more:
                await to_thread(incoming.write, bytes(held))
                held.clear()
    return upload
