from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.keys import customer_id_of, key_of
from percorso.sequence.lookup import rows_having


@given(st.lists(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_rows_that_have_one_of_a_few_keys_are_found(many: list[int], few: set[int]) -> None:
    keys, wanted = (key_of([customer_id_of(str(one)) for one in some]) for some in (many, sorted(few)))
    assert rows_having(keys, np.sort(wanted)).tolist() == [row for row, one in enumerate(many) if one in few]
