"""The snippet: what a shop pastes into the head of its pages."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from percorso.core.errors import PercorsoError

_STUB = Path(__file__).parent / "snippet.js"


def snippet(host: str, key: str, *, banner: bool = False) -> str:
    """Write the snippet of one source.

    Args:
        host: where browsers reach this Percorso, such as ``https://events.shop.example``.
        key: the source's write key.
        banner: the consent banner asks first and loads the SDK itself once statistics are allowed.

    Raises:
        PercorsoError: ``bad_host``.
    """
    cdn = f"{_address(host)}/cdn"
    stub = _STUB.read_text(encoding="utf-8").replace("(CDN, KEY)", f"({_script(cdn)}, {_script(key)})")
    if not banner:
        return f"<script>\n{stub}  analytics.load({_script(key)});\n  analytics.page();\n</script>"
    source = escape(f"{cdn}/consent.js/v1/{key}/consent.min.js")
    asked = f'<script async src="{source}" data-policy="1" data-policy-url="/privacy"></script>'
    return f"<script>\n{stub}  analytics.page();\n</script>\n{asked}"


def _address(host: str) -> str:
    try:
        parts = urlsplit(host.strip().rstrip("/"))
        reachable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        reachable = False
    if not reachable or parts.path or parts.query or parts.fragment or parts.username is not None:
        hint = "Such as: https://events.shop.example"
        raise PercorsoError("bad_host", f"'{host}' is no address of a server.", hint=hint)
    return f"{parts.scheme}://{parts.netloc}"


def _script(text: str) -> str:
    """Write a text as JavaScript inside HTML, where ``</script>`` would end it."""
    return json.dumps(text).replace("<", "\\u003c")
