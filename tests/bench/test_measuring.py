from __future__ import annotations

import sys

import pytest

from bench._harness.measuring import Measured, Run, measured
from percorso.core.errors import PercorsoError


def test_figures_are_the_median_the_extremes_and_the_largest_peak() -> None:
    found = Measured((Run(3, 1, 10), Run(1, 2, 30), Run(2, 9, 20)))
    assert (found.seconds, found.spread, found.cpu_seconds, found.peak_bytes) == (2, (1, 3), 2, 30)


def test_each_run_is_laid_out_anew_and_not_measured_while_it_is() -> None:
    asked = []

    def command(number: int) -> list[str]:
        asked.append(number)
        return [sys.executable, "-c", "pass"]

    assert len(measured(command, 2).runs) == 2
    assert asked == [0, 1]


def test_a_command_with_a_clock_of_its_own_is_believed() -> None:
    assert measured(lambda _: [sys.executable, "-c", "print('said'); print(12.5)"], 1, own_clock=True).seconds == 12.5


def test_a_failing_command_ends_the_benchmark_with_what_it_said() -> None:
    with pytest.raises(PercorsoError, match="no such luck") as caught:
        measured(lambda _: [sys.executable, "-c", "raise SystemExit('no such luck')"], 1)
    assert caught.value.code == "benchmark_failed"
