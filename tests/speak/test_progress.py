from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from percorso.speak import progress

SLOW = 2.0


def _console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), width=80, force_terminal=terminal)


def _text(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def _clock(monkeypatch: pytest.MonkeyPatch, step: float) -> None:
    now = iter(i * step for i in range(10_000))
    monkeypatch.setattr(progress, "monotonic", lambda: next(now))


def _work(out: Console) -> None:
    with progress.stepping("it", out) as step:
        for done in range(4):
            step("trace", done, 3)
    with progress.counting("it", out) as count:
        count("orders.csv", 50_000)
        count("orders.csv", 1_204_000)


def test_long_work_shows_its_steps_and_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    _clock(monkeypatch, SLOW)
    out = _console(terminal=True)
    _work(out)
    assert "Traccio i percorsi" in _text(out)
    assert "Leggo orders.csv" in _text(out)


@pytest.mark.parametrize(("terminal", "pace"), [(True, 0.0), (False, SLOW)])
def test_quick_work_and_pipes_stay_silent(monkeypatch: pytest.MonkeyPatch, terminal: Any, pace: float) -> None:
    _clock(monkeypatch, pace)
    out = _console(terminal=terminal)
    _work(out)
    assert _text(out).strip() == ""


def test_a_failure_passes_through() -> None:
    with pytest.raises(ValueError, match="half way"), progress.stepping("en", _console(terminal=True)):
        raise ValueError("half way")
