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
