from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.answers import QUESTIONS, answers
from percorso.analyze.facts import Facts
from percorso.core.settings import Shop, Tracing
from percorso.core.time import DAY
from percorso.run.local import run
from percorso.sequence.journeys import Journeys
from percorso.speak.answers import answer_document
from percorso.speak.catalogue import Catalogue, languages


def facts_of(journeys: Journeys) -> Facts:
    return Facts(
        ask=lambda analysis: run(analysis, [lambda: journeys]),
        shop=Shop(),
        tracing=Tracing(),
        words=journeys.words,
        spend=(),
        currency="EUR",
        has_visits=True,
        first_at=0,
        last_at=300 * DAY,
    )


@given(data=st.data())
def test_six_answers_speak_calmly_in_every_language_whatever_a_shop_holds(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    found = answers(facts_of(journeys(data.draw(shops))))
    assert [answer.question for answer in found] == [1, 2, 3, 4, 5, 6]
    for answer in found:
        for language in languages():
            document = answer_document(answer, Catalogue.of(language))
            assert document["headline"].strip()
            assert document["method"].strip()
            for figure in document["figures"]:
                told = figure["status"] == "ok"
                assert (figure["value"] is not None) == told
                assert (figure["reason"] is None) == told


def test_the_questions_are_six_files() -> None:
    assert len(QUESTIONS) == 6


@pytest.mark.parametrize("place", range(6))
def test_a_shop_without_anything_is_told_what_to_bring(
    place: int, journeys: Callable[[Sequence[Any]], Journeys]
) -> None:
    answer = QUESTIONS[place].answer(facts_of(journeys([])))
    assert answer.status == "cannot_tell"
    assert answer.missing
