"""The API's own description, with what any route may answer beside what its own code does."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
# Another process writes, or too much waits; a body that is larger than is read.
_ALWAYS = {"503": "Another process is writing; the same may be asked again."}
_WITH_BODY = {"413": "The body is too large.", "408": "The body did not come in time."}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """Add to every operation of a description what is refused before, or whatever, its route does."""
    for path in schema["paths"].values():
        for operation in path.values():
            refusals = _ALWAYS | (_WITH_BODY if "requestBody" in operation else {})
            told = {status: {"description": text, "content": _PROBLEM} for status, text in refusals.items()}
            operation["responses"] = told | operation["responses"]
    return schema


class Described(JsonRenderPlugin):
    """Shows the description as JSON."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Render it."""
        return super().render(request, described(openapi_schema))
