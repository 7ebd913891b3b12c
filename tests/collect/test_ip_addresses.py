from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

import pyarrow as pa
import pytest

from percorso.collect.ip_addresses import truncate_ip
from percorso.collect.terms import Terms
from percorso.core.network import key
from percorso.core.settings import Privacy, Settings

SECRET = b"k" * 32
GIVEN = ("203.0.113.7", "2001:db8:1:2::5", "unknown", None)


@pytest.mark.parametrize(
    ("wanted", "ips", "keyed"),
    [
        ("truncated", ["203.0.113.0", "2001:db8:1::", None, None], True),
        ("whole", list(GIVEN), False),
        ("none", [None] * 4, False),
    ],
)
def test_addresses_are_kept_as_the_shop_wants(
    stored_events: Callable[..., pa.Table], wanted: str, ips: list[str | None], keyed: bool
) -> None:
    terms = Terms(Settings(privacy=Privacy(wanted)), SECRET, lambda _: False)
    found = truncate_ip(stored_events(*({"ip": ip} for ip in GIVEN)), terms)
    assert found["ip"].to_pylist() == ips
    digests = [key(ip_address(text), SECRET) for text in GIVEN[:2] if text is not None]
    assert found["address_key"].to_pylist() == [*(digests if keyed else [None, None]), None, None]
