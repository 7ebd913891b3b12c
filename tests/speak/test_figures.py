from __future__ import annotations

from collections.abc import Callable
from typing import Any

from percorso.speak.catalogue import Catalogue
from percorso.speak.figures import key_figures, listing

Sample = Callable[[str], dict[str, Any]]


def figure(name: str, subject: str = "", status: str = "ok") -> dict[str, Any]:
    reason = None if status == "ok" else "why"
    return {"name": name, "label": name, "subject": subject, "about": subject, "status": status, "reason": reason} | {
        "text": "3",
        "interval": "1–5",
        "n": 7,
    }


def test_figures_about_the_whole_shop_stand_for_the_answer() -> None:
    figures = [figure("a", "Email"), figure("b"), figure("c", status="cannot_tell"), figure("d", "Direct")]
    assert [one["name"] for one in key_figures(figures)] == ["b", "c"]


def test_where_none_is_about_the_whole_shop_the_first_that_can_be_told_do() -> None:
    figures = [figure(name, name, "cannot_tell" if name == "a" else "ok") for name in "abcdef"]
    assert [one["name"] for one in key_figures(figures)] == ["b", "c", "d"]
    untold = figure("z", status="cannot_tell")
    assert [one["name"] for one in key_figures([*figures, untold])] == ["z", "b", "c", "d"]


def test_every_figure_is_listed_with_its_interval_or_why_it_is_not_told(sample: Sample) -> None:
    grid = listing(sample("it")["answers"][3]["figures"], Catalogue.of("it"))
    assert [column["label"] for column in grid["columns"]] == ["Cifra", "Riguarda", "Valore", "Intervallo 95%", "n"]
    assert grid["rows"][0][1:] == ["E-mail", "8,1%", "7,2–9,0", "1.204"]
    why, about, told, interval, _ = grid["rows"][-1]
    assert ": " in why
    assert (about, told, interval) == ("Display", "Non si può dire", "")
