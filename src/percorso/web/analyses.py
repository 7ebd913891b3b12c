"""The routes that ask the journeys something of the reader's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

from litestar import Request, get
from litestar.params import QueryParameter

from percorso.core import lists
from percorso.core.errors import PercorsoError
from percorso.core.period import Period
from percorso.core.segments import Segment
from percorso.core.time import parse_duration
from percorso.pipeline.asking import edition
from percorso.pipeline.auditing import looked_up, saw
from percorso.pipeline.behind import people_of_path, people_of_step
from percorso.pipeline.exploring import CountFunnel, Routes, Source, Step, asked_column, funnel, paths
from percorso.pipeline.masking import Mask
from percorso.pipeline.segments import asked_segment, saved_names
from percorso.pipeline.told_columns import is_told
from percorso.pipeline.unmet import conditions_of, events_of, require_met, unmet
from percorso.pipeline.vocabulary import vocabulary
from percorso.store.workspace import Workspace
from percorso.web.access import READERS, actor_of, sees_people
from percorso.web.analysis_documents import Funnel, Paths, Vocabulary
from percorso.web.parameters import Conditions, Language, Level, Limit, Offset, Purpose, SegmentName, Since, Until
from percorso.web.people_documents import Behind
from percorso.web.problems import told

Asked = Request[Any, Any, Any]
Steps = Annotated[
    list[str], QueryParameter(description="Names of events, in their order: repeated, or with commas between them.")
]
Within = Annotated[str, QueryParameter(description="From the first step to the last, such as 7d or 90m.")]
Order = Annotated[
    Literal["ordered", "strict", "unordered"], QueryParameter(description="Whether other events may lie between.")
]
By = Annotated[str | None, QueryParameter(description="A column to break down by, such as channel or trait.city.")]
Attribution = Annotated[
    Literal["first", "last", "all"], QueryParameter(description="Of which step the value counts that breaks it down.")
]
Where = Annotated[list[str] | None, QueryParameter(description="COLUMN=VALUE: only rows that say so count.")]
Number = Annotated[int, QueryParameter(description="The number of a step, from 1.", ge=1, le=62)]
Which = Annotated[
    Literal["reached", "lost"], QueryParameter(description="Who took the step, or who went no further than before it.")
]
Path = Annotated[
    list[str], QueryParameter(description="What lies on the path, in its order: repeated, or with commas between.")
]
Along = Annotated[str, QueryParameter(description="What a path is made of: event, or another column.")]
From = Annotated[str | None, QueryParameter(name="from", description="Paths begin with a person's first of this.")]
To = Annotated[str | None, QueryParameter(name="to", description="Paths end with a person's first of this.")]
Depth = Annotated[int, QueryParameter(description="How far a path is followed.", ge=2, le=60)]
Top = Annotated[int, QueryParameter(description="How many whole paths to list.", ge=1, le=1000)]
Loops = Annotated[bool, QueryParameter(description="Whether repeats in a row stay several.")]


@dataclass(frozen=True)
class Shown:
    """One workspace, as whoever asks may see it."""

    workspace: Workspace
    mask: Mask

    def source(
        self, level: Level, since: str | None, until: str | None, whom: Segment, columns: Sequence[str] = ()
    ) -> Source:
        """Open the journeys of a period and a segment, with columns they do not hold themselves."""
        return Source.of_workspace(self.workspace.folder, level, columns, Period.read(since, until), whom)

    def whom(self, request: Asked, name: str | None, conditions: Sequence[str] | None) -> Segment:
        """Find the segment that is asked about; what tells it by traits may tell who people are.

        Raises:
            PercorsoError: ``not_allowed``; see ``pipeline.segments.asked_segment``.
        """
        found = asked_segment(self.workspace, name and self.named(request, name), conditions or ())
        naming = self.mask.texts(list(conditions or ())) != list(conditions or ())
        if (found.personal or naming) and not sees_people(request):
            hint = "Ask by what journeys tell, such as channel or orders, or for the right to personal data."
            raise PercorsoError("not_allowed", "A segment by traits or names may tell whom data is of.", hint=hint)
        return found

    def named(self, request: Asked, name: str) -> str:
        """Find the name of a segment that is asked for by its name, or by that as it was shown masked."""
        if sees_people(request):
            return name
        return next((one for one in saved_names(self.workspace) if self.mask.texts(one) == name), name)

    def columns(self, request: Asked, question: CountFunnel) -> tuple[str, ...]:
        """List the columns a funnel asks for; traits and properties may name people, so not everybody may ask.

        Raises:
            PercorsoError: ``not_allowed``.
        """
        asked = (*([question.by] if question.by else ()), *(name for name, _ in question.where))
        if any(map(is_told, asked)) and not sees_people(request):
            hint = "Ask by a column of journeys, such as channel or device, or for the right to personal data."
            raise PercorsoError("not_allowed", "Traits and properties may tell whom data is of.", hint=hint)
        if question.by and is_told(question.by):
            saw(self.workspace, actor_of(request), "breakdown")
        return asked

    def texts(self, request: Asked, document: dict[str, Any]) -> dict[str, Any]:
        """Mask addresses in texts: what a funnel is broken down by may be a page's, with an e-mail in it."""
        return document if sees_people(request) else self.mask.texts(document)

    def people(self, request: Asked, document: dict[str, Any], subject: str) -> dict[str, Any]:
        """Mask whom a document is about, or note who saw it."""
        if not sees_people(request):
            return self.mask.person(document)
        if actor := actor_of(request):
            looked_up(
                self.workspace, actor, f"{subject} for {document['purpose']}" if "purpose" in document else subject
            )
        return document


