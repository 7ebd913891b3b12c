from __future__ import annotations

import errno
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.store.durable import full_disk_told, settling, sync


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_disk_without_room_is_said_plainly(tmp_path: Path, number: int) -> None:
    with pytest.raises(PercorsoError, match="is full") as raised, full_disk_told(tmp_path):
        raise OSError(number, "no room")
    assert raised.value.code == "disk_full"


def test_another_failure_of_the_disk_passes_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="broken") as raised, full_disk_told(tmp_path):
        raise OSError(errno.EIO, "broken")
    assert raised.value.errno == errno.EIO


def test_files_and_folders_can_be_forced_to_disk(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    sync(file)
    sync(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync(tmp_path / "absent")


def test_what_is_forced_to_disk_meanwhile_is_there_at_the_end_or_its_failure_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with settling() as settle:
        settle(file, tmp_path)
    with pytest.raises(FileNotFoundError), settling() as settle:
        settle(tmp_path / "gone")
