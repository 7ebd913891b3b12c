"""Killed, or refused by the system, at every fault point there is: the same errand again gives the same result."""

from __future__ import annotations

import ast
import re
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matrix import samples
from matrix.children import errand
from matrix.command import percorso
from matrix.evidence import Evidence, answered, evidence, kept
from matrix.shops import copied
from percorso.pipeline.published import Published
from percorso.store import faults
from percorso.store.workspace import Workspace
from percorso.tables import DERIVED

SOURCE = Path(faults.__file__).parents[1]
# Half of a frame, as a machine that lost its power leaves it.
TORN = b"PCF1\x00\x00"
Commands = list[list[str | Path]]
Times = Callable[[int, int], int]


def points_in_source() -> set[str]:
    """Find every fault point as a pattern; the names in braces of a formatted one stand for any word."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reach":
                (point,) = node.args
                parts = point.values if isinstance(point, ast.JoinedStr) else [point]
                found.add(
                    "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in parts)
                )
    return found


class Errand:
    """Two imports and a build, from nothing or on top of a built shop with a torn log."""

    def __init__(self, kind: str, built: Workspace, room: Path) -> None:
        self.kind, self.built, self.room = kind, built, room
        room.mkdir(exist_ok=True)
        sample = samples.load("segment")
        rows = sample.edited()
        for number, row in enumerate(rows):
            sample.put(row, "id", f"more-{number}")
            sample.put(row, "who", "anna" if number else "dario")
        bad = sample.edited()[0]
        sample.put(bad, "at", "yesterday")
        self.calls, self.cost, self.rates = room / "calls.jsonl", room / "cost.csv", room / "rates.csv"
        self.calls.write_bytes(sample.written([*rows, bad]))
        self.cost.write_bytes(samples.load("spend").written())
        self.rates.write_bytes(samples.load("rates").written())

    def begin(self, name: str) -> Path:
        """Lay out where the errand is run."""
        folder = self.room / name
        if self.kind == "grown":
            copied(self.built, folder)
            (segment,) = (folder / "log").glob("*.log")
            segment.write_bytes(segment.read_bytes() + TORN)
        return folder

    def commands(self, folder: Path) -> Commands:
        """Give the errand's command lines; making a workspace that is there already is no part of it."""
        at: list[str | Path] = ["--workspace", folder]
        made = self.kind == "grown" or (folder / "percorso.toml").exists()
        first: Commands = [] if made else [["init", folder]]
        return [
            *first,
            ["import", "rates", self.rates, *at],
            ["import", "spend", self.cost, *at],
            ["import", "segment", self.calls, *at],
            ["build", *at],
        ]

    def finish(self, folder: Path) -> dict[str, Any]:
        """Run the errand here, to its end, and give what is published."""
        for command in self.commands(folder):
            ended = percorso(*command)
            assert ended.status == 0, (command, ended)
        return contents(Workspace.open(folder))


def contents(shop: Workspace) -> dict[str, Any]:
    published = Published.open(shop)
    tables: dict[str, Any] = {
        spec.name: published.rows(f"SELECT * FROM {spec.name} ORDER BY ALL", spec) for spec in DERIVED
    }
    return {name: in_order(rows) for name, rows in tables.items()} | {"answers": answered(shop)}


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put each event's place in the order of arrival instead of its number, which counts on when a file comes again."""
    places = {seq: place for place, seq in enumerate(sorted({row["seq"] for row in rows if "seq" in row}))}
    return [{**row, "seq": places[row["seq"]]} if "seq" in row else row for row in rows]


def counted(work: Errand) -> Counter[str]:
    """Run an errand to its end and count the fault points on its way."""
    came = errand(work.commands(work.begin("counted")), fault="none")
    assert came.ended.status == 0, came
    return came.points


def moments(points: Counter[str], times: Times) -> list[str]:
    """Give each point of the source once, any table standing for all; in full, every single time any is reached."""
    every = [f"*:{number}" for number in range(1, points["*"] + 1)]
    one_each = {next((one for one in points if re.fullmatch(point, one)), "") for point in points_in_source()} - {""}
    return every if times(0, 1) else sorted(one_each)


