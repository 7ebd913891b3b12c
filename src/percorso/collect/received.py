"""Received: requests as they came, and the calls that lie in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from percorso.collect import jsontext, posthog_calls, snowplow_calls
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


def calls_of(request: Received) -> Iterator[Any]:
    """Give a request's calls in order, each as its sender meant it: with what the request says of all of them.

    What cannot be read is given as a row of quarantine: a call by itself where the others can be, else the whole body.
    """
    text = request.body.decode("utf-8", "replace")
    try:
        yield from _calls(jsontext.decode(text), request)
    except PercorsoError as problem:
        try:
            parts = _PARTS.decode(text)
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
            yield Rejected(1, problem.code, problem.message, text)
            return
        yield from _read_apart(parts, request)


def _calls(document: Any, request: Received) -> Iterator[Any]:
    if request.translated:
        yield from _TRANSLATED[request.path.rstrip("/")](document)
        return
    listed = document.get("batch") if isinstance(document, dict) else document
    if not isinstance(listed, list):
        yield {"type": request.kind, **document} if request.kind and isinstance(document, dict) else document
        return
    common = document if isinstance(document, dict) else {}
    # When the batch was sent is newer than what a call that waited in a queue says of itself.
    sent = {"sentAt": common["sentAt"]} if "sentAt" in common else {}
    for call in listed:
        if isinstance(call, dict):
            yield {**call, **sent, "context": {**_table(common, "context"), **_table(call, "context")}}
        else:
            yield call


class _Parts(msgspec.Struct):
    """A batch of which one call at least cannot be read, such as for a number beyond all bounds."""

    batch: list[msgspec.Raw]
    sentAt: Any = msgspec.UNSET  # noqa: N815  (the SDKs' own name)
    context: Any = None


_PARTS = msgspec.json.Decoder(_Parts)


def _read_apart(parts: _Parts, request: Received) -> Iterator[Any]:
    common = {"context": parts.context, **({} if parts.sentAt is msgspec.UNSET else {"sentAt": parts.sentAt})}
    for number, raw in enumerate(parts.batch, start=1):
        text = bytes(raw).decode()
        try:
            yield from _calls({**common, "batch": [jsontext.decode(text)]}, request)
        except PercorsoError as problem:
            yield Rejected(number, problem.code, problem.message, text)


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}
