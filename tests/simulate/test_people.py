from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from percorso.simulate.chunks import Chunk
from percorso.simulate.options import Options
from percorso.simulate.people import COMPUTER, KIOSK, TABLET, device_keys, people
from percorso.simulate.planted import PERSONAS


def test_everybody_has_identifiers_of_their_own(chunk: Chunk) -> None:
    other = people(Options(customers=12_000), 1)
    whole = chunk.people.email.to_pylist() + other.email.to_pylist()
    assert len(set(whole)) == len(whole)
    assert other.first == Options().chunk
    assert len(set(chunk.people.user_id.to_pylist())) == chunk.people.count


def test_personas_come_in_their_shares(large: Chunk) -> None:
    seen = np.bincount(large.people.persona, minlength=len(PERSONAS))
    expected = np.array([one.share for one in PERSONAS]) * large.people.count
    assert stats.chisquare(seen, expected).pvalue > 1e-4


def test_two_of_a_household_share_a_tablet_and_nothing_else(chunk: Chunk) -> None:
    who = chunk.people
    (first, *_) = np.flatnonzero(who.partner >= 0)
    pair = np.array([first, who.partner[first]])
    zero = np.zeros(2, np.int64)
    tablet, computer, kiosk = (device_keys(who, 3, pair, zero + one, zero) for one in (TABLET, COMPUTER, KIOSK))
    assert tablet[0] == tablet[1]
    assert computer[0] != computer[1]
    assert kiosk[0] == kiosk[1]
    assert device_keys(who, 3, pair, zero + COMPUTER, zero + 1)[0] != computer[0]


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_holdouts_are_random_independent_and_kept_when_the_period_grows(share: float) -> None:
    options = Options(customers=5000, holdouts={"display": share, "email": share, "marchio_it": share})
    who = people(options, 0)
    for key in options.holdouts:
        assert stats.binomtest(int(who.held(key).sum()), who.count, share).pvalue > 1e-4
    both = (who.held("display") & who.held("email")).sum()
    assert stats.binomtest(int(both), who.count, share**2).pvalue > 1e-4
    longer = people(replace(options, days=181), 0)
    assert (longer.held("display")[: longer.count] == who.held("display")[: longer.count]).all()
    # Who is withheld is no other kind of person.
    assert stats.ks_2samp(who.own[who.held("display")], who.own[~who.held("display")]).pvalue > 1e-4
