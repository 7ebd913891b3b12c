"""docs/reference/connectors.md says what each connector takes; its tables are rendered from the connectors themselves.

Run as a script, this file writes the tables anew and leaves the prose between them alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from percorso.collect import order_exports, spend_exports
from percorso.collect.connectors import rates
from percorso.collect.notation import KEYS
from percorso.collect.reading import CONNECTORS, connectors
from percorso.core.family import member

PAGE = Path(__file__).parents[1] / "docs/reference/connectors.md"
BLOCK = re.compile(r"(<!-- columns of (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def exports(connector: str) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]], str | None]]:
    """Give the exports a connector recognises: name, columns and the zone it fixes."""
    module = member(CONNECTORS, connector)
    if connector == "orders":
        yield from ((one.name, one.columns, one.zone) for one in order_exports.EXPORTS)
    elif connector == "spend":
        yield from ((one.platform, one.columns, None) for one in spend_exports.EXPORTS)
    elif connector == "rates":
        yield "rates", rates._COLUMNS, None
    elif hasattr(module, "KIND"):
        yield from ((one.name, one.columns, one.zone) for one in module.KIND.exports)


def rendered(connector: str) -> str:
    """Write the tables of a connector: its summary, its exports' columns, its events and what its mapping may say."""
    module = member(CONNECTORS, connector)
    lines = [module.SUMMARY, ""]
    for name, columns, zone in exports(connector):
        lines += [f"**{name}**" + (f", times in {zone}" if zone else ""), "", "| field | columns |", "|---|---|"]
        lines += [f"| {field} | {', '.join(names)} |" for field, names in columns.items()]
        lines.append("")
    if hasattr(module, "KIND"):
        lines += [f"Events: {', '.join(module.KIND.makes)}.", ""]
        if module.KIND.keys:
            lines += [f"Of its own, its mapping may say: {', '.join(module.KIND.keys)}.", ""]
    return "\n".join(lines)


def blocks() -> dict[str, str]:
    return {found[2]: found[3] for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}


def test_the_page_has_every_connector_under_its_own_heading() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == list(blocks())
    assert sorted(blocks()) == sorted(connectors())


@pytest.mark.parametrize("connector", sorted(connectors()))
def test_the_page_says_what_the_connector_takes_and_makes(connector: str) -> None:
    assert blocks()[connector] == rendered(connector), "write it anew: python tests/test_connectors_page.py"


def test_the_page_names_every_key_of_a_mapping() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page] == []


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(lambda found: found[1] + rendered(found[2]) + found[4], text), encoding="utf-8")
