"""The shop: all chunks, on as many processes as asked, written as the files real sources would send, and the truth."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pyarrow.parquet as pq

from percorso.core.errors import PercorsoError
from percorso.simulate import backend, order_exports, services, tabular, truth
from percorso.simulate.chunks import Chunk, simulate_chunk
from percorso.simulate.clock import Clock
from percorso.simulate.folder import write_guides
from percorso.simulate.options import FORMATS, Options
from percorso.simulate.spending import Delivered, write_spending
from percorso.simulate.truth import Effects

# Events written at a time: bounds the texts held.
_ROWS = 20_000
# Chunks a process lives through, about, before a fresh one takes its place: what allocators keep is given back.
_LIVES = 64

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Part:
    """What one chunk leaves behind besides its files.

    Attributes:
        held: by experiment, how many people are held out.
    """

    events: int
    orders: int
    visits: int
    delivered: Delivered
    effects: Effects
    held: dict[str, int]


@dataclass(frozen=True)
class Simulated:
    """What was written."""

    folder: Path
    customers: int
    events: int
    visits: int
    orders: int


def write_shop(
    options: Options,
    folder: Path,
    form: str = "jsonl",
    processes: int = 2,
    progress: Progress = lambda _done, _of: None,
) -> Simulated:
    """Simulate a shop into a new folder.

    Raises:
        PercorsoError: ``folder_not_empty``, ``bad_option``.
    """
    if form not in FORMATS:
        raise PercorsoError("bad_option", f"No format is named '{form}'.", hint=f"Known: {', '.join(FORMATS)}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PercorsoError(
            "folder_not_empty", f"{folder} is there already and is not empty.", hint="Name a new folder with --out."
        )
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _write(options, folder, form, processes, progress)
    except BaseException:
        # Half a shop looks like a whole one.
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write(options: Options, folder: Path, form: str, processes: int, progress: Progress) -> Simulated:
    delivered: Delivered | None = None
    effects: Effects | None = None
    events = orders = visits = 0
    held: Counter[str] = Counter()
    # In the chunks' order, whoever finishes first: sums of floats depend on it.
    for done, part in enumerate(_parts(options, folder, form, processes), start=1):
        delivered = part.delivered if delivered is None else delivered.plus(part.delivered)
        effects = part.effects if effects is None else effects.plus(part.effects)
        held.update(part.held)
        events, orders, visits = events + part.events, orders + part.orders, visits + part.visits
        progress(done, options.chunks)
    if delivered is not None and effects is not None:
        write_spending(folder / "spend", Clock.of(options), delivered)
        truth.write_effects(folder / "truth", options, effects)
    if options.holdouts:
        _write_arms(folder / "experiments", options, held)
    write_guides(folder, options, form)
    return Simulated(folder, options.customers, events, visits, orders)


def _write_arms(folder: Path, options: Options, held: Counter[str]) -> None:
    """Write how many people each arm of each experiment has, as the platforms that run them report it."""
    rows = [
        f"{key},{arm},{people}\n"
        for key in sorted(options.holdouts)
        for arm, people in (("exposed", options.customers - held[key]), ("held_out", held[key]))
    ]
    tabular.write(folder, "arms.csv", "".join(["experiment,arm,people\n", *rows]).encode())


def _parts(options: Options, folder: Path, form: str, processes: int) -> Iterator[Part]:
    work = partial(write_chunk, options, folder, form)
    if processes <= 1 or options.chunks == 1:
        yield from map(work, range(options.chunks))
        return
    at_once = processes * _LIVES
    for first in range(0, options.chunks, at_once):
        # Fresh interpreters: the libraries' own threads do not survive a fork. Pools replace them as a whole, since one
        # that is told for how many tasks a process lives stands still for ever after that (CPython, gh-115634).
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            yield from pool.map(work, range(options.chunks)[first : first + at_once])


def write_chunk(options: Options, folder: Path, form: str, number: int) -> Part:
    """Simulate one chunk and write its files."""
    chunk = simulate_chunk(options, number, Clock.of(options))
    _write_events(chunk, folder / "events", form)
    told = _write_backend(chunk, folder / "events", form)
    _write_sources(chunk, folder)
    _write_truth(chunk, folder / "truth")
    return Part(
        events=chunk.arrivals.events.count + told,
        orders=chunk.after.count,
        visits=chunk.visits.count,
        delivered=Delivered.of(chunk.options, chunk.clock, chunk.needs, chunk.exposures, chunk.visits),
        effects=Effects.of(options, chunk.needs, chunk.exposures, chunk.outcomes, chunk.baskets.worth),
        held={key: int(chunk.people.held(key).sum()) for key in chunk.people.experiments},
    )


def _write_events(chunk: Chunk, folder: Path, form: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"part-{chunk.number:05d}.{form}"
    starts = range(0, max(chunk.arrivals.events.count, 1), _ROWS)
    pieces = (chunk.arrivals.piece(start, start + _ROWS) for start in starts)
    if form == "jsonl":
        with path.open("wb") as file:
            for piece in pieces:
                file.write(tabular.buffer(chunk.caller.lines(piece)))
        return
    first = chunk.caller.table(next(pieces))
    with pq.ParquetWriter(path, first.schema, **tabular.WRITTEN) as file:
        file.write_table(first)
        for piece in pieces:
            file.write_table(chunk.caller.table(piece))


def _write_backend(chunk: Chunk, folder: Path, form: str) -> int:
    """Write the back end's calls; give how many."""
    told = backend.calls(chunk.options.kind, chunk.options.seed, chunk.people, chunk.baskets, chunk.after, chunk.clock)
    path = folder / f"server-{chunk.number:05d}.{form}"
    if told.num_rows and form == "jsonl":
        path.write_bytes(tabular.buffer(backend.lines(told)))
    elif told.num_rows:
        pq.write_table(told, path, **tabular.WRITTEN)
    return int(told.num_rows)


