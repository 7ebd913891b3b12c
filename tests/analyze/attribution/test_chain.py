import numpy as np
import pytest

from percorso.analyze.attribution._chain import NULL, ORDER, Steps, influence, lost, solve

# Start to a; a to b or c; b and c to an order or none: as published for these paths.
STEPS = Steps(
    np.array([-1, 0, 1, 2]), 3, np.array([0, 1, 1, 2, 2, 3, 3]), np.array([1, 2, 3, ORDER, NULL, ORDER, NULL])
)
COUNTS = np.array([6.0, 4.0, 2.0, 3.0, 1.0, 1.0, 1.0])


def test_a_chain_is_solved() -> None:
    found = solve(STEPS, COUNTS)
    assert found.chance.tolist() == pytest.approx([4 / 6, 4 / 6, 0.75, 0.5])
    assert found.visits[0].tolist() == pytest.approx([1, 1, 2 / 3, 1 / 3])
    assert lost(STEPS, found).tolist() == pytest.approx([4 / 6, 2 / 3 * 0.75, 1 / 3 * 0.5])


def test_several_chains_are_solved_at_once_and_one_without_steps_is_nothing() -> None:
    both = solve(STEPS, np.stack([COUNTS, COUNTS * 0]))
    assert both.chance[0].tolist() == solve(STEPS, COUNTS).chance.tolist()
    assert lost(STEPS, both)[1].tolist() == [0, 0, 0]


@pytest.mark.parametrize("step", range(7))
def test_the_influence_of_a_step_is_the_slope_of_what_is_lost(step: int) -> None:
    more, less = COUNTS.copy(), COUNTS.copy()
    more[step] += 1e-4
    less[step] -= 1e-4
    there, here = (np.append(lost(STEPS, one), one.chance[0]) for one in (solve(STEPS, more), solve(STEPS, less)))
    assert influence(STEPS, solve(STEPS, COUNTS))[step].tolist() == pytest.approx(
        ((there - here) / 2e-4).tolist(), abs=1e-6
    )
