import numpy as np

from percorso.analyze.attribution._observed import Observed
from percorso.analyze.attribution._outcome import ORDER_PARTS
from percorso.analyze.attribution._rule import Rule
from percorso.analyze.attribution._terms import Terms
from percorso.sequence.resample import BLOCKS


def test_a_rule_shares_by_weight_and_keeps_every_part() -> None:
    each = np.arange(5, dtype=np.int64)
    one, none = np.ones(2, np.int64), np.zeros(2, np.int64)
    money = np.array([[9, 0, 0], [100, -4, 0]], np.int64)
    ways = Observed(np.array([0, 2, 5]), each.astype(np.int32), each, none, one, none, money)
    rule = Rule(lambda judged: judged.ways.before.astype(np.float64) + 1.0)
    found = rule.gather(ways, Terms(), "abcde")
    assert (found.keys - BLOCKS).tolist() == [0, BLOCKS, 2 * BLOCKS, 3 * BLOCKS, 4 * BLOCKS]
    assert found.sums[:, 1].tolist() == [3, 6, 25, 33, 42]
    assert found.sums[:, 2].tolist() == [0, 0, -1, -1, -2]
    assert found.sums[:, 0].sum() == 2 * ORDER_PARTS
