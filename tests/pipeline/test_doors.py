from __future__ import annotations

from pathlib import Path

import pytest

from percorso.core.settings import Shop
from percorso.pipeline import sources
from percorso.pipeline.doors import Door, Doors
from percorso.store.workspace import Workspace


def test_a_key_opens_its_source_as_of_the_last_look(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop())
    doors = Doors(shop)
    made = sources.create(shop, "web")
    assert doors.of(made.key) is None
    doors.refresh()
    assert doors.of(made.key) == Door("web", shop.settings.shop.id, frozenset())
    assert doors.of("") is None
    sources.disable(shop, "web")
    assert doors.of(made.key) is not None
    doors.refresh()
    assert doors.of(made.key) is None


@pytest.mark.parametrize(
    ("origins", "origin", "admitted"),
    [
        ((), "https://any.example", True),
        (("https://a.example",), "https://a.example", True),
        (("https://a.example",), "HTTPS://A.EXAMPLE", True),
        (("https://a.example",), "https://b.example", False),
        (("https://a.example",), "http://a.example", False),
        (("https://a.example",), "null", False),
        (("https://a.example",), None, True),
    ],
)
def test_pages_of_named_sites_alone_come_in(origins: tuple[str, ...], origin: str | None, admitted: bool) -> None:
    assert Door("web", "shop", frozenset(origins)).admits(origin) is admitted
