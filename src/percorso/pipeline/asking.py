"""Questions asked of the published build, answered in a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from percorso.analyze.answers import answers as six
from percorso.analyze.facts import Facts
from percorso.analyze.stages import CountStages
from percorso.analyze.totals import CountTotals
from percorso.core.answer import Totals
from percorso.core.segments import EVERYBODY, Segment
from percorso.core.time import from_micros, to_micros, zone
from percorso.pipeline.overview import coverage, orders_without_consent
from percorso.pipeline.published import Published
from percorso.pipeline.segments import within
from percorso.pipeline.spent import spent
from percorso.speak.answers import answer_document, totals_document, totals_sentence
from percorso.speak.catalogue import Catalogue
from percorso.store.workspace import Workspace
from percorso.tables import SESSIONS, SPEND, TOUCHPOINTS

# Ways are judged by how long ago they began, as of the last contact or order: a message sent later shows neither.
_SPAN = """SELECT min("at") AS first_at, max("at") AS last_at FROM touchpoints WHERE role <> 'message'"""


def edition(workspace: Workspace) -> str:
    """Name what answers depend on: the published build and the spend; a new one means new answers."""
    build = workspace.state.latest_build()
    return f"{build.id if build else 0}.{workspace.lake.revision(SPEND)}"


def answers(workspace: Workspace, language: str = "en", segment: Segment = EVERYBODY) -> dict[str, Any]:
    """Answer the six questions, of everybody or of a segment's members alone.

    What campaigns cost was not spent on a segment: of one it is left out, and the answers say so.

    Returns:
        the document of ``percorso answers --format json``. ``totals`` is one object, or a list of one per currency
        where orders came in several and no rates were imported; ``summary`` says it as a sentence.

    Raises:
        PercorsoError: ``not_built``, ``cache_missing``, ``unknown_language``.
    """
    published = within(Published.open(workspace), segment)
    catalogue = Catalogue.of(language)
    totals = published.ask(CountTotals(workspace.settings.shop.currency))
    facts = facts_of(published, totals)
    if segment != EVERYBODY:
        facts = replace(facts, spend=(), of_segment=True, orders_without_consent=0)
    documents = [totals_document(one) for one in totals if one.orders] or [totals_document(totals[0])]
    where = zone(workspace.settings.shop.time_zone)
    first, last = (from_micros(moment).astimezone(where) for moment in (facts.first_at, facts.last_at))
    return {
        "shop": {"id": facts.shop.id, "name": facts.shop.name, "currency": facts.currency},
        "period": {"from": first.date().isoformat(), "to": last.date().isoformat()},
        "as_of": last.isoformat(timespec="seconds"),
        "language": language,
        "summary": totals_sentence(documents, catalogue),
        "answers": [answer_document(answer, catalogue) for answer in six(facts)],
        "totals": documents[0] if len(documents) == 1 else documents,
        "coverage": coverage(published),
    }


def stages(workspace: Workspace, language: str = "en", segment: Segment = EVERYBODY) -> dict[str, Any]:
    """Count the people who reached each stage, and the touchpoints in it."""
    published = within(Published.open(workspace), segment)
    catalogue = Catalogue.of(language)
    found = published.ask_once(CountStages())
    rows = [
        {
            "stage": row.stage,
            "label": catalogue.named("stage", row.stage),
            "people": row.people.successes,
            "share": row.people.value,
            "low": row.people.low,
            "high": row.people.high,
            "touchpoints": row.touchpoints,
        }
        for row in found.rows
    ]
    return {"stages": rows, "customers": found.customers}


def span(published: Published) -> tuple[datetime | None, datetime | None]:
    """Give the moments of the first and the last touchpoint; None where there is none."""
    found = published.rows_once(_SPAN, TOUCHPOINTS)[0]
    return found["first_at"], found["last_at"]


def facts_of(published: Published, totals: Sequence[Totals]) -> Facts:
    """Gather what the answers are drawn from; they speak in the shop's currency, or in the only one orders came in."""
    settings = published.workspace.settings
    sold = [one.currency for one in totals if one.orders]
    currency = sold[0] if sold and settings.shop.currency not in sold else settings.shop.currency
    first, last = (0 if at is None else to_micros(at) for at in span(published))
    return Facts(
        ask=published.ask,
        shop=settings.shop,
        tracing=settings.trace,
        words=published.words,
        spend=spent(published, currency),
        currency=currency,
        has_visits=published.count(SESSIONS) > 0,
        first_at=first,
        last_at=last,
        orders_without_consent=orders_without_consent(published),
    )
