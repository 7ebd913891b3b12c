from pathlib import Path

from percorso.store.decisions import Decision
from percorso.store.state import State


def test_decisions_are_kept_once_and_their_fingerprint_depends_on_what_was_decided_alone(tmp_path: Path) -> None:
    one, other = (State(tmp_path / name).decisions for name in ("a.db", "b.db"))
    unlink, block = Decision("unlink", "email:a@x.example", "user:u1"), Decision("block", "till")
    for decision in (unlink, block, unlink):
        one.add(decision)
    for decision in (block, unlink):
        other.add(decision)
    assert [(found.kind, found.left, found.right) for found in one.all()] == [
        ("unlink", "email:a@x.example", "user:u1"),
        ("block", "till", ""),
    ]
    assert one.digest == other.digest != ""
    assert (one.withdraw(unlink), one.withdraw(unlink), one.withdraw(block), one.digest) == (True, False, True, "")
