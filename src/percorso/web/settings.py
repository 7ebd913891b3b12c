"""The routes of the shop's settings and its channel rules."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, get, patch, post, put
from litestar.params import JSONBody

from percorso.core.access import READ
from percorso.pipeline import channel_editing, shop_settings
from percorso.store.workspace import Workspace
from percorso.web.access import CHANGERS, READERS, actor_of
from percorso.web.parameters import Language
from percorso.web.problems import told
from percorso.web.settings_documents import (
    AppliedDraft,
    ChangedSettings,
    ChannelRules,
    Classified,
    Draft,
    Preview,
    Settings,
    TriedVisit,
)

Asked = Request[Any, Any, Any]


def settings_of(workspace: Workspace) -> list[Any]:
    """Make the routes of one workspace's settings."""

    @get("/api/v1/settings", **READERS, summary="The shop's settings", responses=told(Settings, 401, 403))
    def shown() -> dict[str, Any]:
        return shop_settings.settings(workspace)

    @patch(
        "/api/v1/settings",
        **CHANGERS,
        summary="Change some of the shop's settings; history follows",
        responses=told(Settings, 400, 401, 403),
    )
    def changed(request: Asked, data: JSONBody[ChangedSettings]) -> dict[str, Any]:
        given = {name: value for name, value in _fields(data).items() if value is not msgspec.UNSET}
        shop_settings.change(workspace, actor_of(request), given)
        return shop_settings.settings(workspace)

    return [shown, changed, *_rules(workspace)]


def _fields(data: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(data, name) for name in data.__struct_fields__}


def _rules(workspace: Workspace) -> list[Any]:
    @get("/api/v1/channel-rules", **READERS, summary="The channel rules", responses=told(ChannelRules, 401, 403))
    def shown() -> dict[str, Any]:
        return channel_editing.rules(workspace)

    @post(
        "/api/v1/channel-rules/try",
        opt={"needs": READ},
        sync_to_thread=True,
        status_code=200,
        summary="Say which channel a visit would be",
        responses=told(Classified, 400, 401, 403),
    )
    def tried(data: JSONBody[TriedVisit], language: Language = "en") -> dict[str, Any]:
        return channel_editing.try_visit(workspace, data.url, data.referrer, data.text, language)

    @post(
        "/api/v1/channel-rules/preview",
        **CHANGERS,
        summary="What a draft would change of the last 90 days",
        responses=told(Preview, 400, 401, 403, 409),
    )
    def preview(data: JSONBody[Draft], language: Language = "en") -> dict[str, Any]:
        return channel_editing.preview(workspace, data.text, language)

    @put(
        "/api/v1/channel-rules",
        **CHANGERS,
        summary="Take channel rules on; history follows",
        responses=told(ChannelRules, 400, 401, 403, 409),
    )
    def applied(request: Asked, data: JSONBody[AppliedDraft]) -> dict[str, Any]:
        channel_editing.apply(workspace, actor_of(request), data.text, data.base)
        return channel_editing.rules(workspace)

    @post(
        "/api/v1/channel-rules/undo",
        **CHANGERS,
        summary="Go back to the rules of before the last change",
        responses=told(ChannelRules, 400, 401, 403, 409),
    )
    def undone(request: Asked) -> dict[str, Any]:
        channel_editing.undo(workspace, actor_of(request))
        return channel_editing.rules(workspace)

    return [shown, tried, preview, applied, undone]
