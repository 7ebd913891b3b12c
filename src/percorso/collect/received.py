"""Received: requests as they came, and the calls that lie in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from percorso.collect import jsontext, posthog_calls, snowplow_calls
from percorso.collect.json_pieces import pieces
from percorso.core.errors import PercorsoError
from percorso.core.record import Rejected

# What a call that is alone in its request is, by the end of the address: the long names and the browser's short ones.
KINDS = {
    **{name: name for name in ("track", "identify", "page", "screen", "group", "alias")},
    "t": "track",
    "i": "identify",
    "p": "page",
    "s": "screen",
    "g": "group",
    "a": "alias",
}
# Addresses whose requests speak another language than Segment's.
POSTHOG, SNOWPLOW = "/batch", "/com.snowplowanalytics.snowplow/tp2"
_TRANSLATED = {POSTHOG: posthog_calls.calls, SNOWPLOW: snowplow_calls.calls}
# The member in which a request lists its calls, where it is not Segment's and PostHog's.
_BATCH, _LISTS = "batch", {SNOWPLOW: "data"}
# A browser says who it is itself; a library on a server speaks for somebody else.
_BROWSER = "Mozilla/"


class Received(NamedTuple):
    """One request as it came; ``received_at`` is microseconds since 1970 UTC, ``body`` is unpacked.

    Attributes:
        headers: of a webhook, what its sender says beside the body, as JSON: ``topic``, ``delivery``.
        mapping: of a generic webhook, the text of the mapping it is to be read by.
    """

    source: str
    shop: str
    received_at: int
    path: str
    body: bytes
    ip: str | None
    user_agent: str | None
    headers: str | None = None
    mapping: str | None = None

    @property
    def person(self) -> tuple[str | None, str | None]:
        """The address and the user agent of the person who sent it; nothing where a server did."""
        return (self.ip, self.user_agent) if (self.user_agent or "").startswith(_BROWSER) else (None, None)

    @property
    def kind(self) -> str | None:
        """What a call is that is alone in the request and does not say."""
        return KINDS.get(self.path.rstrip("/").rpartition("/")[2])

    @property
    def translated(self) -> bool:
        """Whether its calls are written in another language than Segment's."""
        return self.path.rstrip("/") in _TRANSLATED

    @property
    def listing(self) -> str:
        """The member of a body in which its calls are listed."""
        return _LISTS.get(self.path.rstrip("/"), _BATCH)


def calls_of(request: Received) -> Iterator[Any]:
    """Give a request's calls in order, each as its sender meant it: with what the request says of all of them.

    What cannot be read is given as a row of quarantine: a call by itself where the others can be, else the whole body.
    """
    text = request.body.decode("utf-8", "replace")
    try:
        yield from _calls(jsontext.decode(text), request)
    except PercorsoError as problem:
        parts = _apart(text, request.listing)
        if parts is None:
            yield Rejected(1, problem.code, problem.message, text)
            return
        yield from _read_apart(*parts, request)


def _calls(document: Any, request: Received) -> Iterator[Any]:
    if request.translated:
        yield from _TRANSLATED[request.path.rstrip("/")](document)
        return
    listed = document.get(_BATCH) if isinstance(document, dict) else document
    if not isinstance(listed, list):
        yield {"type": request.kind, **document} if request.kind and isinstance(document, dict) else document
        return
    common = document if isinstance(document, dict) else {}
    # When the batch was sent is newer than what a call that waited in a queue says of itself.
    sent = {"sentAt": common["sentAt"]} if common.get("sentAt") is not None else {}
    for call in listed:
        if isinstance(call, dict):
            yield {**call, **sent, "context": {**_table(common, "context"), **_table(call, "context")}}
        else:
            yield call


_MEMBER = re.compile(r'"(batch|data|sentAt|sent_at|context)"\s*:\s*')


def _apart(text: str, listing: str) -> tuple[dict[str, Any], list[str]] | None:
    """Cut a batch of which a call at least cannot be read: what is said of all calls, and the text of each."""
    listed, told = text.strip(), dict[str, str]()
    if listed.startswith("{"):
        told = {found[1]: piece[found.end() :] for piece in pieces(text) or () if (found := _MEMBER.match(piece))}
        listed = told.pop(listing, "")
    calls = pieces(listed) if listed.startswith("[") else None
    if calls is None:
        return None
    common: dict[str, Any] = {}
    for name, written in told.items():
        with suppress(PercorsoError):
            common[name] = jsontext.decode(written)
    return common, calls


def _read_apart(common: dict[str, Any], calls: list[str], request: Received) -> Iterator[Any]:
    for number, text in enumerate(calls, start=1):
        try:
            yield from _calls({**common, request.listing: [jsontext.decode(text)]}, request)
        except PercorsoError as problem:
            yield Rejected(number, problem.code, problem.message, text)


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}