def analyses(workspace: Workspace) -> list[Any]:
    """Make the routes of one workspace's analyses."""
    shown = Shown(workspace, Mask(workspace))

    @get(
        "/api/v1/funnel",
        **READERS,
        summary="Who takes steps in order, within a time",
        responses=told(Funnel, 400, 401, 403, 404, 409),
    )
    def counted(
        request: Asked,
        steps: Steps,
        within: Within = "14d",
        order: Order = "ordered",
        by: By = None,
        attribution: Attribution = "first",
        where: Where = None,
        since: Since = None,
        until: Until = None,
        segment: SegmentName = None,
        condition: Conditions = None,
        identity: Level = "default",
    ) -> dict[str, Any]:
        question = _question(steps, within, order, by, attribution, where)
        whom = shown.whom(request, segment, condition)
        source = shown.source(identity, since, until, whom, shown.columns(request, question))
        return shown.texts(request, _warned(source, question))

    @get(
        "/api/v1/funnel/people",
        **READERS,
        summary="Who took a step of a funnel, or was lost before it; masked without the right to personal data",
        responses=told(Behind, 400, 401, 403, 404, 409),
    )
    def behind(
        request: Asked,
        steps: Steps,
        step: Number,
        which: Which = "reached",
        purpose: Purpose = None,
        within: Within = "14d",
        order: Order = "ordered",
        where: Where = None,
        since: Since = None,
        until: Until = None,
        segment: SegmentName = None,
        condition: Conditions = None,
        limit: Limit = 50,
        offset: Offset = 0,
        identity: Level = "default",
    ) -> dict[str, Any]:
        question = _question(steps, within, order, None, "first", where)
        whom = shown.whom(request, segment, condition)
        source = shown.source(identity, since, until, whom, shown.columns(request, question))
        found = people_of_step(workspace, source, question, step, which, purpose=purpose, limit=limit, offset=offset)
        return shown.people(request, found, f"funnel {which} {step}" + (f" for {purpose}" if purpose else ""))

    return [counted, behind, _followed(shown), _takers(shown), _spoken(shown)]


def _followed(shown: Shown) -> Any:
    @get(
        "/api/v1/paths",
        **READERS,
        summary="What follows what, and the paths most people take",
        responses=told(Paths, 400, 401, 403, 404, 409),
    )
    def followed(
        request: Asked,
        by: Along = "event",
        start: From = None,
        end: To = None,
        depth: Depth = 5,
        top: Top = 20,
        loops: Loops = True,
        since: Since = None,
        until: Until = None,
        segment: SegmentName = None,
        condition: Conditions = None,
        identity: Level = "default",
    ) -> dict[str, Any]:
        source = shown.source(identity, since, until, shown.whom(request, segment, condition))
        column = asked_column(source, by)
        document = paths(source, Routes(column, "customer", start, end, depth, top, loops), by=column)
        return shown.texts(request, document)

    return followed


def _takers(shown: Shown) -> Any:
    @get(
        "/api/v1/paths/people",
        **READERS,
        summary="Who took one of the paths; masked without the right to personal data",
        responses=told(Behind, 400, 401, 403, 404, 409),
    )
    def takers(
        request: Asked,
        path: Path,
        by: Along = "event",
        start: From = None,
        end: To = None,
        depth: Depth = 5,
        loops: Loops = True,
        since: Since = None,
        until: Until = None,
        segment: SegmentName = None,
        condition: Conditions = None,
        purpose: Purpose = None,
        limit: Limit = 50,
        offset: Offset = 0,
        identity: Level = "default",
    ) -> dict[str, Any]:
        source = shown.source(identity, since, until, shown.whom(request, segment, condition))
        question = Routes(asked_column(source, by), "customer", start, end, depth, loops=loops)
        way = lists.names(path)
        found = people_of_path(shown.workspace, source, question, way, purpose=purpose, limit=limit, offset=offset)
        return shown.people(request, found, f"path of {len(way)}")

    return takers


def _spoken(shown: Shown) -> Any:
    @lru_cache(maxsize=4)
    def told_of(_edition: str, language: Language) -> dict[str, Any]:
        return vocabulary(shown.workspace, language)

    @get(
        "/api/v1/vocabulary",
        **READERS,
        summary="What may be asked of the journeys, and what it is called",
        responses=told(Vocabulary, 400, 401, 403, 409),
    )
    def spoken(request: Asked, language: Language = "en") -> dict[str, Any]:
        return shown.texts(request, told_of(edition(shown.workspace), language))

    return spoken


def _warned(source: Source, question: CountFunnel) -> dict[str, Any]:
    """Count a funnel, and say which of its names nothing on record has."""
    require_met(source, conditions_of(question))
    warnings = unmet(source, events_of(question))
    return funnel(source, question) | {"warnings": warnings}


def _question(
    steps: list[str],
    within: str,
    order: Literal["ordered", "strict", "unordered"],
    by: str | None,
    attribution: Literal["first", "last", "all"],
    where: list[str] | None,
) -> CountFunnel:
    return CountFunnel(
        tuple(Step(name, (name,)) for name in lists.names(steps)),
        parse_duration(within),
        order,
        by=by,
        attribution=attribution,
        where=lists.pairs(where or ()),
        column="name",
    )
