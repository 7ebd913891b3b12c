"""The six questions, one file each."""

from __future__ import annotations

from dataclasses import replace

from percorso.analyze.answers import acceleration, acquisition, campaigns, effectiveness, engagement, landing
from percorso.analyze.answers.figures import count, rated, said, share, text
from percorso.analyze.facts import Facts
from percorso.analyze.intervals import rate
from percorso.analyze.totals import CountTotals
from percorso.core.answer import Answer, Message

# In the order of the questions; the list is closed, so it is written out.
QUESTIONS = (acquisition, acceleration, engagement, effectiveness, campaigns, landing)
# Those that say what came before orders, and so are silent about the orders that nothing may be known to come before.
_OF_CONTACTS = (1, 3, 4, 5)


def answers(facts: Facts) -> tuple[Answer, ...]:
    """Answer the six questions; where money came in several currencies, each says which it speaks of.

    Those about contacts say how many orders they may see none before.
    """
    told = (_with_unseen(question.answer(facts), facts) for question in QUESTIONS)
    wanted = _rates(facts)
    return tuple(replace(one, missing=(*one.missing, *wanted)) for one in told)


def _with_unseen(answer: Answer, facts: Facts) -> Answer:
    if answer.question not in _OF_CONTACTS or not facts.orders_without_consent:
        return answer
    held = rate(facts.orders_without_consent, facts.orders)
    unseen = said("answer.unseen", share=share(held.value), n=count(held.successes), total=count(held.n))
    figure = rated("orders_without_consent", held)
    return replace(answer, figures=(*answer.figures, figure), unseen=unseen)


def _rates(facts: Facts) -> tuple[Message, ...]:
    totals = facts.ask(CountTotals(facts.currency))
    others = tuple(one.currency for one in totals if one.orders and one.currency != facts.currency)
    if not others:
        return ()
    return (said("missing.rates", currencies=(others, "text"), currency=text(facts.currency)),)