def _write_sources(chunk: Chunk, folder: Path) -> None:
    people, filled, after, clock = chunk.people, chunk.baskets, chunk.after, chunk.clock
    number = f"{chunk.number:05d}.csv"
    if chunk.options.kind == "shop":
        export = order_exports.shopify if chunk.options.platform == "shopify" else order_exports.woocommerce
        orders = export(people, filled, after, chunk.catalogue, clock)
        tabular.write(folder / "orders", f"orders-{number}", orders)
        tabular.write(folder / "shipments", f"shipments-{number}", services.shipments(people, filled, after, clock))
    sent = services.email_activity(
        chunk.options, chunk.number, people, chunk.needs, chunk.exposures, chunk.visits, clock
    )
    tabular.write(folder / "email", f"email-{number}", sent)
    tabular.write(folder / "tickets", f"tickets-{number}", services.tickets(people, filled, after, clock))
    reviews = services.reviews(people, filled, after, chunk.catalogue, clock)
    tabular.write(folder / "reviews", f"reviews-{number}", reviews)
    tabular.write(folder / "surveys", f"surveys-{number}", services.surveys(people, filled, after, clock))


def _write_truth(chunk: Chunk, folder: Path) -> None:
    people, wants, number, clock = chunk.people, chunk.needs, chunk.number, chunk.clock
    truth.write_customers(folder, number, people)
    truth.write_needs(folder, number, people, wants, chunk.outcomes, chunk.baskets, clock)
    truth.write_exposures(folder, number, people, wants, chunk.exposures)
    truth.write_visits(folder, number, people, chunk.visits, chunk.caller.sessions, clock)


def customers_for(options: Options, events: int) -> int:
    """Tell how many customers make about so many events: from what the first ones make."""
    if events < 1:
        raise PercorsoError("bad_option", f"events = {events} must be at least 1.")
    first = replace(options, customers=options.chunk)
    made = simulate_chunk(first, 0, Clock.of(first)).arrivals.events.count
    return max(1, round(events * first.customers / max(made, 1)))
