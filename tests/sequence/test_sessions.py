from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.sessions import ARRIVAL, RETURN, SENT, Moments, session_numbers

GAP, CARRY = 30, 240


class One(NamedTuple):
    customer: int
    at: int
    own: int = -1
    campaign: int = -1
    arrival: int = ARRIVAL


def numbers(moments: list[One], *, on_campaign: bool = True, gap: int = GAP) -> list[int]:
    columns = Moments(*(np.array([one[place] for one in moments], dtype=np.int64) for place in range(5)))
    for column in columns:
        column.flags.writeable = False
    return [int(number) for number in session_numbers(columns, gap, CARRY, on_campaign)]


class Session:
    def __init__(self, own: int) -> None:
        self.own = own
        self.seen: list[One] = []

    @property
    def source(self) -> int:
        return next((one.campaign for one in self.seen if one.campaign >= 0), -1)


def reference(moments: list[One], on_campaign: bool) -> list[int]:
    """Read the rules literally: look every event's session up among all sessions so far."""
    sessions: list[Session] = []
    found: list[int] = []
    for place, one in enumerate(moments):
        before = moments[place - 1] if place and moments[place - 1].customer == one.customer else None
        mine: Session | None = None
        if one.own >= 0:
            mine = next((session for session in sessions if session.own == one.own), None)
        elif before is not None:
            latest = next(session for session in sessions if before is session.seen[-1])
            limit = {ARRIVAL: GAP, RETURN: CARRY, SENT: 10**9}[one.arrival]
            other = on_campaign and one.campaign not in {-1, latest.source}
            mine = None if one.at - before.at > limit or other else latest
        if mine is None:
            mine = Session(one.own)
            sessions.append(mine)
        mine.seen.append(one)
        found.append(sessions.index(mine))
    return found


@st.composite
def logs(draw: st.DrawFn) -> list[One]:
    moments = []
    for customer in range(draw(st.integers(0, 3))):
        at = 0
        for _ in range(draw(st.integers(1, 8))):
            at += draw(st.sampled_from([0, 1, 30, 31, 240, 241]))
            own = draw(st.sampled_from([-1, -1, 2 * customer, 2 * customer + 1]))
            arrival = draw(st.sampled_from([ARRIVAL, RETURN, SENT]))
            campaign = draw(st.integers(-1, 1)) if arrival == ARRIVAL else -1
            moments.append(One(customer, at, own, campaign, arrival))
    return moments


@given(logs(), st.booleans())
def test_sessions_are_those_of_the_rules_read_literally(moments: list[One], on_campaign: bool) -> None:
    assert numbers(moments, on_campaign=on_campaign) == reference(moments, on_campaign)


def test_no_events_make_no_sessions() -> None:
    assert numbers([]) == []


def test_a_silence_as_long_as_the_gap_is_still_the_same_visit() -> None:
    assert numbers([One(0, 0), One(0, 30), One(0, 61)]) == [0, 0, 1]


def test_a_new_campaign_opens_a_session_and_its_repetition_does_not() -> None:
    log = [One(0, 0), One(0, 1, campaign=7), One(0, 2), One(0, 3, campaign=7), One(0, 4, campaign=8)]
    assert numbers(log) == [0, 1, 1, 1, 2]
    assert numbers(log, on_campaign=False) == [0, 0, 0, 0, 0]


def test_a_return_continues_the_visit_for_hours_but_not_for_ever() -> None:
    assert numbers([One(0, 0), One(0, 200, arrival=RETURN), One(0, 441, arrival=RETURN)]) == [0, 0, 1]


def test_whoever_was_sent_away_comes_back_to_the_same_visit_however_late() -> None:
    assert numbers([One(0, 0), One(0, 9_000, arrival=SENT), One(0, 9_001, arrival=RETURN)]) == [0, 0, 0]
    assert numbers([One(0, 0), One(1, 9_000, arrival=SENT)]) == [0, 1]


def test_a_long_gap_is_never_shortened_for_returns() -> None:
    assert numbers([One(0, 0), One(0, 500, arrival=RETURN)], gap=600) == [0, 0]


def test_the_sources_own_sessions_stand_whatever_the_clock_says() -> None:
    log = [One(0, 0, own=0), One(0, 5, own=1), One(0, 900, own=0), One(0, 901)]
    assert numbers(log) == [0, 1, 0, 0]


def test_customers_never_share_a_session() -> None:
    assert numbers([One(0, 0), One(1, 0), One(1, 1)]) == [0, 1, 1]
