"""Problems: every refusal the way RFC 9457 writes it, with our stable code, in the language the request asks for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec

from percorso.core.errors import PercorsoError
from percorso.pipeline.masking import Mask
from percorso.speak import problems
from percorso.web.access import sees_people
from percorso.web.documents import Document, Problem
from percorso.web.pages import page_for

MEDIA_TYPE = "application/problem+json"
_STATUS = {
    "login_needed": 401,
    "login_refused": 401,
    "not_allowed": 403,
    "foreign_page": 403,
    "unknown_person": 404,
    "unknown_order": 404,
    "unknown_move": 404,
    "unknown_source": 404,
    "unknown_user": 404,
    "unknown_token": 404,
    "unknown_segment": 404,
    "unknown_annotation": 404,
    "unknown_request": 404,
    "not_built": 409,
    "nothing_to_undo": 409,
    "rules_changed": 409,
    "not_restricted": 409,
    "nothing_imported": 409,
    "unknown_job": 404,
    "unknown_upload": 404,
    "no_report": 404,
    "too_many_jobs": 409,
    "not_cancellable": 409,
    "uploads_full": 409,
    "too_many_attempts": 429,
    "too_slow": 408,
    "upload_too_large": 413,
    "busy": 503,
}
_REFUSALS = {
    400: "A parameter that cannot be taken.",
    401: "Nobody is logged in, and no token was shown that lets anybody in.",
    403: "The role or token does not allow it, or another site's page asks.",
    404: "There is nothing by that name.",
    409: "Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already,"
    " or it cannot be stopped.",
    429: "Too many wrong passwords; Retry-After says when the next is taken.",
}
# What is said of accounts is said to who manages them.
_OF_COLLEAGUES = ("unknown_user", "user_exists", "last_owner", "bad_email")
_log = logging.getLogger(__name__)


def handlers(headers: Mapping[str, str], mask: Mask) -> dict[Any, Any]:
    """Make the application's answers to errors.

    Args:
        headers: what every answer of the application carries; the framework adds it to those that succeed alone.
        mask: of whom a refusal may speak, such as by the nearest name, to who may not see whom data is of.
    """

    def answer(request: Request[Any, Any, Any], status: int, problem: PercorsoError) -> Response[Problem]:
        message, hint = problems.told(problem, request.query_params.get("language", "en"))
        if problem.code not in _OF_COLLEAGUES and not sees_people(request):
            message, hint = mask.texts([message, hint])
        body = Problem(status=status, title=message, code=problem.code, message=message, hint=hint)
        return Response(body, status_code=status, media_type=MEDIA_TYPE, headers={**headers, **_more(status, problem)})

    def ours(request: Request[Any, Any, Any], error: PercorsoError) -> Response[Problem]:
        return answer(request, _STATUS.get(error.code, 400), error)

    def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem] | Response[bytes]:
        """Answer what the framework refuses: no such address, a wrong parameter."""
        page = page_for(request) if error.status_code == HTTPStatus.NOT_FOUND else None
        if page is not None:
            return Response(page, status_code=error.status_code, media_type=MediaType.HTML, headers=dict(headers))
        wrong = [f"{one['key']}: {one['message']}" for one in error.extra or [] if isinstance(one, dict)]
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        hint = "; ".join(wrong)
        return answer(request, error.status_code, PercorsoError(code, error.detail, hint=hint, given={"wrong": hint}))

    def failed(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
        """Answer a failure nobody foresaw without its details; those go to the server's own log."""
        _log.error("A request failed.", exc_info=error)
        hint = "The server's terminal shows why."
        problem = PercorsoError("internal_error", "Something went wrong in the server.", hint=hint)
        return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, problem)

    return {PercorsoError: ours, HTTPException: refused, 500: failed}


def told(document: type[Document], *refusals: int) -> dict[int, ResponseSpec]:
    """Describe what a route answers, for the API's own description."""
    refused = {
        status: ResponseSpec(Problem, generate_examples=False, description=_REFUSALS[status], media_type=MEDIA_TYPE)
        for status in refusals
    }
    return {200: ResponseSpec(document, generate_examples=False, description=document.__doc__ or ""), **refused}


def accepted(document: type[Document], *refusals: int) -> dict[int, ResponseSpec]:
    """Describe what a route answers that has something done as a job: 202, and the job."""
    described = told(document, *refusals)
    return {HTTPStatus.ACCEPTED.value: described.pop(HTTPStatus.OK.value), **described}


def _more(status: int, problem: PercorsoError) -> dict[str, str]:
    """Say beside a refusal how to come in, or when to come again."""
    if status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": problem.given["seconds"]} if "seconds" in problem.given else {}
