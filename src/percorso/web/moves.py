"""The routes of moves: what is worth doing next, and what somebody decides about it."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.params import JSONBody, PathParameter

from percorso.core.access import CHANGE, READ
from percorso.pipeline import asking, moves
from percorso.pipeline.masking import Mask
from percorso.store.workspace import Workspace
from percorso.web.access import actor_of, sees_people
from percorso.web.analyses import Shown
from percorso.web.moves_documents import Decided, Today
from percorso.web.parameters import Language, Limit, Offset
from percorso.web.people_documents import Behind
from percorso.web.problems import told

Asked = Request[Any, Any, Any]
MoveId = Annotated[str, PathParameter(description="The id of a move, as GET /api/v1/today gives it.")]


def moves_of(workspace: Workspace) -> list[Any]:
    """Make the routes of one workspace's moves."""
    one_at_a_time, mask = Lock(), Mask(workspace)

    @lru_cache(maxsize=1)
    def found(_edition: str) -> moves.Found:
        return moves.find(workspace)

    def seen() -> moves.Found:
        # Who asks while the same is being worked out for another waits for that.
        with one_at_a_time:
            return found(asking.edition(workspace))

    def shown(request: Asked, language: Language) -> dict[str, Any]:
        document = moves.today(workspace, language, seen(), looker=_looker(request))
        return document if sees_people(request) else mask.texts(document)

    @get(
        "/api/v1/today",
        opt={"needs": READ},
        sync_to_thread=True,
        summary="What is worth doing next",
        responses=told(Today, 400, 401, 403, 409),
    )
    def today(request: Asked, language: Language = "en") -> dict[str, Any]:
        return shown(request, language)

    @post(
        "/api/v1/moves/{move:str}",
        opt={"needs": CHANGE},
        sync_to_thread=True,
        status_code=200,
        summary="Accept a move, dismiss it, put it off or reopen it",
        responses=told(Today, 400, 401, 403, 404, 409),
    )
    def decide(request: Asked, move: MoveId, data: JSONBody[Decided], language: Language = "en") -> dict[str, Any]:
        moves.decide(workspace, move, data.decision, actor_of(request), data.owner, data.check_on)
        return shown(request, language)

    @get(
        "/api/v1/moves/{move:str}/people",
        opt={"needs": READ},
        sync_to_thread=True,
        summary="The people that a move counts; masked without the right to personal data",
        responses=told(Behind, 400, 401, 403, 404, 409),
    )
    def concerned(request: Asked, move: MoveId, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
        listed = moves.people_of_move(workspace, move, seen(), limit=limit, offset=offset)
        return Shown(workspace, mask).people(request, listed, f"move {move}")

    return [today, decide, concerned]


def _looker(request: Asked) -> str | None:
    """Name the account that looks; None for a program with a token, which has no role."""
    actor = actor_of(request)
    return None if actor is None or (actor.name and not actor.role) else actor.name
