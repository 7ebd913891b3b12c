"""A workspace's own files, harmed or of a newer version: said by every verb, and made again where that can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from matrix import samples, stored
from matrix.command import percorso
from matrix.evidence import answered, evidence
from matrix.stored import StoredCase, cases
from percorso.pipeline.published import let_go_of_past
from percorso.store import snapshots
from percorso.store.workspace import Workspace

VERBS = ("status", "answers", "import", "build")


def contents_of(folder: Path) -> dict[str, bytes]:
    """Take down every stored byte; locks and SQLite's own side files are no data."""
    files = (path for path in folder.rglob("*") if path.is_file() and "locks" not in path.parts)
    return {str(path): path.read_bytes() for path in files if not path.name.endswith(("-wal", "-shm"))}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_happened_to_a_workspace_is_said_and_nothing_more_is_harmed(
    fresh: Workspace, room: Path, case: StoredCase
) -> None:
    before, said = evidence(fresh), answered(fresh)
    # Each of the commands below stands for a new process, which has read nothing yet.
    let_go_of_past(fresh, seen=-1)
    fresh.state.close()
    file = room / "more.jsonl"
    file.write_bytes(samples.load("segment").written())
    getattr(stored, case.name)(fresh.folder)
    snapshots._kept.clear()
    harmed = contents_of(fresh.folder)
    for verb, expected in case.expected.items():
        more = ("segment", file) if verb == "import" else ()
        ended = percorso(verb, *more, "--workspace", fresh.folder)
        assert ended.code == ("" if expected == "ends well" else expected), (verb, ended)
        assert bool(ended.status) == bool(ended.code), (verb, ended)
    if "ends well" not in case.expected.values():
        assert contents_of(fresh.folder) == harmed
    if case.after == "the same" and "answers" in case.expected and case.expected["answers"] == "ends well":
        assert evidence(Workspace.open(fresh.folder)).published == before.published
    if case.after == "healed":
        assert answered(Workspace.open(fresh.folder)) == said


def test_the_table_of_cases_knows_verbs_and_ends() -> None:
    assert all(list(case.expected) == [verb for verb in VERBS if verb in case.expected] for case in cases())
    assert {case.after for case in cases()} <= {"", "the same", "healed"}
