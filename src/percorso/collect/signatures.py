"""Signatures: whether a webhook comes from who shares its secret, told over the bytes as they came."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from percorso.core.errors import PercorsoError

PLATFORMS = ("shopify", "woocommerce", "generic")
SIGNED = ("body", "timestamp.body")
_HEADERS = {"shopify": "x-shopify-hmac-sha256", "woocommerce": "x-wc-webhook-signature"}
# WooCommerce asks on creation whether anybody listens; it signs nothing then, and says nothing but its own number.
_PING = re.compile(rb"webhook_id=\d{1,20}")
_MILLISECONDS = 100_000_000_000
_SECOND = 1_000_000


@dataclass(frozen=True)
class Seal:
    """How a source's webhooks are signed.

    Attributes:
        platform: one of PLATFORMS; the first two fix everything but the secret.
        header: where a generic one's signature stands: HMAC-SHA256, in hexadecimal digits or base64.
        timestamp_header: where it says when it was sent; empty for nowhere.
        tolerance: by how many seconds that may differ from now.
        signed: ``body``, or ``timestamp.body`` where the signature is of the time, a dot and the body.
    """

    platform: str
    secret: str = field(repr=False)
    header: str = "x-signature"
    timestamp_header: str = ""
    tolerance: int = 300
    signed: str = "body"

    def check(self, headers: Mapping[str, str], body: bytes, now: int) -> None:
        """Refuse what is not signed by the secret, or says that it was sent at another time.

        Args:
            headers: of the request, names in lower case.
            body: as it came, before anything reads it.
            now: microseconds since 1970 UTC.

        Raises:
            PercorsoError: ``bad_signature``, ``stale_webhook``.
        """
        given = headers.get(_HEADERS.get(self.platform, self.header.lower()), "")
        stamp = headers.get(self.timestamp_header.lower(), "") if self.timestamp_header else ""
        message = stamp.encode() + b"." + body if self.signed == "timestamp.body" else body
        digest = hmac.digest(self.secret.encode(), message, "sha256")
        written = _read(given, hexadecimal=self.platform == "generic")
        # Compared whole even when nothing was given, in a time that tells nothing of the secret.
        if not hmac.compare_digest(written, digest):
            raise PercorsoError("bad_signature", "The signature is not that of this body and the source's secret.")
        if self.timestamp_header and abs(now - _sent(stamp)) > self.tolerance * _SECOND:
            raise PercorsoError("stale_webhook", f"It was not sent within {self.tolerance} seconds of now.")

    def is_ping(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Tell WooCommerce's question, on creation of a webhook, whether anybody listens."""
        return (
            self.platform == "woocommerce"
            and _HEADERS["woocommerce"] not in headers
            and _PING.fullmatch(body) is not None
        )


def _read(given: str, *, hexadecimal: bool) -> bytes:
    """Read a signature; empty for what is none. A generic one may be in either notation, with its method before it."""
    bare = given.strip()
    if hexadecimal:
        bare = bare.removeprefix("sha256=")
        if re.fullmatch("[0-9a-fA-F]{64}", bare):
            return bytes.fromhex(bare)
    try:
        return base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _sent(stamp: str) -> int:
    """Read when a webhook was sent, in microseconds: seconds or milliseconds since 1970, or ISO 8601."""
    try:
        if re.fullmatch(r"\d{1,15}", stamp.strip(), re.ASCII):
            number = int(stamp)
            return number * 1_000 if number >= _MILLISECONDS else number * _SECOND
        told = datetime.fromisoformat(stamp.strip())
        if told.tzinfo is not None:
            return int(told.timestamp() * _SECOND)
    except (ValueError, OverflowError):
        pass
    raise PercorsoError("stale_webhook", "It does not say when it was sent.")
