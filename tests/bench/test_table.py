from __future__ import annotations

from io import StringIO

from rich.console import Console

from bench._harness.measuring import Measured, Run
from bench._harness.rows import LIMIT, PEER, Goal, Row
from bench._harness.table import print_table

RUNS = Measured((Run(2, 3, 500_000_000), Run(4, 3, 600_000_000), Run(3, 3, 100_000_000)))
GOALS = (Goal("seconds", 30, events=20_000_000), Goal("share", 0.15, of="peer"), Goal("peak_bytes", 3e9, events=900))
ROWS = (
    Row("own", RUNS, 900, peer="peer", limit="limit", goals=GOALS),
    Row("peer", Measured((Run(1.5, 1, 1_000_000),)), 900, PEER),
    Row("limit", Measured((Run(0.1, 1, 1_000_000),)), 900, LIMIT),
)


def test_a_line_shows_median_spread_memory_rate_ratios_and_goals() -> None:
    out = StringIO()
    print_table("a title", ROWS, 900, Console(file=out, width=200))
    title, head, own, peer, limit = out.getvalue().splitlines()
    assert title.startswith("a title")
    assert head.split() == ["median", "min–max", "cpu", "memory", "rate", "x", "peer", "x", "limit", "goals"]
    assert own.startswith("own   ")
    assert own.split("≤")[0].split() == "own 3 s 2 s–4 s 3 s 600 MB 300/s 2x 30x".split()
    assert own.rstrip().endswith("≤ 30 s at 20M: not judged here; ≤ 15% of peer, is 200%: not met; ≤ 3 GB at 900: met")
    assert peer.split() == "peer 1.5 s 1.5 s–1.5 s 1 s 1 MB 600/s".split()
    assert (
        limit.split() == "limit 100 ms 100 ms–100 ms 1 MB 9k/s".split()
    )  # its computing is mostly an interpreter's start
    assert head.index("min–max") + len("min–max") == own.index("2 s–4 s") + len("2 s–4 s")


def test_names_with_brackets_are_no_markup() -> None:
    out = StringIO()
    print_table("t", (Row("[bold]x[/bold]", RUNS),), 1, Console(file=out, width=200))
    assert "[bold]x[/bold]" in out.getvalue()
