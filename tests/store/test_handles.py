from __future__ import annotations

import resource
import subprocess
import sys

import pytest

PROGRAM = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
from percorso.core.errors import PercorsoError
from percorso.store.handles import require_handles
try:
    require_handles()
except PercorsoError as error:
    print(error.code)
else:
    print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def run(soft: int, hard: int) -> str:
    program = PROGRAM.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_low_limit_is_raised_as_far_as_the_system_lets() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard not in {resource.RLIM_INFINITY} and hard < 1024:
        pytest.skip("the system itself allows fewer than 1,024 files")
    assert run(64, 1024) == "1024"


def test_too_few_files_are_said_before_any_work() -> None:
    assert run(64, 128) == "too_many_files"
