from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from percorso.speak.terminal import _widths, console, print_answers, print_grid, print_rows, print_status

Sample = Callable[[str], dict[str, Any]]


def _console(*, colour: bool = False) -> Console:
    return Console(file=io.StringIO(), width=80, force_terminal=colour, color_system="standard" if colour else None)


def _text(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def _answers(document: dict[str, Any], language: str = "en") -> str:
    out = _console()
    print_answers(document, out, language)
    return _text(out)


def test_the_sentence_comes_before_the_table(sample: Sample) -> None:
    text = _answers(sample("en"))
    assert text.startswith("15,390 people known, 1,012 of them buyers")
    assert text.index("Email turns contacts into customers best") < text.index("People contacted")


@pytest.mark.parametrize("language", ["en", "it"])
def test_nothing_is_wider_than_eighty_columns(sample: Sample, language: str) -> None:
    assert max(len(line) for line in _answers(sample(language), language).splitlines()) <= 80


def test_tables_are_aligned_with_their_intervals(sample: Sample) -> None:
    lines = _answers(sample("it"), "it").splitlines()
    rows = [line for line in lines if line.lstrip().startswith(("E-mail ", "Ricerca organica ", "Display "))]
    assert [row.split()[-1] for row in rows[:2]] == ["7,2–9,0", "5,6–6,9"]
    assert len({len(row.rstrip()) for row in rows[:2]}) == 1


def test_the_figures_an_answer_rests_on_come_with_their_intervals(sample: Sample) -> None:
    lines = [line.split() for line in _answers(sample("it"), "it").splitlines()]
    assert ["14.300", "€", "9.600–19.100", "6.420"] in [line[-4:] for line in lines]
    assert ["5,4", "giorni", "4,2–6,9", "giorni", "1.038"] in [line[-5:] for line in lines]


def test_what_cannot_be_told_names_what_would_help(sample: Sample) -> None:
    text = " ".join(_answers(sample("it"), "it").split())
    assert "Non si può dire È presto per dirlo: 31 ordini, ne servono circa 200; intanto ecco i conteggi." in text
    assert "Che cosa direbbe di più · La spesa per campagna" in text


def test_colour_only_where_the_terminal_asks_for_it(sample: Sample) -> None:
    plain, coloured = _console(), _console(colour=True)
    for out in (plain, coloured):
        print_answers(sample("en"), out)
    assert "\x1b" not in _text(plain)
    assert "\x1b[" in _text(coloured)


def test_escape_sequences_and_markup_in_data_do_nothing(sample: Sample) -> None:
    document = sample("en")
    document["answers"][3]["headline"] = "\x1b[2J[red]gone[/red]\x9b31m"
    assert "[2J[red]gone[/red]31m" in _answers(document)
    assert "\x1b" not in _answers(document)


def test_status_shows_tables_freshness_health_and_coverage(sample: Sample) -> None:
    out = _console()
    document = {
        "shop": "Bottega Aurora",
        "tables": {"events": {"rows": 311060}, "orders": {"rows": 1038}},
        "freshness": {"last_touchpoint_at": "2026-11-01T07:31:00+00:00", "last_import_at": None, "built_at": None},
        "health": [{"code": "source_silent", "count": 9, "source": "till"}, {"code": "moon_is_full", "count": 1}],
        "coverage": sample("it")["coverage"],
    }
    print_status(document, out, "it")
    lines = [" ".join(line.split()) for line in _text(out).splitlines()]
    for line in (
        "Bottega Aurora",
        "! Nulla di nuovo da till da 9 giorni.",
        "! moon_is_full",
        "Ultimo punto di contatto: 1 novembre 2026, 07:31 UTC",
        "Eventi 311.060",
        "till 12 –",
        "88% degli ordini ha almeno un contatto registrato prima.",
        "Fuori da ogni cifra, di proposito: Robot 4.210, Personale 96, Ordini di prova 3",
    ):
        assert line in lines


def test_status_before_the_first_build_needs_no_coverage() -> None:
    out = _console()
    print_status({"tables": {"events": {"rows": 0}}, "coverage": None}, out)
    assert [line.split() for line in _text(out).splitlines() if line] == [["Table", "Rows"], ["Events", "0"]]


def test_a_table_too_wide_comes_in_parts_that_lose_nothing() -> None:
    out = _console()
    row = {f"column_number_{n}": 10**n for n in range(12)}
    print_rows([{"name": "first", **row}, {"name": "second", **row}], out)
    lines = _text(out).splitlines()
    assert max(len(line) for line in lines) <= 80
    assert sum(line.startswith("first ") for line in lines) > 1
    assert set(" ".join(lines).split()) >= {str(value) for value in row.values()} | set(row)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8), st.integers(0, 40), st.integers(1, 120))
def test_columns_share_the_room_and_never_less_than_they_need(needs: list[int], extra: int, room: int) -> None:
    wishes = [need + extra for need in needs]
    widths = _widths(needs, wishes, room)
    assert all(need <= width <= wish for need, width, wish in zip(needs, widths, wishes, strict=True))
    assert widths == needs or sum(widths) + 2 * (len(widths) - 1) <= room


def test_rows_are_printed_under_their_names() -> None:
    out = _console()
    print_rows([{"file": "a.csv", "row": 12, "reason": None}, {"file": "b.csv", "row": 3, "reason": "[bad]"}], out)
    assert [line.split() for line in _text(out).splitlines() if line] == [
        ["file", "row", "reason"],
        ["a.csv", "12", "–"],
        ["b.csv", "3", "[bad]"],
    ]


def test_no_rows_print_nothing() -> None:
    out = _console()
    print_rows([], out)
    assert _text(out) == ""


def test_the_console_reads_no_markup_out_of_data(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("[red]x[/red] :smile:")
    assert capsys.readouterr().out == "[red]x[/red] :smile:\n"


def test_letters_that_take_two_cells_are_not_folded_where_there_is_room() -> None:
    out = _console()
    print_grid([{"label": "Step", "kind": "text"}, {"label": "People", "kind": "number"}], [["加入购物车", "3"]], out)
    assert any(line.startswith("加入购物车") for line in _text(out).splitlines())


def test_a_name_without_a_blank_is_not_torn_and_a_reason_stays_with_its_verdict() -> None:
    out = _console()
    numbers = [{"label": f"Number {one}", "kind": "number"} for one in range(8)]
    columns = [{"label": "Campaign", "kind": "text"}, *numbers, {"label": "Verdict", "kind": "text"}]
    columns.append({"label": "Why", "kind": "beside"})
    print_grid(columns, [["social_prospecting_video", *["1,234.5"] * 8, "stop", "does not pay under any model"]], out)
    lines = _text(out).splitlines()
    assert all("social_prospecting_video" in line for line in lines if "social" in line)
    assert any("Verdict" in line and "Why" in line for line in lines)
