"""The rules of the house, read from the source itself. ARCHITECTURE.md says them in words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from percorso.tables import STEPS, TABLES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "percorso"
TESTS = ROOT / "tests"
SPECS = {table.name: table for table in TABLES}

FILE_BUDGET = 400
FUNCTION_BUDGET = 60
NO_NAMES = {"utils", "util", "common", "helpers", "helper", "misc"}

GROUND = {"core", "sequence"}
STEP_ROOMS = {"collect", "unify", "trace", "analyze", "maps", "predict", "listen", "act"}
# Which rooms a room may import. A dotted name opens one module and nothing else of its room.
ALLOWED: dict[str, set[str]] = {
    "": set(),
    "core": set(),
    "tables": set(),
    "journeys": GROUND | {"collect"},
    "sequence": {"core"},
    **dict.fromkeys(STEP_ROOMS, GROUND),
    "simulate": {"core"},
    "speak": {"core"},
    "run": GROUND,
    "store": GROUND | {"tables"},
    "pipeline": GROUND | STEP_ROOMS | {"journeys", "tables", "store", "run", "speak", "simulate"},
    "web": {"core", "pipeline", "speak", "store.workspace"},
    "cli": {"core", "pipeline", "speak", "store.workspace", "web"},
}
# The libraries each room may import; whatever is not named here is foreign to it. Engines live in the store and in run.
ARRAYS = {"numpy", "pyarrow", "numba"}
LIBRARIES: dict[str, set[str]] = {
    "": set(),
    "core": set(),
    "tables": set(),
    "journeys": {"pyarrow"},
    "sequence": ARRAYS,
    **dict.fromkeys(STEP_ROOMS, ARRAYS | {"msgspec"}),
    "collect": ARRAYS | {"msgspec", "ua_parser"},
    "simulate": {"numpy", "pyarrow"},
    "speak": {"babel", "jinja2", "markupsafe", "rich"},
    "run": {"pyspark"},
    "store": {
        "alembic",
        "deltalake",
        "duckdb",
        "msgspec",
        "numpy",
        "pyarrow",
        "splink",
        "sqlalchemy",
        "sqlite3",
        "tomlkit",
    },
    "pipeline": {"argon2", "msgspec", "numpy", "pyarrow"},
    "web": {"litestar", "msgspec", "prometheus_client", "uvicorn"},
    "cli": {"click", "msgspec", "rich"},
}
# Engines of the standard library, which need leave like any other.
OWN_ENGINES = {"sqlite3", "dbm", "shelve"}
READS = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)")
HEAVY = {
    "numba",
    "numpy",
    "scipy",
    "pyarrow",
    "duckdb",
    "deltalake",
    "splink",
    "sqlglot",
    "sqlalchemy",
    "litestar",
    "uvicorn",
    "argon2",
    "prometheus_client",
    "babel",
    "rich",
}

# Source modules without a test file of their own, each with its reason.
WITHOUT_TEST = {
    "__main__": "three lines; test_architecture runs it",
    "core/answer": "plain frozen data; speak and analyze test what is done with it",
    "core/matching": "plain frozen data; tests/pipeline/test_matching.py goes through all of it",
    "core/record": "plain tuples; every connector's test makes and reads them",
    "analyze/attribution/__init__": "the family's door; attribution/test_contract.py goes through it with every model",
    "pipeline/caching": "part of the build; tests/pipeline/test_building.py compares and kills it",
    "pipeline/channels": "one line; tests/cli/test_channels.py is its door",
    "pipeline/importing": "tests/cli/test_importing.py is its door",
    "pipeline/planning": "part of the build; tests/pipeline/test_building.py compares and kills it",
    "pipeline/published": "part of the build; tests/pipeline/test_building.py compares and kills it",
    "pipeline/quarantine": "tests/cli/test_quarantine.py is its door",
    "pipeline/returning": "tests/cli/test_retention.py is its door",
    "pipeline/told_columns": "tests/cli/test_funnel.py breaks a funnel down by both kinds",
    "pipeline/retracing": "part of the build; tests/pipeline/test_building.py compares and kills it",
    "pipeline/rules": "one line; tests/cli/test_channels.py uses a shop's own rules",
    "pipeline/resting": "part of the build; tests/pipeline/test_restricting.py compares with and without",
    "pipeline/spent": "tests/pipeline/test_spending.py and test_touch_costs.py read what it gives",
    "pipeline/requested": "tests/cli/test_privacy.py is its door",
    "pipeline/scrubbing": "the work of an erasure; tests/pipeline/test_erasing.py searches everything after it",
    "pipeline/subjects": "tests/pipeline/test_erasing.py and test_exporting.py find people through it",
    "sequence/bucket": "a Protocol; tests/store/test_bucket.py tests the one that fulfils it",
    "store/migrations/env": "alembic's entry; every test that opens state runs it",
    **{
        f"store/migrations/versions/{path.stem}": "a migration; every test that opens state runs it"
        for path in (SOURCE / "store/migrations/versions").glob("v*.py")
    },
    "cli/identity_levels": "one verb; tests/cli/test_identity_evidence.py is its door",
    "cli/reading": "options that several verbs share; the tests of funnel, paths and attribute use each",
    "cli/person": "one verb; tests/cli/test_identity_evidence.py is its door",
    "web/analysis_documents": "plain typed data; tests/web/test_documents.py compares it with what is answered",
    "web/money_documents": "plain typed data; tests/web/test_documents.py compares it with what is answered",
    "web/days_documents": "plain typed data; tests/web/test_documents.py compares it with what is answered",
    "web/moved_documents": "plain typed data; tests/web/test_moved.py reads what is answered by it",
    "web/moves_documents": "plain typed data; tests/web/test_documents.py compares it with what is answered",
    "web/annotations_documents": "plain typed data; tests/web/test_annotations.py reads what is answered by it",
    "web/segments_documents": "plain typed data; tests/web/test_segments.py reads what is answered by it",
    "web/jobs_documents": "plain typed data; tests/web/test_jobs.py and test_uploads.py read what is answered by it",
    "web/settings_documents": "plain typed data; tests/web/test_settings.py reads what is answered by it",
    "web/sources_documents": "plain typed data; tests/web/test_sources.py reads what is answered by it",
    "web/parameters": "annotations; tests/web/test_api_contract.py asks with each",
    "web/people_documents": "plain typed data; tests/web/test_documents.py compares it with what is answered",
    "web/privacy_documents": "plain frozen data; tests/web/test_privacy.py reads every answer by it",
    "unify/known": "plain arrays; tests/unify/test_growth.py compares what is known at once and by parts",
    "unify/rules": "plain frozen data; test_admission uses every rule",
    "sequence/protocol": "a Protocol; the contract test of the analyses tests those that fulfil it",
}


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name inside it ('' is the package itself)."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def room(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


@cache
def imports(module: str) -> tuple[str, ...]:
    """Every module that one imports anywhere in its text, functions included; ours begin with ``percorso``."""
    found: list[str] = []
    for node in ast.walk(tree(modules()[module])):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            found += [_imported(node.module or "", name.name) for name in node.names]
    return tuple(found)


def _imported(source: str, name: str) -> str:
    """``from a import b`` imports a.b where that is a module of ours, else a."""
    inside = f"{source}.{name}".removeprefix("percorso.")
    return f"{source}.{name}" if source.startswith("percorso") and inside in modules() else source


def ours(module: str) -> Iterator[str]:
    for name in imports(module):
        if name == "percorso" or name.startswith("percorso."):
            yield name.removeprefix("percorso").removeprefix(".")


def others(module: str) -> set[str]:
    names = {name.split(".")[0] for name in imports(module)}
    return names - (set(sys.stdlib_module_names) - OWN_ENGINES) - {"percorso"}


def foreign(module: str, libraries: set[str]) -> set[str]:
    """Give the libraries that a module's room may not import."""
    return libraries - LIBRARIES.get(room(module), set())


