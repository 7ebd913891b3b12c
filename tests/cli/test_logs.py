from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from percorso.cli import logs

_log = logging.getLogger("percorso.test")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Give the root its own handlers and level back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def fail() -> None:
    try:
        raise ValueError("anna@example.com is no number")
    except ValueError:
        _log.exception("It failed.")


def test_people_are_told_warnings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    logs.speak("text")
    _log.info("All is well.")
    _log.warning("The disk is nearly full.")
    assert capsys.readouterr().err == "The disk is nearly full.\n"


def test_machines_are_told_everything_a_line_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    logs.speak("json")
    _log.info("All is %s.", "well")
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["where"], line["message"]) == ("info", "percorso.test", "All is well.")
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_is_told_by_its_kind_and_place_and_never_by_what_somebody_sent(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.speak(form)
    fail()
    said = capsys.readouterr().err
    assert "ValueError in fail (" in said
    assert "anna" not in said
