"""The six questions, one file each."""

from __future__ import annotations

from dataclasses import replace

from percorso.analyze.answers import acceleration, acquisition, campaigns, effectiveness, engagement, landing
from percorso.analyze.answers.figures import said, text
from percorso.analyze.facts import Facts
from percorso.analyze.totals import CountTotals
from percorso.core.answer import Answer, Message

# In the order of the questions; the list is closed, so it is written out.
QUESTIONS = (acquisition, acceleration, engagement, effectiveness, campaigns, landing)


def answers(facts: Facts) -> tuple[Answer, ...]:
    """Answer the six questions; where money came in several currencies, each says which it speaks of."""
    told = (question.answer(facts) for question in QUESTIONS)
    wanted = _rates(facts)
    return tuple(replace(one, missing=(*one.missing, *wanted)) for one in told)


def _rates(facts: Facts) -> tuple[Message, ...]:
    totals = facts.ask(CountTotals(facts.currency))
    others = tuple(one.currency for one in totals if one.orders and one.currency != facts.currency)
    if not others:
        return ()
    return (said("missing.rates", currencies=(others, "text"), currency=text(facts.currency)),)
