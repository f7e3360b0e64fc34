"""Errors as RFC 9457 problem details. What the caller sent is never sent back, and nothing inside is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from lead_runtime.errors import KafkaAway, RecordTooLarge
from lead_runtime.redaction import redact

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:lead-handover:problem:"
MOST_ERRORS: Final = 50
LONGEST_FIELD: Final = 200


@dataclass(frozen=True, slots=True)
class FieldError:
    """``field``: dotted path in the body (``leads.0.email``) or ``query.limit``; ``detail``: what was expected."""

    field: str
    detail: str


class Problem(HTTPException):
    """An answer that is an error. Raise it anywhere under the application.

    ``detail`` is for a person, one line without personal data; ``slug`` names the kind in the ``type`` member.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        slug: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail=detail, headers=dict(headers or {}))
        self.slug = slug
        self.errors = tuple(errors)


def invalid(field: str, detail: str) -> Problem:
    """422 for one member that a model alone cannot judge."""
    return Problem(422, "The request is not valid.", slug="validation", errors=[FieldError(field, detail)])


def unauthenticated(detail: str = "A valid bearer key is required.") -> Problem:
    """401, with the challenge."""
    return Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="lead-handover"'})


def forbidden(detail: str = "This key may not do that.") -> Problem:
    """403."""
    return Problem(403, detail)


def not_found(detail: str = "There is nothing here.") -> Problem:
    """404."""
    return Problem(404, detail)


def unavailable(detail: str, retry_after_seconds: int = 1) -> Problem:
    """503: nothing was kept, the caller should try again."""
    return Problem(503, detail, headers={"Retry-After": str(retry_after_seconds)})


def response(problem: HTTPException, scope: Mapping[str, Any]) -> JSONResponse:
    """The problem as an HTTP response."""
    return JSONResponse(
        _document(problem, scope), problem.status_code, headers=dict(problem.headers or {}), media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Every error of the application is answered as a problem; KafkaAway as 503 and RecordTooLarge as 413."""

    @app.exception_handler(HTTPException)
    async def answer(request: Request, error: HTTPException) -> JSONResponse:
        return response(error, request.scope)

    @app.exception_handler(RequestValidationError)
    async def answer_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        errors = field_errors(error.errors())
        return response(Problem(422, "The request is not valid.", slug="validation", errors=errors), request.scope)

    @app.exception_handler(KafkaAway)
    async def answer_away(request: Request, _error: KafkaAway) -> JSONResponse:
        return response(unavailable("It could not be kept now; send it again."), request.scope)

    @app.exception_handler(RecordTooLarge)
    async def answer_too_large(request: Request, _error: RecordTooLarge) -> JSONResponse:
        return response(Problem(413, "It is too large to be kept."), request.scope)


def field_errors(errors: Sequence[Any]) -> list[FieldError]:
    """Pydantic's errors as fields and what was expected of them, without the values."""
    return [FieldError(_path(error["loc"]), _expectation(error)) for error in errors[:MOST_ERRORS]]


def _document(problem: HTTPException, scope: Mapping[str, Any]) -> dict[str, Any]:
    phrase = HTTPStatus(problem.status_code).phrase
    slug = getattr(problem, "slug", None) or phrase.lower().replace(" ", "-")
    document: dict[str, Any] = {
        "type": TYPE_PREFIX + slug,
        "title": phrase,
        "status": problem.status_code,
        "detail": problem.detail,
        "instance": scope.get("path", ""),
    }
    if request_id := scope.get("state", {}).get("request_id"):
        document["request_id"] = request_id
    if errors := getattr(problem, "errors", ()):
        document["errors"] = [asdict(error) for error in errors]
    return document


def _path(loc: Sequence[int | str]) -> str:
    inside = loc[1:] if loc and loc[0] == "body" and len(loc) > 1 else loc
    return ".".join(str(part) for part in inside)[:LONGEST_FIELD]


def _expectation(error: Mapping[str, Any]) -> str:
    """The message, unless it repeats the value (a validator of ours may, and a tagged union does)."""
    message, value = str(error["msg"]), error.get("input")
    if error["type"] == "union_tag_invalid" or (isinstance(value, str) and value and value in message):
        return "is not one of the allowed values"
    return redact(message)
