from __future__ import annotations

from dataclasses import replace

import pytest

from percorso.core.errors import PercorsoError
from percorso.store.audit import Entry
from percorso.store.state import State
from percorso.store.tokens import Token

DONE = Entry("test", "done")
READS = Token("d1", "reports", ("read", "personal_data"), 1, 99)


def test_a_token_is_found_by_its_digest_until_it_is_revoked(state: State) -> None:
    state.tokens.add(READS, DONE)
    assert state.tokens.find("d1") == READS
    state.tokens.used("d1", 5)
    assert state.tokens.find("d1") == replace(READS, used_at=5)
    with pytest.raises(PercorsoError, match="reports"):
        state.tokens.add(replace(READS, digest="d2"), DONE)
    assert not state.tokens.revoke("other", 6, DONE)
    assert state.tokens.revoke("reports", 6, DONE)
    assert (state.tokens.find("d1"), state.tokens.revoke("reports", 7, DONE)) == (None, False)
    assert state.tokens.all() == (replace(READS, used_at=5, revoked_at=6),)
    assert len(state.audit.last(10)) == 2
