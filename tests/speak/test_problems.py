from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.collect.files import require
from percorso.collect.order_exports import recognise_export
from percorso.core.errors import PercorsoError, unknown
from percorso.core.settings import Shop, Storage
from percorso.pipeline.passwords import hashed
from percorso.speak.catalogue import Catalogue, languages
from percorso.speak.problems import Told, line, told
from percorso.store.locks import hold
from percorso.store.workspace import Workspace

PARTS = {"named", "message", "hint"}


def problems(language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in Catalogue.of(language).entries:
        if key.startswith("problem."):
            _, code, part = key.split(".")
            found.setdefault(code, set()).add(part)
    return found


@pytest.mark.parametrize("language", languages())
def test_what_a_shop_manager_meets_has_words_in_every_language(language: str) -> None:
    found = problems(language)
    assert found.keys() >= {
        *("not_built", "nothing_imported", "cache_missing", "unknown_person", "unknown_language", "busy"),
        *("not_a_workspace", "file_not_found", "empty_file", "unrecognised_export", "disk_full", "port_taken"),
    }
    assert all("message" in parts <= PARTS for parts in found.values())


def _twice_held(folder: Path) -> None:
    with hold(folder, "writer", "build"), hold(folder, "writer", "import csv"):
        pass


def _over(folder: Path) -> None:
    for _ in range(2):
        Workspace.create(folder / "shop", Shop(), Storage(buckets=2))


RAISED: dict[str, Callable[[Path], object]] = {
    "unknown_language": lambda _: Catalogue.of("de"),
    "busy": _twice_held,
    "not_a_workspace": Workspace.open,
    "already_a_workspace": _over,
    "file_not_found": lambda folder: require(folder / "absent.csv"),
    "is_a_folder": require,
    "bad_password": lambda _: hashed("short"),
    "unrecognised_export": lambda _: recognise_export(["a", "b"]),
}


@pytest.mark.parametrize("code", RAISED)
def test_the_catalogue_names_what_the_error_names_and_english_says_what_was_raised(code: str, tmp_path: Path) -> None:
    with pytest.raises(PercorsoError) as caught:
        RAISED[code](tmp_path)
    error = caught.value
    assert error.code == code
    assert told(error, "en") == (error.message, error.hint)
    catalogue = Catalogue.of("en")
    assert str(catalogue.entries[f"problem.{code}.named"]).format(**error.given) in (
        error.message,
        error.message.split(" Did you mean")[0],
    )
    assert str(catalogue.entries[f"problem.{code}.hint"]).format(**error.given) == error.hint
    italian = told(error, "it")
    assert italian.message != error.message
    assert italian.hint != error.hint
    assert any(value in italian.message for value in error.given.values())


def test_an_error_that_names_nothing_is_said_without_names() -> None:
    damaged = PercorsoError("not_a_workspace", "shop/marker is damaged.", hint="Restore it.")
    assert told(damaged, "it").message == "Questo non è uno spazio di lavoro."


def test_a_code_without_words_and_a_language_without_a_catalogue_are_told_as_raised() -> None:
    rare = PercorsoError("log_corrupt", "Frame 3 is damaged.", hint="Restore the log.")
    assert told(rare, "it") == Told("Frame 3 is damaged.", "Restore the log.")
    assert told(PercorsoError("not_built", "Nothing."), "de") == Told("Nothing.", "")


def test_the_terminal_gets_one_line_that_ends_with_the_code() -> None:
    error = PercorsoError("not_built", "Nothing has been built yet.", hint="Run: percorso build.")
    assert line(error, "it") == "Errore: Ancora nulla di costruito. Eseguite: percorso build. [not_built]"
    assert line(error, "de") == f"Error: {error}"
    assert line(error, "en") == f"Error: {error}"


def test_braces_in_what_an_error_names_are_left_alone() -> None:
    error = PercorsoError("file_not_found", "x", given={"path": "{known}.csv"})
    assert told(error, "it").message == "Il file {known}.csv non esiste."


def test_a_misspelt_name_is_told_with_the_nearest_one_where_there_is_one() -> None:
    near = unknown("column", "whom", ["who", "when"], code="unknown_column")
    assert told(near, "it").message == "Nessuna colonna si chiama «whom». Intendevate «who»?"
    far = unknown("column", "xyz", ["who", "when"], code="unknown_column")
    assert told(far, "it") == Told("Nessuna colonna si chiama «xyz».", "Note: when, who.")
