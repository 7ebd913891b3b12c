import pytest

from percorso.collect import identity
from percorso.collect.identity import MappedIds
from percorso.core.errors import PercorsoError
from percorso.core.record import Event


def test_parts_cannot_run_into_each_other() -> None:
    assert identity.digest("ab", "c") != identity.digest("a", "bc")
    assert len(identity.digest("a")) == 32


def test_an_id_with_another_content_is_refused_and_the_same_content_passes() -> None:
    ids, first = MappedIds(), Event("Cart Viewed", 1, message_id="m1")
    assert ids.take(first) == ids.take(first) == first
    with pytest.raises(PercorsoError, match="duplicate_id"):
        ids.take(first._replace(at=2))
    assert ids.take(first) == first


def test_rows_without_an_id_are_never_compared() -> None:
    ids = MappedIds()
    ids.take(Event("Cart Viewed", 1))
    ids.take(Event("Cart Viewed", 2))
