"""What the system refuses: room on the disk, the right to write, files to open, the role of writer.

As root, permission bits and quotas do not bind. So a full disk is a tiny tmpfs of the test's own where it may be
mounted, a limit on the size of files, which binds everyone, and ENOSPC at every fault point (test_kills.py); a folder
that may not be written is seen by a process that has given up root's way around the bits.
"""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matrix import samples
from matrix.children import errand, start
from matrix.command import percorso
from matrix.evidence import answered, evidence
from matrix.shops import copied
from percorso.store import faults
from percorso.store.locks import hold
from percorso.store.workspace import Workspace

Line = list[str | Path]
Work = Callable[[Path], list[Line]]
# A tmpfs counts pages; the shop itself takes about this much of it.
ROOM = 4 * 2**20


@pytest.fixture
def work(room: Path) -> Work:
    """The command lines that bring new calls into a shop and build it."""
    sample, calls = samples.load("segment"), room / "calls.jsonl"
    rows = sample.edited()
    for number, row in enumerate(rows):
        sample.put(row, "id", f"more-{number}")
    calls.write_bytes(sample.written(rows))
    return lambda shop: [["import", "segment", calls, "--workspace", shop], ["build", "--workspace", shop]]


@pytest.fixture
def after(built: Workspace, room: Path, work: Work) -> str:
    """What a shop answers once the work is done."""
    return finished(copied(built, room / "whole").folder, work)


def finished(shop: Path, work: Work) -> str:
    for line in work(shop):
        ended = percorso(*line)
        assert ended.status == 0, ended
    return answered(Workspace.open(shop))


@pytest.mark.parametrize("bytes_left", [0, 2_000, 16_000])
def test_files_that_may_not_grow_are_a_full_disk_and_harm_nothing(
    built: Workspace, room: Path, work: Work, after: str, bytes_left: int
) -> None:
    shop = copied(built, room / "shop")
    before = evidence(shop)
    came = errand(work(shop.folder), limits={resource.RLIMIT_FSIZE: bytes_left})
    # SQLite calls a file that may not grow an error of the disk, not a full one.
    assert came.ended.code in {"disk_full", "state_unreachable"}, came
    assert evidence(shop).published == before.published
    assert finished(shop.folder, work) == after


@pytest.fixture
def tiny(room: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    folder = room / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "percorso-test", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as refused:
        pytest.skip(f"needs the right to mount a tmpfs (root with CAP_SYS_ADMIN): {refused}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("pages_left", [0, 12, 40])
def test_a_full_disk_is_said_and_harms_nothing(
    built: Workspace, tiny: Path, work: Work, after: str, pages_left: int
) -> None:
    shop = copied(built, tiny / "shop")
    before = evidence(shop)
    filler = tiny / "filler"
    left = os.statvfs(tiny)
    filler.write_bytes(b"x" * left.f_bsize * max(0, left.f_bavail - pages_left))
    ended = next((ended for line in work(shop.folder) if (ended := percorso(*line)).status), None)
    assert ended is not None
    assert ended.code == "disk_full", ended
    # SQLite needs a little room even to read.
    filler.unlink()
    assert evidence(shop).published == before.published
    assert finished(shop.folder, work) == after


def test_a_disk_that_became_read_only_is_said_and_harms_nothing(
    built: Workspace, tiny: Path, work: Work, after: str
) -> None:
    shop = copied(built, tiny / "shop")
    before = evidence(shop)
    shop.state.close()
    remount = ["mount", "-o", "remount,ro", str(tiny)]
    subprocess.run(remount, check=True)
    for line in work(shop.folder):
        ended = percorso(*line)
        assert ended.code == "permission_denied", ended
    subprocess.run([*remount[:2], "remount,rw", str(tiny)], check=True)
    assert evidence(shop) == before
    assert finished(shop.folder, work) == after


@pytest.mark.parametrize("verb", ["import", "build", "answers", "init"])
def test_a_folder_that_may_not_be_written_is_said_and_stays_as_it_is(
    built: Workspace, room: Path, work: Work, after: str, verb: str
) -> None:
    shop = copied(built, room / "shop")
    before = evidence(shop)
    shop.state.close()
    folders = [room, *(path for path in shop.folder.rglob("*") if path.is_dir()), shop.folder]
    locked = [*folders, *(path for path in shop.folder.rglob("*") if path.is_file())]
    modes = [path.stat().st_mode for path in locked]
    for path in locked:
        path.chmod(0o555 if path in folders else 0o444)
    into, build = work(shop.folder)
    answers: Line = ["answers", "--workspace", shop.folder]
    lines: dict[str, Line] = {"import": into, "build": build, "answers": answers, "init": ["init", room / "new"]}
    came = errand([lines[verb]], humble=True)
    for path, mode in zip(locked, modes, strict=True):
        path.chmod(mode)
    # SQLite's journal lies beside the database, so even a reader of it must be able to write there.
    assert came.ended.code == ("state_unreachable" if verb == "answers" else "permission_denied"), came
    assert evidence(shop) == before
    assert finished(shop.folder, work) == after


@pytest.mark.parametrize("spare", [3, 100])
def test_too_few_file_handles_are_said_before_any_work(
    built: Workspace, room: Path, work: Work, after: str, spare: int
) -> None:
    shop = copied(built, room / "shop")
    before = evidence(shop)
    verbs: list[Line] = [[verb, "--workspace", shop.folder] for verb in ("answers", "status")]
    for line in (*work(shop.folder), *verbs):
        came = errand([line], spare=spare)
        assert came.ended.code == "too_many_files", came
    assert evidence(shop) == before
    assert finished(shop.folder, work) == after


@pytest.mark.parametrize("point", ["lake.file_written", "cache.bucket_written"])
def test_handles_that_run_out_on_the_way_are_said_and_harm_nothing(
    built: Workspace, room: Path, work: Work, after: str, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = copied(built, room / "shop")
    before = evidence(shop)
    monkeypatch.setenv(faults.VARIABLE, f"{point}!EMFILE")
    faults.forget()
    ended = next(ended for line in work(shop.folder) if (ended := percorso(*line)).status)
    monkeypatch.delenv(faults.VARIABLE)
    assert ended.code == "too_many_files", ended
    assert evidence(shop).published == before.published
    assert finished(shop.folder, work) == after


def test_of_two_builds_at_once_one_works_and_the_other_is_told(
    built: Workspace, room: Path, work: Work, after: str
) -> None:
    shop = copied(built, room / "shop")
    lines, build = work(shop.folder)
    assert percorso(*lines).status == 0
    begun = [start([build]) for _ in range(2)]
    ended = [told.recv().ended for told, _ in begun]
    for _, child in begun:
        child.join()
    assert {one.code for one in ended} <= {"", "busy"}, ended
    assert "" in {one.code for one in ended}
    latest = shop.state.latest_build()
    assert latest is not None
    assert latest.id == 2
    assert answered(shop) == after


@pytest.mark.parametrize("verb", ["import", "build", "retry"])
def test_while_one_writes_every_other_writer_is_told_who(built: Workspace, room: Path, work: Work, verb: str) -> None:
    shop = copied(built, room / "shop")
    before = evidence(shop)
    into, build = work(shop.folder)
    retry: Line = ["quarantine", "retry", "--workspace", shop.folder]
    lines: dict[str, Line] = {"import": into, "build": build, "retry": retry}
    with hold(shop.locks, "writer", "a long build"):
        ended = percorso(*lines[verb])
    assert ended.code == "busy"
    assert str(os.getpid()) in ended.err
    assert evidence(shop) == before