def tables_named(module: str) -> set[str]:
    """Give the tables that a module's SQL reads or writes by name."""
    texts = (node.value for node in ast.walk(tree(modules()[module])) if isinstance(node, ast.Constant))
    return {name for text in texts if isinstance(text, str) for name in READS.findall(text)} & set(SPECS)


def may_read(step: str, table: str) -> bool:
    return step == SPECS[table].owner or step in SPECS[table].readers


def may_import(module: str, other: str) -> bool:
    home, there = room(module), room(other)
    if home == there or other == "":  # the package itself holds the version only
        return True
    return there in ALLOWED[home] or other in ALLOWED[home]


def test_every_room_is_in_the_plan() -> None:
    rooms = {room(module) for module in modules()}
    assert rooms - set(ALLOWED) - {"__main__"} == set()


def test_rooms_import_only_what_the_plan_allows() -> None:
    wrong = [
        f"{module} imports {other}"
        for module in modules()
        if module != "__main__"
        for other in ours(module)
        if not may_import(module, other)
    ]
    assert wrong == []


def test_rooms_import_only_the_libraries_the_plan_names() -> None:
    wrong = {module: found for module in modules() if (found := foreign(module, others(module)))}
    assert wrong == {}


@pytest.mark.parametrize("engine", ["duckdb", "polars", "pandas", "chdb", "sqlite3", "psycopg", "sqlalchemy", "splink"])
def test_an_engine_is_foreign_everywhere_but_in_the_store(engine: str) -> None:
    elsewhere = set(ALLOWED) - {"store", "run"}
    assert {home for home in elsewhere if not foreign(home, {engine})} == set()


