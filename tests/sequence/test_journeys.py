import numpy as np

from percorso.sequence.journeys import AFTER, MESSAGE, ORDER, ROLES, STEP, TOUCH, Journeys


def test_rows_and_customers_are_counted_by_the_offsets() -> None:
    journeys = Journeys(
        np.zeros(3, np.uint64), np.array([0, 2, 2, 5]), {"at": np.arange(5, dtype=np.int64)}, {"channel": ("Email",)}
    )
    assert (journeys.customers, journeys.rows) == (3, 5)
    assert journeys["at"].tolist() == [0, 1, 2, 3, 4]


def test_role_codes_stand_for_the_words_of_the_table() -> None:
    roles = ["touch", "step", "order", "after", "message"]
    assert [ROLES[code] for code in (TOUCH, STEP, ORDER, AFTER, MESSAGE)] == roles
