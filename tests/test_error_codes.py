"""The list of error codes is true: every code of the source is in it, and none that the source does not have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from matrix import documents, stored
from matrix.cases import bad_input
from percorso import cli
from percorso.core.family import members

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "percorso"
PAGE = ROOT / "docs" / "reference" / "errors.md"
# How family.member names the code of a name that no member has.
FAMILIES = ("percorso.collect.connectors", "percorso.analyze.attribution", "percorso.analyze.answers")
# Fields that exports of one row a fact cannot do without (collect.exports).
NEEDED = re.compile(r"\.need\(\s*\"(\w+)\"")
# A code that is passed on: an error's or a refused row's own, or what a function was given.
PASSED_ON = re.compile(r"(?:\w+\.)?code")


def calls() -> Iterator[tuple[str, ast.expr]]:
    """Give every expression that becomes a code, with the place where it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            where = f"{path.relative_to(SOURCE)}:{node.lineno}"
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            place = {"PercorsoError": 0, "Rejected": 1}.get(name)
            if place is not None and len(node.args) > place:
                yield where, node.args[place]
            yield from ((where, word.value) for word in node.keywords if word.arg == "code")


def documented() -> list[str]:
    return re.findall(r"^\| `([a-z_0-9]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def of_the_source() -> set[str]:
    literal = {node.value for _, node in calls() if isinstance(node, ast.Constant)}
    system = {code for code, _ in cli._REFUSED.values()} | {"system_refused", "internal_error"}
    families = {f"unknown_{family.rsplit('.', 1)[-1].rstrip('s')}" for family in FAMILIES}
    assert all(members(family) for family in FAMILIES)
    needed = {f"missing_{field}" for path in SOURCE.rglob("*.py") for field in NEEDED.findall(path.read_text("utf-8"))}
    return {str(code) for code in literal} | system | families | needed


def test_every_code_is_documented_once_and_no_other() -> None:
    listed = documented()
    assert sorted(listed) == sorted(set(listed))
    assert sorted(of_the_source() - set(listed)) == []
    assert sorted(set(listed) - of_the_source()) == []


def test_codes_are_written_out_where_errors_are_made() -> None:
    unclear = [
        f"{where}: {ast.unparse(node)}"
        for where, node in calls()
        if not isinstance(node, ast.Constant) and not PASSED_ON.fullmatch(ast.unparse(node))
    ]
    made = ["f'missing_{field}'", "f'unknown_{family}'"]
    assert [one.partition(": ")[2] for one in unclear] == made


def test_codes_are_lower_case_words() -> None:
    assert [code for code in of_the_source() if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+|busy", code)] == []


def expected_codes() -> set[str]:
    texts = {text for case in bad_input() for text in (case.expected, *case.but.values()) if text != "taken"}
    places = [case.expected for case in documents.cases()] + [case.expected for case in stored.cases()]
    said = {code for place in places for code in place.values()}
    return {text.split()[1] for text in texts} | said - {"taken", "ends well"}


@pytest.mark.parametrize("code", sorted(expected_codes()))
def test_the_tables_of_cases_name_codes_that_are_documented(code: str) -> None:
    assert code in documented()


def test_rows_that_are_set_aside_are_marked_as_such() -> None:
    page = PAGE.read_text(encoding="utf-8")
    marked = set(re.findall(r"^\| `(\w+)` \| \*\*row\*\*", page, re.MULTILINE))
    texts = {text for case in bad_input() for text in (case.expected, *case.but.values())}
    refused = {text.split()[1] for text in texts if text.startswith("quarantine")}
    assert refused <= marked
