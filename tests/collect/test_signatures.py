from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.signatures import Seal
from percorso.core.errors import PercorsoError

SECRET = "hush"  # noqa: S105
NOW = 1_772_446_500_000_000
SHOPIFY, WOOCOMMERCE = Seal("shopify", SECRET), Seal("woocommerce", SECRET)
GENERIC = Seal("generic", SECRET)


def digest(body: bytes, secret: str = SECRET) -> bytes:
    return hmac.new(secret.encode(), body, hashlib.sha256).digest()


def signed(seal: Seal, body: bytes) -> dict[str, str]:
    header = {"shopify": "x-shopify-hmac-sha256", "woocommerce": "x-wc-webhook-signature"}
    return {header.get(seal.platform, "x-signature"): base64.b64encode(digest(body)).decode()}


def code(seal: Seal, headers: dict[str, str], body: bytes, now: int = NOW) -> str:
    try:
        seal.check(headers, body, now)
    except PercorsoError as problem:
        return problem.code
    return ""


def test_a_signature_is_the_known_answer() -> None:
    # RFC 4231, test case 2.
    seal = Seal("generic", "Jefe")
    known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    seal.check({"x-signature": known}, b"what do ya want for nothing?", NOW)
    seal.check({"x-signature": f"sha256={known.upper()}"}, b"what do ya want for nothing?", NOW)


@given(st.binary(min_size=1, max_size=200), st.data())
def test_any_change_of_one_byte_is_refused(body: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(body) - 1))
    change = data.draw(st.integers(1, 255))
    other = body[:place] + bytes([body[place] ^ change]) + body[place + 1 :]
    for seal in (SHOPIFY, WOOCOMMERCE, GENERIC):
        headers = signed(seal, body)
        assert code(seal, headers, body) == ""
        assert code(seal, headers, other) == "bad_signature"
        assert code(seal, headers, body + b"\n") == "bad_signature"


@given(st.text(max_size=80))
def test_no_text_is_a_signature_but_the_one(text: str) -> None:
    for seal in (SHOPIFY, WOOCOMMERCE, GENERIC):
        (header,) = signed(seal, b"x")
        assert code(seal, {header: text}, b"x") == "bad_signature"
    assert code(GENERIC, {}, b"x") == "bad_signature"


def test_another_secret_signs_nothing() -> None:
    headers = {"x-shopify-hmac-sha256": base64.b64encode(digest(b"{}", "other")).decode()}
    assert code(SHOPIFY, headers, b"{}") == "bad_signature"


def test_a_platform_signs_in_its_own_notation_alone() -> None:
    assert code(SHOPIFY, {"x-shopify-hmac-sha256": digest(b"{}").hex()}, b"{}") == "bad_signature"


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("1772446500", ""),
        ("1772446790", ""),
        ("1772446190", "stale_webhook"),
        ("1772446500123", ""),
        ("2026-03-02T10:15:00Z", ""),
        ("2026-03-02T11:15:00+01:00", ""),
        ("2026-03-02T10:15:00", "stale_webhook"),
        ("yesterday", "stale_webhook"),
        ("99999999999999999", "stale_webhook"),
        ("", "stale_webhook"),
    ],
)
def test_what_was_sent_at_another_time_is_refused(stamp: str, expected: str) -> None:
    seal = Seal("generic", SECRET, timestamp_header="X-Sent-At")
    assert code(seal, {**signed(seal, b"{}"), "x-sent-at": stamp}, b"{}") == expected


def test_a_time_that_is_signed_along_cannot_be_changed() -> None:
    seal = Seal("generic", SECRET, timestamp_header="X-Sent-At", signed="timestamp.body")
    headers = {"x-signature": digest(b"1772446500.{}").hex(), "x-sent-at": "1772446500"}
    assert code(seal, headers, b"{}") == ""
    assert code(seal, {**headers, "x-sent-at": "1772446501"}, b"{}") == "bad_signature"


def test_the_question_on_creation_is_woocommerces_alone() -> None:
    assert WOOCOMMERCE.is_ping({}, b"webhook_id=12")
    for seal, headers, body in (
        (SHOPIFY, {}, b"webhook_id=12"),
        (WOOCOMMERCE, {"x-wc-webhook-signature": "x"}, b"webhook_id=12"),
        (WOOCOMMERCE, {}, b"webhook_id=12&x=1"),
        (WOOCOMMERCE, {}, b'{"id": 1}'),
    ):
        assert not seal.is_ping(headers, body)


def test_a_seal_never_shows_its_secret() -> None:
    assert SECRET not in repr(SHOPIFY)