def test_a_step_names_only_the_tables_it_owns_or_reads() -> None:
    wrong = [
        f"{module} names {table}"
        for module in modules()
        if room(module) in STEP_ROOMS
        for table in tables_named(module)
        if not may_read(room(module), table)
    ]
    assert wrong == []
    assert tables_named("unify.identities") == {"events"}
    assert not may_read("unify", "touchpoints")


def test_the_pipeline_names_only_tables_it_takes_from_the_flow() -> None:
    wrong = [
        f"{module} names {table}"
        for module in modules()
        if room(module) == "pipeline"
        for table in tables_named(module)
        if table.upper() not in _taken_from_tables(module)
    ]
    assert wrong == []
    assert tables_named("pipeline.people") == {
        *("touchpoints", "orders", "customers", "consents", "merges", "events"),
    }


def _taken_from_tables(module: str) -> set[str]:
    nodes = (node for node in ast.walk(tree(modules()[module])) if isinstance(node, ast.ImportFrom))
    return {name.name for node in nodes if node.module == "percorso.tables" for name in node.names}


def test_rooms_form_no_cycle() -> None:
    graph = {
        home: {room(other) for module in modules() if room(module) == home for other in ours(module)} - {home, ""}
        for home in {room(module) for module in modules()}
    }
    _acyclic(graph)


def test_modules_form_no_cycle_even_inside_functions() -> None:
    _acyclic({module: {other for other in ours(module) if other in modules()} - {module, ""} for module in modules()})


def _acyclic(graph: dict[str, set[str]]) -> None:
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as cycle:
        pytest.fail(f"imports go round: {' -> '.join(cycle.args[1])}")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_one_owner_and_flows_one_way(table: object) -> None:
    owners = [other.owner for other in TABLES if other.name == table.name]  # type: ignore[attr-defined]
    assert len(owners) == 1
    later = STEPS[STEPS.index(owners[0]) + 1 :]
    assert set(table.readers) <= set(later)  # type: ignore[attr-defined]


def test_no_analysis_reads_the_truth_of_a_simulated_shop() -> None:
    """The leaderboard alone compares answers with it; nothing else imports the truth or names its folder."""
    keepers = {"pipeline.leaderboard"}
    reads = [
        module
        for module in modules()
        if room(module) != "simulate" and module not in keepers
        for other in ours(module)
        if other in {"simulate.truth", "simulate.scores", "simulate.outcomes", "simulate.planted"}
    ]
    names = [
        module
        for module, path in modules().items()
        if room(module) != "simulate"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ("truth/" in node.value or node.value == "truth")
    ]
    assert (reads, names) == ([], [])


def test_no_name_is_a_dumping_ground() -> None:
    assert [module for module in modules() if NO_NAMES & set(module.split("."))] == []
    own = (path for path in TESTS.rglob("*") if "node_modules" not in path.parts)
    assert [path.name for path in own if path.stem.removeprefix("test_") in NO_NAMES] == []


@pytest.mark.parametrize("folder", ["src", "tests", "bench", "scripts"])
def test_files_stay_small(folder: str) -> None:
    own = (path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in own}
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > FILE_BUDGET} == {}


def test_functions_stay_short() -> None:
    long = {}
    for module, path in modules().items():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION_BUDGET:
                    long[f"{module}.{node.name}"] = length
    assert long == {}


def test_the_source_never_prints() -> None:
    wrong = [
        f"{module}:{node.lineno}"
        for module, path in modules().items()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert wrong == []


def test_every_module_has_its_test_file() -> None:
    missing = []
    for module, path in modules().items():
        inside = path.relative_to(SOURCE).with_suffix("")
        if inside.name == "__init__" and not _does_something(path):
            continue
        name = inside.parent.name if inside.name == "__init__" else inside.name.removeprefix("_")
        folder = TESTS / (inside.parent.parent if inside.name == "__init__" else inside.parent)
        if inside.as_posix() not in WITHOUT_TEST and not _tested(folder, name, module):
            missing.append(inside.as_posix())
    assert missing == []


def _does_something(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree(path).body)


def _tested(folder: Path, name: str, module: str) -> bool:
    inside = TESTS / module.replace(".", "/") / f"test_{name}.py"
    return inside.exists() or any(folder.glob(f"test_{name}.py")) or any(folder.glob(f"test_{name}_*.py"))


def test_reasons_without_a_test_are_still_needed() -> None:
    assert {name for name in WITHOUT_TEST if not (SOURCE / f"{name}.py").exists()} <= {"__main__"}


@pytest.mark.parametrize(
    "statement",
    ["import percorso", "import percorso.cli", "from percorso.cli import app; app(['--help'], standalone_mode=False)"],
)
def test_starting_imports_nothing_heavy(statement: str) -> None:
    shown = (
        f"import sys\n{statement}\nsys.stderr.write(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stderr.split()) == set()
