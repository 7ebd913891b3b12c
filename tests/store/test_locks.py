from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from percorso.core.errors import PercorsoError
from percorso.store import locks
from percorso.store.locks import held as is_held
from percorso.store.locks import hold

HOLDER = """
import sys, time
from pathlib import Path
from percorso.store.locks import hold
with hold(Path(sys.argv[1]), "writer", "import orders"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def _holder(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_holds_the_role_and_what_it_does(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        with pytest.raises(PercorsoError) as raised, hold(tmp_path, "writer", "build"):
            pass
        holder.communicate("\n")
    assert raised.value.code == "busy"
    said = f"Process {holder.pid} is the writer of this workspace: import orders, for 0 s."
    assert raised.value.message == said
    with hold(tmp_path, "writer", "build"):
        pass


def test_a_dead_holder_keeps_nothing(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with hold(tmp_path, "writer", "build"):
            assert f'"pid": {os.getpid()}' in (tmp_path / "writer.lock").read_text()


def test_roles_are_held_apart_and_once_each(tmp_path: Path) -> None:
    folder = tmp_path / "locks"
    with hold(folder, "writer", "build"), hold(folder, "server", "serve"):
        again = hold(folder, "server", "serve")
        with pytest.raises(PercorsoError, match="is the server"):
            again.__enter__()
    with hold(folder, "writer", "build"):
        pass


def test_a_failure_inside_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(tmp_path, "writer", "build"):
        raise ZeroDivisionError
    with hold(tmp_path, "writer", "build"):
        pass


def test_a_holder_that_has_not_signed_yet_is_still_the_holder(tmp_path: Path) -> None:
    with hold(tmp_path, "writer", "build"):
        (tmp_path / "writer.lock").write_text("")
        with pytest.raises(PercorsoError, match="Another process is the writer"), hold(tmp_path, "writer", "build"):
            pass


def test_the_server_is_waited_for(tmp_path: Path) -> None:
    done: list[float] = []

    def serve() -> None:
        with hold(tmp_path, "writer", locks.SERVING):
            held.set()
            time.sleep(0.3)
            done.append(time.monotonic())

    held = Event()
    server = Thread(target=serve)
    server.start()
    held.wait()
    with hold(tmp_path, "writer", "build"):
        assert time.monotonic() >= done[0]
    server.join()


def test_a_server_that_lets_go_after_long_is_still_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(locks._PATIENCE, None, 0.2)
    held, done = Event(), Event()

    def serve() -> None:
        with hold(tmp_path, "writer", locks.SERVING):
            held.set()
            time.sleep(0.4)
            (tmp_path / "writer.lock").write_text("")
            time.sleep(0.15)
            done.set()

    server = Thread(target=serve)
    server.start()
    held.wait()
    with hold(tmp_path, "writer", "build"):
        assert done.is_set()
    server.join()


def test_nobody_waits_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(locks._PATIENCE, locks.SERVING, 0.2)
    with (
        hold(tmp_path, "writer", locks.SERVING),
        pytest.raises(PercorsoError, match="keeping up to date"),
        hold(tmp_path, "writer", "build"),
    ):
        pass


@pytest.mark.parametrize(("seconds", "text"), [(-1, "0 s"), (59.9, "59 s"), (61, "1 min 1 s"), (7384, "2 h 3 min")])
def test_an_age_reads_as_people_say_it(seconds: float, text: str) -> None:
    assert locks._age(seconds) == text


def test_whoever_looks_sees_whether_a_role_is_held_and_keeps_nobody_from_it(tmp_path: Path) -> None:
    assert not is_held(tmp_path, "jobs")
    with hold(tmp_path, "jobs", "doing jobs"):
        assert is_held(tmp_path, "jobs")
        assert not is_held(tmp_path, "writer")
    assert not is_held(tmp_path, "jobs")
    with hold(tmp_path, "jobs", "doing jobs"):
        pass
