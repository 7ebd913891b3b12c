import numpy as np

from percorso.analyze.attribution._rule import Rule
from percorso.analyze.ways import Ways


def test_a_rule_shares_by_weight_and_keeps_every_part() -> None:
    each = np.arange(5, dtype=np.int64)
    laid = Ways(np.array([0, 2, 5]), np.array([7, 8]), each, each.astype(np.int32), each)
    rule = Rule(lambda ways: ways.before.astype(np.float64) + 1.0)
    assert rule.shares(laid, np.array([9, 100])).tolist() == [3, 6, 25, 33, 42]
