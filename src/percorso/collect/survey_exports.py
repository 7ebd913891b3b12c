"""The survey exports that are recognised, as data, and how a score is read."""

from __future__ import annotations

import re
from typing import NamedTuple

from percorso.collect.exports import Export
from percorso.collect.headers import aliases, fold
from percorso.core.errors import PercorsoError, unknown

_WHO = """
        email: Email, E-mail, Person email, Customer email, Respondent email, Email address, Indirizzo email
        email: Email cliente
        user_id: Customer ID, User ID, ID cliente
        order_id: Order ID, Order number, Order, Numero ordine, ID ordine, Ordine
        response_id: Response ID, ID, ID risposta
        survey: Survey, Survey name, Sondaggio, Nome sondaggio, Survey ID, ID sondaggio
"""
_AT = (
    "Created at, Timestamp, Date, Response date, Submitted at, Completed at, Responded at, scored_datetime,"
    " Survey date, Data, Data risposta, Informazioni cronologiche, Compilato il"
)
_COMMENT = (
    "Comment, Comments, Feedback, Reason, Answer, NPS Comment, NPS Feedback, CSAT Comment, body_text, Commento, Motivo"
)

NPS = Export(
    name="nps",
    required=("at", "score"),
    columns=aliases(f"""
        at: {_AT}
        score: NPS, NPS Score, Net Promoter Score, Punteggio NPS, Voto NPS
        comment: {_COMMENT}
        {_WHO.strip()}
    """),
)
CSAT = Export(
    name="csat",
    required=("at", "score"),
    columns=aliases(f"""
        at: {_AT}
        score: CSAT, CSAT Score, Satisfaction, Satisfaction score, Satisfaction rating, Soddisfazione, Punteggio CSAT
        comment: {_COMMENT}
        {_WHO.strip()}
    """),
)
# One column for the score and perhaps one for the kind of survey, as Delighted and the surveys of care systems have it.
SCORED = Export(
    name="survey",
    required=("at", "score"),
    columns=aliases(f"""
        at: {_AT}
        score: Score, Rating, Punteggio, Voto, Valutazione, Risposta
        kind: Survey type, Type, Metric, Tipo, Tipo di sondaggio, Metrica
        comment: {_COMMENT}
        {_WHO.strip()}
    """),
)
EXPORTS = (NPS, CSAT, SCORED)


class Survey(NamedTuple):
    """A kind of survey.

    Attributes:
        event: the name of its answers.
        lowest, highest: the scores it knows.
    """

    event: str
    lowest: int
    highest: int


# NPS asks from 0 to 10; a satisfaction score is from 1 to 5 unless the file or the mapping says otherwise.
SURVEYS = {
    "nps": Survey("NPS Answered", 0, 10),
    "csat": Survey("CSAT Answered", 1, 5),
    "ces": Survey("CES Answered", 1, 7),
}
_WORDS = {
    "netpromoterscore": "nps",
    "customersatisfaction": "csat",
    "satisfaction": "csat",
    "soddisfazione": "csat",
    "customereffort": "ces",
    "customereffortscore": "ces",
}
_SCORE = re.compile(r"(\d+)(?:[.,]0+)?(?:\s*(?:/|su|of|out of)\s*(\d+))?", re.IGNORECASE)


def survey_of(word: str) -> str:
    """Give the kind of survey (a key of ``SURVEYS``) a word means, or raise ``unknown_survey``."""
    folded = fold(word)
    kind = _WORDS.get(folded, folded)
    if kind not in SURVEYS:
        raise unknown("kind of survey", word, SURVEYS, code="unknown_survey")
    return kind


def score_of(text: str, survey: Survey, highest: int | None = None) -> tuple[int, int]:
    """Read a score and out of how many it is: a whole number, perhaps with its scale, as in ``4/5``.

    Args:
        text: as exported.
        survey: gives the scores where neither the text nor the shop says how high they go.
        highest: the scale the shop says.

    Raises:
        PercorsoError: ``bad_score``.
    """
    found = _SCORE.fullmatch(text.strip())
    top = int(found[2]) if found and found[2] else highest or survey.highest
    score = int(found[1]) if found else -1
    if not survey.lowest <= score <= top:
        raise PercorsoError(
            "bad_score",
            f"'{text}' is no whole score from {survey.lowest} to {top}.",
            hint="Where the scale is another, pass a mapping file with a line such as scale = 10.",
        )
    return score, top
