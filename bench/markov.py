"""Markov of counted paths: the chain solved, beside the chain simulated."""

from __future__ import annotations

import sys

from bench._harness.lab import Lab
from bench._harness.logs import path_file
from bench._harness.measuring import measured
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Goal, Row

SMALL = (200_000,)
FULL = (5_000_000,)

_PEER, _READ = "ChannelAttribution: the chain simulated, 1% off", "limit: the counts, read from the file and summed"
_ASK = """
import sys, time
from percorso.analyze.attribution import credit
from percorso.journeys import from_paths
paths = from_paths(sys.argv[1], nulls="nulls", value="value")
ask = lambda: credit(paths, "markov", interval=sys.argv[2] == "interval")
ask()
began = time.perf_counter()
ask()
print(time.perf_counter() - began)
"""
_SUM = """
import sys, time
from pyarrow import csv
began = time.perf_counter()
csv.read_csv(sys.argv[1])["conversions"].to_numpy().sum()
print(time.perf_counter() - began)
"""


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure one model of paths that are in memory, with its interval and without, as the peer has none."""
    file = path_file(lab.folder, events)

    def asked(what: str) -> list[str]:
        return [sys.executable, "-c", _ASK, str(file), what]

    bare = measured(lambda _: asked("bare"), lab.runs, own_clock=True)
    whole = measured(lambda _: asked("interval"), lab.runs, own_clock=True)
    return (
        Row("Markov, solved", bare, events, peer=_PEER, limit=_READ, goals=(Goal("share", 0.2, of=_PEER),)),
        Row("Markov, solved, with 95% intervals", whole, events, peer=_PEER, limit=_READ),
        Row(
            _READ, measured(lambda _: [sys.executable, "-c", _SUM, str(file)], lab.runs, own_clock=True), events, LIMIT
        ),
        *peer(lab, _PEER, "channelattribution_paths.py", lambda _: [str(file)], events, own_clock=True),
    )