# Reached by nothing as small as these, and killed in tests/store/test_log.py; or only where no rates come in, which
# have everyone traced again, and killed in tests/pipeline/test_building.py; or only by erasing, killed in
# tests/pipeline/test_erasing.py, by copies, which are new folders (tests/store/test_backup.py), and where buckets are
# larger (tests/pipeline/test_layering.py).
ELSEWHERE = {re.escape(point) for point in ("log.segment_expired", "build.picked", "log.rewritten", "cache.layered")}
ELSEWHERE |= {r"erase\.\w+"} | {
    re.escape(f"erase.{step}") for step in ("begun", "counted", "swept", "forgotten", "compacted")
}
ELSEWHERE |= {re.escape(point) for point in ("backup.state", "backup.files", "backup.log", "restore.file")}


def test_every_fault_point_is_reached_by_these_errands(built: Workspace, room: Path) -> None:
    found = counted(Errand("first", built, room)) + counted(Errand("grown", built, room / "grown"))
    missed = {point for point in points_in_source() if not any(re.fullmatch(point, one) for one in found)}
    assert missed == ELSEWHERE


def test_killed_at_every_point_the_same_errand_gives_the_same_result(
    built: Workspace, room: Path, times: Times
) -> None:
    work = Errand("grown", built, room)
    before, after = evidence(built), work.finish(work.begin("whole"))
    wrong = {}
    for number, fault in enumerate(moments(counted(work), times)):
        folder = work.begin(f"killed-{number}")
        came = errand(work.commands(folder), fault=fault)
        if came.ended.status != -signal.SIGKILL:
            wrong[fault] = f"ended {came.ended}"
        elif not stands(folder, before):
            wrong[fault] = "what was published is harmed"
        elif work.finish(folder) != after:
            wrong[fault] = "another result"
    assert wrong == {}


def test_killed_on_the_way_to_a_first_build_the_same_errand_gives_the_same_result(
    built: Workspace, room: Path, times: Times
) -> None:
    work, grown = Errand("first", built, room), Errand("grown", built, room / "grown")
    after = work.finish(work.begin("whole"))
    points = counted(work)
    # What both errands reach is tried by the other one every day.
    tried = moments(points, times) if times(0, 1) else [*(set(points) - set(counted(grown))), "build.published"]
    wrong = {}
    for number, fault in enumerate(tried):
        folder = work.begin(f"killed-{number}")
        came = errand(work.commands(folder), fault=fault)
        if came.ended.status != -signal.SIGKILL:
            wrong[fault] = f"ended {came.ended}"
        elif work.finish(folder) != after:
            wrong[fault] = "another result"
    assert wrong == {}


def stands(folder: Path, before: Evidence) -> bool:
    """Say whether readers see the build from before the kill, to the last byte, or the next one already."""
    shop = Workspace.open(folder)
    latest = shop.state.latest_build()
    assert latest is not None
    return kept(shop, before) if latest.id == 1 else latest.id == 2 and bool(contents(shop))


def test_refused_by_a_full_disk_at_every_point_the_same_errand_gives_the_same_result(
    built: Workspace, room: Path, monkeypatch: pytest.MonkeyPatch, times: Times
) -> None:
    work = Errand("grown", built, room)
    before, after = evidence(built), work.finish(work.begin("whole"))
    wrong = {}
    # Where it can be killed it can be refused: every day one in three shows it.
    for number, fault in enumerate(moments(counted(work), times)[:: times(3, 1)]):
        folder = work.begin(f"refused-{number}")
        monkeypatch.setenv(faults.VARIABLE, f"{fault}!ENOSPC")
        faults.forget()
        ended = next((ended for command in work.commands(folder) if (ended := percorso(*command)).status), None)
        monkeypatch.delenv(faults.VARIABLE)
        if ended is None or ended.code != "disk_full":
            wrong[fault] = f"ended {ended}"
        elif not stands(folder, before):
            wrong[fault] = "what was published is harmed"
        elif work.finish(folder) != after:
            wrong[fault] = "another result"
    assert wrong == {}
