from percorso.collect.sample import Sample


def test_a_column_s_values_leave_out_its_blanks() -> None:
    assert Sample(("a", "b"), (("1", " "), ("", "x "))).values(1) == ["x"]
