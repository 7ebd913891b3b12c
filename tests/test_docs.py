"""The documents say what is there: the tree, the ten words, the decisions, the commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from percorso.cli import VERBS
from percorso.tables import TABLES

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
TEN_WORDS = "Event Visitor Customer Touchpoint Channel Stage Journey Persona Segment Flow".split()


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_architecture_page_names_every_room_and_every_table() -> None:
    page = text("ARCHITECTURE.md")
    rooms = {path.name for path in (ROOT / "src/percorso").iterdir() if (path / "__init__.py").exists()}
    assert {room for room in rooms if f"{room}/" not in page} == set()
    assert {table.name for table in TABLES if f"`{table.name}`" not in page} == set()
    assert len(page.splitlines()) <= 120


def test_the_glossary_defines_the_ten_words() -> None:
    assert re.findall(r"^\*\*([A-Z]\w+)", text("GLOSSARY.md"), re.MULTILINE) == TEN_WORDS


def test_decisions_are_numbered_without_gaps_and_say_why() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        record = path.read_text()
        assert record.startswith(f"# {int(path.name[:4])}. "), path.name
        assert re.findall(r"^## (\w+)", record, re.MULTILINE) == ["Context", "Decision", "Consequences"], path.name


def test_the_readme_uses_verbs_and_scripts_that_exist() -> None:
    page = text("README.md")
    used = set(re.findall(r"^percorso (\w+)", page, re.MULTILINE))
    assert used
    assert used <= set(VERBS)
    scripts = set(re.findall(r"\./(scripts/\w+)", page))
    assert {"scripts/demo", "scripts/test"} <= scripts
    assert [script for script in scripts if not (ROOT / script).exists()] == []


def test_the_contributing_page_names_every_script() -> None:
    page = text("CONTRIBUTING.md")
    missing = [path.name for path in (ROOT / "scripts").iterdir() if f"scripts/{path.name}" not in page]
    assert [name for name in missing if name != "debian"] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert broken == []
