import numpy as np

from percorso.analyze.routes import Routes
from percorso.analyze.transitions import Transitions
from percorso.sequence.journeys import Array, Journeys
from percorso.sequence.together import Together


def laid(names: list[int]) -> Journeys:
    columns: dict[str, Array] = {"at": np.arange(len(names), dtype=np.int64), "name": np.array(names, np.int32)}
    return Journeys(np.zeros(1, np.uint64), np.array([0, len(names)]), columns, {"name": ("a", "b", "c")})


def test_questions_asked_together_are_answered_as_each_alone() -> None:
    first, second, parts = Transitions(), Routes(steps=2), [laid([0, 1, 1]), laid([2, 0])]
    together = Together((first, second))
    found = together.finish(together.combine(*map(together.map, parts)))
    alone = (
        first.finish(first.combine(*map(first.map, parts))),
        second.finish(second.combine(*map(second.map, parts))),
    )
    assert repr(found) == repr(alone)
