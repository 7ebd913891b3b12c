from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.record import Event
from percorso.core.time import from_micros

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.properties)
    return found


def test_answers_say_what_was_asked_row_by_row(exports: Path, gather: Gather) -> None:
    batch = gather("surveys", exports / "nps.csv")
    nps, csat = batch.events
    assert (nps.name, nps.email, nps.order_id) == ("NPS Answered", "anna@example.com", "1001")
    assert from_micros(nps.at).isoformat() == "2026-03-12T09:00:00+00:00"
    assert told(nps) == {"survey_type": "nps", "score": 9, "scale": 10, "comment": "Quick", "response_id": "r1"}
    assert (csat.name, told(csat)["score"], told(csat)["scale"]) == ("CSAT Answered", 4, 5)
    assert [(one.row, one.code) for one in batch.rejected] == [(4, "bad_score")]


def test_the_name_of_the_score_s_column_says_what_was_asked(exports: Path, gather: Gather) -> None:
    (answer,) = gather("surveys", exports / "sondaggio.csv").events
    assert (answer.name, answer.order_id, told(answer)["score"]) == ("NPS Answered", "1001", 10)
    assert told(answer)["comment"] == "Servizio perfetto"
    assert from_micros(answer.at).isoformat() == "2026-03-13T09:00:00+00:00"


def test_a_score_of_nobody_knows_what_is_asked_about_not_guessed(write: Write, gather: Gather) -> None:
    path = write("a.csv", "Data;Voto;Email\n13/03/2026;8;anna@example.com\n")
    with pytest.raises(PercorsoError, match='survey = "nps"') as caught:
        gather("surveys", path)
    assert caught.value.code == "missing_survey"
    assert gather("surveys", path, 'survey = "NPS"').events[0].name == "NPS Answered"
    assert [one.code for one in gather("surveys", path, 'survey = "csat"').rejected] == ["bad_score"]
    (scaled,) = gather("surveys", path, 'survey = "csat"\nscale = 10').events
    assert (told(scaled)["score"], told(scaled)["scale"]) == (8, 10)
    for mapping, code in (('survey = "exit poll"', "unknown_survey"), ('survey = "nps"\nscale = "10"', "bad_mapping")):
        with pytest.raises(PercorsoError, match=code):
            gather("surveys", path, mapping)


def test_an_answer_without_a_date_or_anybody_is_set_aside(write: Write, gather: Gather) -> None:
    rows = ",5,anna@example.com\n2026-03-13,5,\n2026-03-13,,anna@example.com\n2026-03-13,4/5,a@b.example\n"
    batch = gather("surveys", write("a.csv", "Date,CSAT,Email\n" + rows))
    assert [(one.row, one.code) for one in batch.rejected] == [
        (2, "missing_time"),
        (3, "missing_identity"),
        (4, "missing_score"),
    ]
    assert [told(one)["score"] for one in batch.events] == [4]


def test_the_id_of_a_survey_is_none_of_its_answers(write: Write, gather: Gather) -> None:
    rows = "77,2026-03-12,9,anna@example.com\n77,2026-03-13,3,bruno@example.com\n"
    batch = gather("surveys", write("a.csv", "Survey ID,Date,NPS,Email\n" + rows))
    assert not batch.rejected
    assert [(one.email, one.message_id, told(one)["survey"]) for one in batch.events] == [
        ("anna@example.com", None, "77"),
        ("bruno@example.com", None, "77"),
    ]
