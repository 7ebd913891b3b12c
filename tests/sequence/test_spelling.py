import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from percorso.sequence.spelling import spelled

texts = st.lists(st.text(max_size=3) | st.sampled_from(["", "\0", "a", "a\0", "12345678", "123456789", "123456780"]))


@given(texts, st.integers(0, 3))
@example(["é", "z", "e"], 0)
def test_texts_stand_in_the_order_of_their_bytes_and_equal_ones_as_they_stood(words: list[str], left: int) -> None:
    kept = words[left:]
    wanted = sorted(range(len(kept)), key=lambda place: kept[place].encode())
    assert spelled(pa.array(words, pa.string()).slice(left)).tolist() == wanted
