"""Errors as RFC 9457 problem documents: one shape for everything the API refuses or fails to do."""

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from shoal.model.errors import Busy, Conflict, InvalidInput, NotFound, Problem, ShoalError, StorageError

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("shoal.web")


class Fault(BaseModel):
    """One fault of the input: `path` walks the request, or the rule, as in `all[1].where.op`."""

    path: str
    code: str
    message: str
    hint: str | None = None
    severity: str = "error"


def fault(problem: Problem) -> Fault:
    return Fault.model_validate(problem.as_json())


class ProblemDocument(BaseModel):
    """RFC 9457. `code` is stable, `hint` says what to do next, `actor` who must act: user, operator, retry or us."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    hint: str | None = None
    actor: str = "user"
    problems: list[Fault] = []


class Unauthenticated(InvalidInput):
    """Nobody is signed in, or the key isn't known."""

    code = "unauthenticated"


class Forbidden(InvalidInput):
    """Somebody is signed in who may not do this."""

    code = "forbidden"


class TooMany(ShoalError):
    """More requests than are allowed in a time."""

    code = "too_many"
    actor = "retry"

    def __init__(self, message: str, *, retry_after: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after  # seconds


class PreconditionFailed(Conflict):
    """Somebody else saved a version since."""

    code = "stale_version"


_STATUS: tuple[tuple[type[ShoalError], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (PreconditionFailed, 412),
    (Conflict, 409),
    (TooMany, 429),
    (InvalidInput, 422),
    (Busy, 503),
    (StorageError, 503),
)


def status_of(error: ShoalError) -> int:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def document(error: ShoalError) -> ProblemDocument:
    status = status_of(error)
    problems = getattr(error, "problems", ())
    return ProblemDocument(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=error.message,
        code=error.code,
        hint=error.hint,
        actor=error.actor,
        problems=[fault(problem) for problem in problems],
    )


def _response(document: ProblemDocument, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(
        document.model_dump(), status_code=document.status, media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def add_handlers(app: FastAPI) -> None:
    """Makes every error of the app a problem document."""

    @app.exception_handler(ShoalError)
    def refused(request: Request, error: ShoalError) -> Response:
        if status_of(error) >= 500:
            log.error("request failed", path=request.url.path, code=error.code, error=error.message)
        headers = {"Retry-After": str(getattr(error, "retry_after", 2))} if error.actor == "retry" else {}
        if isinstance(error, Unauthenticated):
            headers["WWW-Authenticate"] = "Bearer"
        return _response(document(error), headers)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        faults = [
            Fault(path=".".join(map(str, e["loc"])), code=str(e["type"]), message=str(e["msg"])) for e in error.errors()
        ]
        first = faults[0]
        detail = f"{first.path}: {first.message}"
        return _response(
            ProblemDocument(
                title=HTTPStatus(422).phrase, status=422, detail=detail, code="invalid_request", problems=faults
            )
        )

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
        return _response(
            ProblemDocument(title=phrase, status=error.status_code, detail=str(error.detail), code=code), error.headers
        )

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> Response:
        log.exception("unexpected error", path=request.url.path, exc_info=error)
        return _response(
            ProblemDocument(
                title=HTTPStatus(500).phrase,
                status=500,
                detail="something went wrong in Shoal",
                code="error",
                hint="the server's log says more; please report it",
                actor="us",
            )
        )


# What any route may answer beside its own answer, for the OpenAPI document.
_SCHEMA = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": ProblemDocument, "description": words, "content": {MEDIA_TYPE: _SCHEMA}}
    for status, words in ((422, "Unprocessable"), ("4XX", "Refused"), ("5XX", "Failed"))
}
