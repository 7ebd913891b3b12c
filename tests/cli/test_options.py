import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from percorso.cli.options import echo_csv


def test_the_workspace_is_the_option_else_the_variable_else_the_current_folder(
    shop: Path, tmp_path: Path, percorso: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert percorso("status").code == 0
    monkeypatch.setenv("PERCORSO_WORKSPACE", str(tmp_path / "absent"))
    assert "[not_a_workspace]" in percorso("status").err
    assert percorso("status", "--workspace", shop).code == 0
    monkeypatch.delenv("PERCORSO_WORKSPACE")
    assert "[not_a_workspace]" in percorso("status").err
    monkeypatch.chdir(shop)
    assert percorso("status").code == 0


def test_an_unknown_language_is_refused_with_the_known_ones(shop: Path, percorso: Callable[..., Any]) -> None:
    assert shop.exists()
    said = percorso("answers", "--language", "fr")
    assert said.code == 2
    assert "'en', 'it'" in said.err


def test_a_verb_that_fails_says_why_in_the_language_asked_for(
    shop: Path, percorso: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shop.exists()
    for verb in (["answers"], ["report", "--out", "a.html"]):
        said = percorso(*verb, "--language", "it").err
        assert said == "Errore: Ancora nulla di costruito. Eseguite: percorso build. [not_built]\n"
    assert percorso("answers").err.startswith("Error: Nothing has been built yet.")
    monkeypatch.setenv("PERCORSO_LANGUAGE", "it")
    assert percorso("build").err.startswith("Errore: Non c’è ancora nulla da costruire.")
    assert percorso("answers").err.startswith("Errore: Ancora nulla di costruito.")
    assert percorso("answers", "--language", "en").err.startswith("Error: Nothing")


def test_an_option_that_does_nothing_is_refused_and_one_left_at_its_default_is_not(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("e.csv", "customer_id,at,event\na,1772362800,x\n")
    assert percorso("retention", file).code == 0
    said = percorso("retention", file, "--identity", "strict").err
    assert "--identity does nothing for a FILE." in said
    assert "[idle_option]" in said
    assert percorso("paths", "--event", "what", "--language", "it").err.startswith("Errore: --event qui non fa nulla.")


def test_no_text_of_a_csv_is_run_as_a_formula_and_figures_stay_figures(capsys: pytest.CaptureFixture[str]) -> None:
    texts = ["=HYPERLINK(1)", "+cmd", "-2+3", "@sum", "\tx", "-12.50", "+39333", "-1.5e-7", "plain", "a=b"]
    echo_csv([{"name": text, "n": -3} for text in texts])
    told = [row["name"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))]
    assert told == ["'=HYPERLINK(1)", "'+cmd", "'-2+3", "'@sum", "'\tx", "-12.50", "+39333", "-1.5e-7", "plain", "a=b"]
