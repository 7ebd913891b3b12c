import pytest

from percorso.collect.month_names import iso


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mar 2, 2026, 10:14:30 AM", "2026-03-02T10:14:30"),
        ("Mar 2, 2026 12:05 AM", "2026-03-02T00:05"),
        ("March 02, 2026 12:05 pm", "2026-03-02T12:05"),
        ("2 mar 2026, 18:05:00", "2026-03-02T18:05:00"),
        ("2 marzo 2026", "2026-03-02"),
        ("15 ago 2026 09:00", "2026-08-15T09:00"),
        ("Dec. 3rd, 2026 at 9:00", "2026-12-03T09:00"),
        ("Mon, 2 Mar 2026 10:14:30 +0100", "2026-03-02T10:14:30+0100"),
        ("02-Mar-2026 10:14 UTC", "2026-03-02T10:14+00:00"),
        ("2026-03-02T10:14:30Z", None),
        ("2026-03-02", None),
        ("soon", None),
        ("Foo 2, 2026", None),
    ],
)
def test_a_date_with_its_month_s_name_is_written_as_iso_and_anything_else_kept(text: str, written: str | None) -> None:
    assert iso(text) == (text if written is None else written)
