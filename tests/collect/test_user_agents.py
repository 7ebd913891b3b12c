from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from percorso.collect.terms import Terms
from percorso.collect.user_agents import add_device, agent_of
from percorso.core.settings import Settings

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile/15E148 Safari/604"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (IPHONE, ("mobile", "iOS", "Mobile Safari")),
        (ANDROID, ("mobile", "Android", "Chrome Mobile")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", ("desktop", "Linux", "Firefox")),
        ("nothing known", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_a_user_agent_tells_device_system_and_browser(agent: str, told: tuple[str | None, ...]) -> None:
    assert agent_of(agent) == told


def test_events_without_a_user_agent_tell_nothing(stored_events: Callable[..., pa.Table]) -> None:
    events = add_device(stored_events({}, {"user_agent": IPHONE}), Terms(Settings(), b"", lambda _: False))
    assert events["browser"].to_pylist() == [None, "Mobile Safari"]


def test_user_agents_are_told_as_their_peers_cases_say(shared: Path) -> None:
    folder = shared / "data" / "peer_cases" / "ua_parser"
    for name, place in (("os", 1), ("ua", 2)):
        cases = _cases(folder / f"test_{name}.json.gz")
        right = sum((agent_of(case["user_agent_string"])[place] or "Other") == case["family"] for case in cases)
        print(f"{name}: {right} of {len(cases)} user agents as ua-parser's own cases")  # noqa: T201
        assert right / len(cases) > 0.99


def _cases(path: Path) -> list[dict[str, str]]:
    cases: list[dict[str, str]] = json.loads(gzip.decompress(path.read_bytes()))
    return cases
