from percorso.core.errors import LISTED, PercorsoError, unknown


def test_an_error_says_what_happened_what_to_do_and_its_code() -> None:
    error = PercorsoError("disk_full", "The disk is full.", hint="Free some space.")
    assert str(error) == "The disk is full. Free some space. [disk_full]"
    assert str(PercorsoError("busy", "Busy.")) == "Busy. [busy]"


def test_an_unknown_name_comes_with_the_nearest_and_all_known() -> None:
    error = unknown("model", "liner", ("last", "linear"), code="unknown_model")
    assert error.message == "No model named 'liner'. Did you mean 'linear'?"
    assert error.hint == "Known: last, linear."


def test_a_name_like_no_other_gets_no_guess() -> None:
    error = unknown("model", "xyz", (), code="unknown_model")
    assert error.message == "No model named 'xyz'."
    assert error.hint == "Known: none."


def test_a_list_too_long_to_read_is_not_shown() -> None:
    names = [f"name {place}" for place in range(LISTED + 1)]
    assert unknown("model", "name 3x", names, code="unknown_model").hint == ""
