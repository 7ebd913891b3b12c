import subprocess
import sys

import pyarrow as pa
import pytest

from percorso.store.memory import _allocator, reused

_CHURN = """
import resource, numpy as np
from contextlib import nullcontext
from percorso.store.memory import reused
with {how}:
    np.ones(4_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.ones(4_000_000)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(_allocator() is None, reason="this system has another allocator")
def test_columns_made_again_take_the_pages_of_those_let_go() -> None:
    def faults(how: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", _CHURN.format(how=how)], capture_output=True, text=True, check=True
        )
        return int(done.stdout)

    assert faults("reused()") < faults("nullcontext()") / 4


def test_what_arrow_allocates_with_is_as_before_afterwards() -> None:
    before = pa.default_memory_pool().backend_name
    with reused():
        held = pa.array(range(1000))
    assert pa.default_memory_pool().backend_name == before
    assert held.to_pylist() == list(range(1000))


def test_a_failure_inside_is_told() -> None:
    with pytest.raises(ValueError, match="wrong"), reused():
        raise ValueError("wrong")


_LET_GO = """
import os, numpy as np
from pathlib import Path
from percorso.store.memory import let_go, reused
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
with reused():
    columns = [np.ones(4_000_000) for _ in range(8)]
    last = np.ones(1000)
    del columns
    before = resident()
    let_go()
    print(before - resident(), last.sum())
"""


@pytest.mark.skipif(_allocator() is None, reason="this system has another allocator")
def test_pages_that_were_kept_go_back_on_demand_even_from_below_what_is_in_use() -> None:
    done = subprocess.run([sys.executable, "-c", _LET_GO], capture_output=True, text=True, check=True)
    given_back, kept = done.stdout.split()
    assert int(given_back) > 200_000_000
    assert float(kept) == 1000
