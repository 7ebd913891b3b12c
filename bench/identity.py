"""Identity: links to customers, from dense numbers, from strings, and 1% more; and how soon one person is told."""

from __future__ import annotations

import sys
from dataclasses import replace

from bench._harness.building import built
from bench._harness.lab import Lab
from bench._harness.measuring import measured, percorso
from bench._harness.rows import LIMIT, Goal, Row
from bench._harness.shop import Shop
from percorso.pipeline.finding import Everybody
from percorso.store.workspace import Workspace

# Links; there are four fifths as many identifiers.
SMALL = (200_000,)
FULL = (20_000_000,)

_STRINGS, _BARE = "from strings, mapping included", "limit: union-find over the numbers"
_START = "limit: an interpreter's start"
_SCRIPT = """
import sys, time
import numpy as np, pyarrow as pa
from percorso.unify.growth import changes, grown
from percorso.unify.identifiers import Reading, identifiers
from percorso.unify.known import everybody, faces_of, solved
from percorso.unify.rules import LinkRules
from percorso.sequence.components import components

what, links = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(1)

def table(count, first):
    person = rng.integers(0, links * 3 // 10, count) if first else np.arange(count) % (links * 3 // 10)
    device = np.where(rng.random(count) < .5, person, links * 3 // 10 + rng.integers(0, links // 2, count))
    own = np.arange(first, first + count)
    user = pa.array(person).cast(pa.string())
    visitor = pa.array(np.where(device == person, person, own + links)).cast(pa.string())
    nothing = pa.nulls(count, pa.string())
    named = {"user_id": pc_join("u", user), "anonymous_id": pc_join("visitor-", visitor), "shop": nothing}
    others = ("email", "phone", "crm", "loyalty", "tax", "order_id", "pickup", "previous")
    when = pa.array(own * 1000).cast(pa.timestamp("us", "UTC"))
    flags = dict.fromkeys(("placed", "change", "untied", "choice"), pa.array(np.zeros(count, dtype=bool)))
    said = dict.fromkeys(("granted_at", "denied_at"), pa.nulls(count))
    return pa.table(named | dict.fromkeys(others, nothing) | flags | said
        | {"first_seen_at": when, "last_seen_at": when, "seq": pa.array(own), "last_seq": pa.array(own)}
        | {"source": pa.array(["web"] * count)})

def pc_join(prefix, texts):
    import pyarrow.compute as pc
    return pc.binary_join_element_wise(prefix, texts, "")

rules, reading = LinkRules(), Reading("IT")
small = table(1000, 0)
everybody(identifiers(small, reading), small, rules)
rows = table(links, 0)
began = time.perf_counter()
named = identifiers(rows, reading)
if what == "numbers":
    faces = faces_of(named, rows)
    began = time.perf_counter()
    solved(faces, rules)
elif what == "limit":
    left, right = named.of.column(0), named.of.column(6)
    began = time.perf_counter()
    components(len(named.rank), left, right)
else:
    known = everybody(named, rows, rules)
    if what == "grown":
        more = table(links // 100, links)
        began = time.perf_counter()
        growth = grown(known, more, rules, reading)
        changes(known, *growth)
print(time.perf_counter() - began)
"""
_PERSON = """
import sys, time
from pathlib import Path
from percorso.pipeline.finding import Everybody
from percorso.pipeline.people import person
from percorso.store.workspace import Workspace
shop = Workspace.open(Path(sys.argv[1]))
known = Everybody.open(shop).known
values = known.values.take(list(range(0, len(known.values), max(1, len(known.values) // 60)))).to_pylist()
seconds = []
for value in values:
    began = time.perf_counter()
    try:
        person(shop, value)
    except Exception:
        continue
    seconds.append(time.perf_counter() - began)
# The first ones compile what is asked.
warm = sorted(seconds[5:])
print(warm[int(len(warm) * .95)])
"""


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure each in a process of its own, without its start; a person is told from a shop half as large."""
    goals = {
        "numbers": Goal("seconds", 5.0, FULL[0]),
        "strings": Goal("seconds", 30.0, FULL[0]),
        "grown": Goal("share", 0.1, of=_STRINGS),
    }
    names = {"numbers": "from numbers", "strings": _STRINGS, "grown": "1% more"}
    rows = [_row(lab, names[what], what, events, goal) for what, goal in goals.items()]
    strings = replace(rows[1], goals=(*rows[1].goals, Goal("peak_bytes", 6e9, FULL[0])))
    place = built(lab, Shop(events // 2), "people")
    told = measured(lambda _: [sys.executable, "-c", _PERSON, str(place)], lab.runs, own_clock=True)
    somebody = str(Everybody.open(Workspace.open(place)).known.values[0])
    verb = measured(lambda _: percorso("person", somebody, "--format", "json", "--workspace", place), lab.runs)
    start = measured(lambda _: [sys.executable, "-c", "pass"], lab.runs)
    limit = measured(lambda _: [sys.executable, "-c", _SCRIPT, "limit", str(events)], lab.runs, own_clock=True)
    return (
        rows[0],
        strings,
        rows[2],
        Row("a person, 95th of 100, warm", told, limit=_START, goals=(Goal("seconds", 0.1, FULL[0]),)),
        Row("percorso person", verb, limit=_START, goals=(Goal("seconds", 1.5),)),
        Row(_BARE, limit, events, LIMIT),
        Row(_START, start, 0, LIMIT),
    )


def _row(lab: Lab, name: str, what: str, events: int, goal: Goal) -> Row:
    took = measured(lambda _: [sys.executable, "-c", _SCRIPT, what, str(events)], lab.runs, own_clock=True)
    return Row(name, took, events, limit=_BARE, goals=(goal,))
