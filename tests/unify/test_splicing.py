import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.unify.splicing import Ends, Splice

key = st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 1))


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64])
@given(st.sets(key), st.sets(key), st.data())
def test_new_rows_stand_in_their_order_among_those_that_stay(
    kind: type, held: set[tuple[int, int, int]], came: set[tuple[int, int, int]], data: st.DataObject
) -> None:
    before, new = sorted(held), sorted(came)
    going = data.draw(st.sets(st.sampled_from(before))) if before else set()
    # One that is there already can only take its place.
    going |= held & came
    ends = [np.array(rows, dtype=np.int32).reshape(-1, 3).T.copy() for rows in (before, new)]
    columns = [(left, right, evidence.astype(np.int8)) for left, right, evidence in ends]
    gone = np.array([place for place, one in enumerate(before) if one in going], dtype=np.int64)
    splice = Splice.of(Ends(*columns[0]), Ends(*columns[1]), gone)
    after = sorted((held - going) | came)
    value = {one: place for place, one in enumerate(before)} | {one: 100 + place for place, one in enumerate(new)}
    spliced = splice.into(
        *(
            np.array([given[one] for one in rows], dtype=kind)
            for rows, given in ((before, {one: place for place, one in enumerate(before)}), (new, value))
        )
    )
    assert spliced.tolist() == [value[one] for one in after]
    assert spliced.dtype == kind
    assert [after[row] for row in splice.stands] == new
    assert splice.same.tolist() == [before.index(one) if one in held else -1 for one in new]
