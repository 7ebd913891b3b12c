from collections.abc import Callable

import pyarrow as pa
import pytest

from percorso.trace.devices import declared_device, devices_of

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("properties", "device"),
    [
        ('{"platform": "tablet"}', "tablet"),
        ('{"platform": "iOS"}', "mobile"),
        ('{"device": {"type": "Mobile", "model": "X"}}', "mobile"),
        ('{"device": "smart fridge", "platform": "desktop"}', "desktop"),
        ('{"platform": "web"}', None),
        ('{"platform": 3}', None),
        ('["platform"]', None),
        ("{}", None),
    ],
)
def test_properties_tell_the_device_under_the_usual_keys(properties: str, device: str | None) -> None:
    assert declared_device(properties) == device


def test_what_the_source_states_comes_before_the_user_agent(events_of: Callable[..., pa.Table]) -> None:
    events = events_of(
        [
            {"user_agent": WINDOWS, "properties": '{"platform": "mobile"}'},
            {"user_agent": WINDOWS, "properties": '{"platform": "web"}'},
            {"user_agent": None},
        ]
    )
    assert devices_of(events).to_arrow().to_pylist() == ["mobile", "desktop", None]
