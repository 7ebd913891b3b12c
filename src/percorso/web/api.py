"""The JSON API: what the page asks, under /api/v1."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Annotated, Any

from litestar import Request, get
from litestar.params import PathParameter

from percorso.core.errors import PercorsoError
from percorso.core.segments import Segment
from percorso.pipeline import asking, levels, overview, people
from percorso.pipeline.auditing import looked_up
from percorso.pipeline.masking import Mask
from percorso.store.workspace import Workspace
from percorso.web.access import READERS, actor_of, sees_people
from percorso.web.analyses import Shown
from percorso.web.documents import Answers, Stages, Status
from percorso.web.parameters import Conditions, Language, Level, SegmentName
from percorso.web.people_documents import Levels, Person
from percorso.web.problems import told

Identifier = Annotated[
    str,
    PathParameter(
        description="A user id, e-mail, order id, anonymous id or customer id; the mask that stands in lists of people"
        " for whoever may not see whom data is of."
    ),
]
Asked = Request[Any, Any, Any]


def api(workspace: Workspace) -> list[Any]:
    """Make the routes that show one workspace."""
    one_at_a_time, mask = Lock(), Mask(workspace)
    whom = Shown(workspace, mask).whom

    @lru_cache(maxsize=16)
    def answered(_edition: str, language: Language, identity: Level, segment: Segment) -> dict[str, Any]:
        return asking.answers(levels.at_level(workspace, identity), language, segment)

    def shown(request: Asked, document: dict[str, Any]) -> dict[str, Any]:
        """Mask addresses in texts, such as a page's or a campaign's, for whoever may not see whom data is of."""
        return document if sees_people(request) else mask.texts(document)

    @get("/api/v1/answers", **READERS, summary="The six answers", responses=told(Answers, 400, 401, 403, 404, 409))
    def answers(
        request: Asked,
        language: Language = "en",
        segment: SegmentName = None,
        condition: Conditions = None,
        identity: Level = "default",
    ) -> dict[str, Any]:
        asked = whom(request, segment, condition)
        # Who asks while the same is being worked out for another waits for that answer.
        with one_at_a_time:
            return shown(request, answered(asking.edition(workspace), language, identity, asked))

    @get(
        "/api/v1/stages",
        **READERS,
        summary="How many people reached each stage",
        responses=told(Stages, 400, 401, 403, 404, 409),
    )
    def stages(
        request: Asked, language: Language = "en", segment: SegmentName = None, condition: Conditions = None
    ) -> dict[str, Any]:
        return shown(request, asking.stages(workspace, language, whom(request, segment, condition)))

    @get(
        "/api/v1/status",
        **READERS,
        summary="Rows, freshness, health, coverage",
        responses=told(Status, 401, 403),
    )
    def status(request: Asked) -> dict[str, Any]:
        return shown(request, overview.status(workspace))

    return [answers, stages, _person(workspace, mask), status, _levels(workspace, mask)]


def _person(workspace: Workspace, mask: Mask) -> Any:
    @get(
        "/api/v1/people/{identifier:path}",
        **READERS,
        summary="One person's timeline; without the right to personal data found by a mask alone, and masked",
        responses=told(Person, 400, 401, 403, 404, 409),
    )
    def person(
        request: Asked, identifier: Identifier, language: Language = "en", identity: Level = "default"
    ) -> dict[str, Any]:
        asked, shop = identifier.removeprefix("/"), levels.at_level(workspace, identity)
        if not sees_people(request):
            return mask.person(_by_mask(shop, mask, asked, language))
        found = people.person(shop, asked, language)
        if actor := actor_of(request):
            looked_up(workspace, actor, asked)
        return found

    return person


def _by_mask(workspace: Workspace, mask: Mask, asked: str, language: Language) -> dict[str, Any]:
    """Find a person by the mask of their id; whoever it is, a refusal names no more than the mask."""
    customer = mask.customer_of(asked)
    try:
        return people.person(workspace, customer, language)
    except PercorsoError as problem:
        given = {name: asked if value == customer else value for name, value in problem.given.items()}
        message = problem.message.replace(customer, asked)
        raise PercorsoError(problem.code, message, hint=problem.hint, given=given) from None


def _levels(workspace: Workspace, mask: Mask) -> Any:
    """Make the route that compares levels of trust."""
    one_at_a_time = Lock()

    @get(
        "/api/v1/identity/levels",
        **READERS,
        summary="How much each channel's orders depend on who is taken for one person",
        responses=told(Levels, 401, 403, 409),
    )
    def identity_levels(request: Asked) -> dict[str, Any]:
        # What is not up to date is built, as long as that takes: once, however many ask.
        with one_at_a_time:
            document = levels.compare(workspace)
        return document if sees_people(request) else mask.texts(document)

    return identity_levels
