from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from percorso.collect.campaigns import add_campaign
from percorso.collect.terms import Terms
from percorso.core.settings import Settings
from percorso.trace.channels import ChannelRules, Visit

NAMES = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
URL = "https://shop.example/?utm_source=News&UTM_medium=email&utm_campaign=May&utm_content=top"


@pytest.mark.parametrize(
    ("told", "campaign"),
    [
        ({"url": URL}, ("News", "email", "May", None, "top")),
        ({"url": URL, "utm_term": "own"}, (None, None, None, "own", None)),
        ({"url": "https://shop.example/?utm_id=7&gclid=x"}, (None, None, "7", None, None)),
        ({"url": "https://shop.example/?gclid=x"}, (None,) * 5),
        ({"url": "https://shop.example/utm_source"}, (None,) * 5),
        ({}, (None,) * 5),
    ],
)
def test_a_link_speaks_where_the_call_said_nothing(
    stored_events: Callable[..., pa.Table], told: dict[str, str], campaign: tuple[str | None, ...]
) -> None:
    (row,) = add_campaign(stored_events(told), Terms(Settings(), b"", lambda _: False)).to_pylist()
    assert tuple(row[name] for name in NAMES) == campaign


@pytest.mark.parametrize(
    "url", [URL, f"{URL}&gclid=1", "https://a.it/?utm_source=(not set)&utm_medium=x", "/?utm_id=7"]
)
@pytest.mark.parametrize("referrer", [None, "https://www.google.com/", "https://t.co/x"])
def test_where_a_visit_came_from_is_the_same_with_and_without_it(
    stored_events: Callable[..., pa.Table], url: str, referrer: str | None
) -> None:
    (row,) = add_campaign(stored_events({"url": url}), Terms(Settings(), b"", lambda _: False)).to_pylist()
    rules = ChannelRules.built_in()
    filled = Visit(url, referrer, row["utm_source"], row["utm_medium"], row["utm_campaign"])
    assert rules.classify(filled) == rules.classify(Visit(url, referrer))
