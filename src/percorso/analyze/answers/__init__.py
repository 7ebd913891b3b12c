"""The six questions, one file each."""

from __future__ import annotations

from percorso.analyze.answers import acceleration, acquisition, campaigns, effectiveness, engagement, landing
from percorso.analyze.facts import Facts
from percorso.core.answer import Answer

# In the order of the questions; the list is closed, so it is written out.
QUESTIONS = (acquisition, acceleration, engagement, effectiveness, campaigns, landing)


def answers(facts: Facts) -> tuple[Answer, ...]:
    """Answer the six questions."""
    return tuple(question.answer(facts) for question in QUESTIONS)
