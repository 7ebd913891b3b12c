from __future__ import annotations

from collections import defaultdict

import numpy as np

from percorso.simulate.baskets import CART
from percorso.simulate.browsing import ADDED, IDENTIFY, KINDS, ORDER, PAGE, STARTED, VIEWED, Events, browsing
from percorso.simulate.chunks import Chunk
from percorso.simulate.outcomes import ORDERED, STEPS
from percorso.simulate.visits import ACCOUNT
from percorso.simulate.vocabulary import Pages


def played(chunk: Chunk) -> Events:
    return browsing(
        chunk.options, chunk.number, chunk.people, chunk.needs, chunk.visits, chunk.baskets, chunk.catalogue,
        Pages.of(chunk.catalogue), chunk.caller.details,
    )  # fmt: skip


def test_a_visit_goes_as_far_as_it_ends(chunk: Chunk) -> None:
    did, went = played(chunk), chunk.visits
    kinds = defaultdict(set)
    for visit, kind in zip(did.visit.tolist(), did.kind.tolist(), strict=True):
        kinds[visit].add(kind)
    for visit in range(went.count):
        ends = went.ends[visit]
        buys = CART <= ends < ACCOUNT
        assert (ADDED in kinds[visit]) == buys
        assert (STARTED in kinds[visit]) == (buys and ends > STEPS.index("checkout"))
        assert (ORDER in kinds[visit]) == (ends == ORDERED)
        if ends == 0:
            assert kinds[visit] <= {PAGE, VIEWED}


def test_events_of_a_visit_follow_each_other_without_a_pause_that_ends_it(chunk: Chunk) -> None:
    did = played(chunk)
    same = did.visit[1:] == did.visit[:-1]
    gaps = np.diff(did.at)[same]
    assert gaps.min() > 0
    assert gaps.max() < 30 * 60_000
    starts = np.flatnonzero(np.diff(did.visit, prepend=-1))
    assert (did.at[starts] == chunk.visits.at).all()
    assert did.lands[starts].all()
    assert (did.kind[starts] == PAGE).all()


def test_only_accounts_are_known_and_from_their_login_on(chunk: Chunk) -> None:
    did, went = played(chunk), chunk.visits
    assert chunk.people.registered[went.customer[did.visit[did.known]]].all()
    orders = did.kind == ORDER
    assert (did.known[orders] == chunk.people.registered[went.customer[did.visit[orders]]]).all()
    flips = did.known[1:] & ~did.known[:-1] & (did.visit[1:] == did.visit[:-1])
    assert {KINDS[kind].type for kind in did.kind[1:][flips].tolist()} <= {"identify", "alias"}


def test_people_of_an_experiment_say_so_once_a_device(large: Chunk) -> None:
    did = played(large)
    arms = (did.kind == IDENTIFY) & (did.detail >= large.caller.details["arms"])
    keys = large.visits.customer[did.visit[arms]] * 4 + large.visits.device[did.visit[arms]]
    assert len(np.unique(keys)) == len(keys) == len(np.unique(large.visits.customer * 4 + large.visits.device))
