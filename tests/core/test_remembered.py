from functools import partial

import pytest

from percorso.core.remembered import Remembered


def test_the_same_is_worked_out_once_and_anew_when_forgotten() -> None:
    remembered, done = Remembered(2), list[str]()

    def upper(text: str) -> str:
        done.append(text)
        return text.upper()

    for asked in ("a", "a", "b", "a", "c", "a", "b"):
        assert remembered.of(asked, partial(upper, asked)) == asked.upper()
    # "b" was asked for longest ago when "c" came.
    assert done == ["a", "b", "c", "b"]
    remembered.forget()
    assert remembered.of("b", lambda: "new") == "new"


def test_work_that_fails_is_not_remembered() -> None:
    remembered = Remembered(1)
    with pytest.raises(ZeroDivisionError):
        remembered.of("a", lambda: 1 // 0)
    assert remembered.of("a", lambda: 1) == 1


def test_no_more_is_kept_than_may_be_however_much_each_is() -> None:
    remembered, done = Remembered(10, len), list[str]()

    def written(text: str) -> str:
        done.append(text)
        return text

    for asked in ("aaaa", "bbbb", "aaaa", "cccccc", "aaaa", "bbbb", "d" * 11, "aaaa"):
        remembered.of(asked, partial(written, asked))
    # What is too much by itself is worked out each time, and takes the place of all else.
    assert done == ["aaaa", "bbbb", "cccccc", "bbbb", "d" * 11, "aaaa"]
    remembered.forget()
    remembered.of("aaaa", partial(written, "aaaa"))
    assert done[6:] == ["aaaa"]
