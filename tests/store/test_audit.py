from __future__ import annotations

from percorso.store.audit import Entry
from percorso.store.state import State


def test_entries_are_found_by_action_time_subject_and_address(state: State) -> None:
    audit = state.audit
    for at, subject, address in ((1, "a", "x"), (2, "a", "y"), (3, "b", "x"), (4, "a", "x")):
        audit.add(Entry("", "tried", subject, address, at=at))
    audit.add(Entry("a", "other", "a", "x", {"k": "v"}))
    assert audit.times("tried", 0) == [1, 2, 3, 4]
    assert audit.times("tried", 1, "a") == [2, 4]
    assert audit.times("tried", 0, "a", "x") == [1, 4]
    assert audit.times("tried", 0, address="x") == [1, 3, 4]
    (number, newest), (before, _) = audit.last(2)
    assert (number > before, newest.action, newest.given) == (True, "other", {"k": "v"})
    assert newest.at > 1_700_000_000_000_000
    assert [entry.at for _, entry in audit.last(10, before)] == [3, 2, 1]
