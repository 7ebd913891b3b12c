import pytest

from percorso.collect.survey_exports import SURVEYS, score_of, survey_of
from percorso.core.errors import PercorsoError
from percorso.trace.stages import StageRules


@pytest.mark.parametrize(
    ("word", "kind"), [("NPS", "nps"), ("Net Promoter Score", "nps"), ("Soddisfazione", "csat"), ("CES", "ces")]
)
def test_a_survey_is_told_by_any_of_its_names(word: str, kind: str) -> None:
    assert survey_of(word) == kind


@pytest.mark.parametrize(
    ("text", "kind", "highest", "read"),
    [
        ("0", "nps", None, (0, 10)),
        ("10", "nps", None, (10, 10)),
        ("9.0", "nps", None, (9, 10)),
        ("5", "csat", None, (5, 5)),
        ("8", "csat", 10, (8, 10)),
        ("8/10", "csat", None, (8, 10)),
        ("7", "ces", None, (7, 7)),
    ],
)
def test_a_score_is_read_with_its_scale(text: str, kind: str, highest: int | None, read: tuple[int, int]) -> None:
    assert score_of(text, SURVEYS[kind], highest) == read


@pytest.mark.parametrize(
    ("text", "kind"), [("11", "nps"), ("-1", "nps"), ("0", "csat"), ("6", "csat"), ("8.5", "nps"), ("good", "csat")]
)
def test_a_score_beyond_its_scale_is_refused(text: str, kind: str) -> None:
    with pytest.raises(PercorsoError, match="bad_score"):
        score_of(text, SURVEYS[kind])


def test_every_answer_concerns_the_order() -> None:
    assert all(StageRules.built_in().after_order.match(survey.event) for survey in SURVEYS.values())
