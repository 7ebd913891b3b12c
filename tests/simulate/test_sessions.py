from __future__ import annotations

import numpy as np

from percorso.simulate.chunks import Chunk
from percorso.simulate.people import MEASURED, UNSEEN
from percorso.simulate.planted import CAMPAIGNS, KEYS


def test_links_say_which_campaign_they_belong_to(chunk: Chunk) -> None:
    carried = chunk.caller.sessions
    for campaign, query in zip(carried.campaign.tolist(), carried.query.to_pylist(), strict=True):
        if campaign >= 0:
            assert f"utm_campaign={CAMPAIGNS[campaign].key}" in query
    search = carried.channel == KEYS.index("brand_search")
    links = [carried.query[place].as_py() for place in np.flatnonzero(search)]
    assert all("&gclid=" in link for link in links)
    assert len(set(links)) == len(links)
    direct = np.flatnonzero(carried.channel == KEYS.index("direct"))
    assert {carried.referrer[place].as_py() + carried.query[place].as_py() for place in direct} == {""}


def test_a_forwarded_mail_carries_its_first_readers_mark(large: Chunk) -> None:
    went, carried = large.visits, large.caller.sessions
    (place, *_) = np.flatnonzero(went.sender != went.customer)
    own = np.flatnonzero(
        (went.sender == went.sender[place]) & (went.campaign >= 0) & (went.channel == KEYS.index("email"))
    )
    marks = {carried.query[row].as_py().rpartition("mc_eid=")[2] for row in own}
    assert len(marks) == 1


def test_who_refuses_is_another_visitor_each_time_or_not_seen(chunk: Chunk) -> None:
    carried, went = chunk.caller.sessions, chunk.visits
    agreed = chunk.people.agreed[went.customer]
    ids = np.array(carried.anonymous_id.to_pylist())[: went.count]
    assert len(set(ids[agreed > MEASURED])) == (agreed > MEASURED).sum()
    assert len(set(ids[agreed <= MEASURED])) < 0.8 * (agreed <= MEASURED).sum()
    assert (carried.seen[: went.count] == (agreed != UNSEEN)).all()
    assert (carried.analytics[: went.count] == (agreed <= MEASURED)).all()


def test_robots_come_after_people(chunk: Chunk) -> None:
    carried = chunk.caller.sessions
    robots = np.arange(carried.count) >= chunk.visits.count
    assert (carried.customer[robots] == -1).all()
    assert 0.015 < robots.sum() / chunk.visits.count < 0.05
