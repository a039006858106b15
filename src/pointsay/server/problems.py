"""Every refusal as a problem document; no exception's text reaches a client by accident."""

from __future__ import annotations

import logging
from http import HTTPStatus
from math import ceil
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from pointsay import errors
from pointsay.errors import PointsayError
from pointsay.server.schemas import ProblemOut

MEDIA_TYPE = "application/problem+json"
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemOut} for status in (404, 410, 413, 415, 422, 429, 503)
}

log = logging.getLogger("pointsay.server")

# The first class that fits decides; what is not listed is the server's own fault.
_STATUS: tuple[tuple[type[PointsayError], HTTPStatus], ...] = (
    (errors.FileTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (errors.UnknownFormat, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (errors.MediaError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.UnknownProduct, HTTPStatus.NOT_FOUND),
    (errors.UnknownCatalogue, HTTPStatus.NOT_FOUND),
    (errors.CursorExpired, HTTPStatus.GONE),
    (errors.ImageGone, HTTPStatus.NOT_FOUND),
    (errors.QueryError, HTTPStatus.UNPROCESSABLE_ENTITY),
    # A method that this shop's encoder cannot carry.
    (errors.MethodWeightsMissing, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.UnsupportedEncoder, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.BackendUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)


def document(status: int, code: str, detail: str, hint: str, request_id: str) -> ProblemOut:
    """Build the document of a refusal."""
    return ProblemOut(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        hint=hint,
        request_id=request_id,
    )


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    hint: str = "",
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Build the answer to a refused request."""
    content = document(status, code, detail, hint, getattr(request.state, "request_id", ""))
    return JSONResponse(content.model_dump(), status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make ``app`` answer every refusal with a problem document, and say so in its contract."""
    _describe(app)

    @app.exception_handler(PointsayError)
    async def refused(request: Request, error: PointsayError) -> JSONResponse:
        for kind, status in _STATUS:
            if isinstance(error, kind):
                headers = _headers(error)
                return problem(request, status, error.code, error.message, error.hint, headers)
        log.error("request %s failed", request.state.request_id, exc_info=error)
        return problem(request, 500, error.code, "the catalogue cannot answer at the moment")

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        return problem(
            request, 422, "invalid_request", f"{where}: {first['msg']}", "see /docs for the form"
        )

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        code = HTTPStatus(error.status_code).name.lower()
        headers = dict(error.headers or {})
        return problem(request, error.status_code, code, str(error.detail), "see /docs", headers)


def _headers(error: PointsayError) -> dict[str, str]:
    if isinstance(error, errors.BackendUnavailable):
        return {"Retry-After": str(ceil(error.retry_after_s))}
    return {}


def _describe(app: FastAPI) -> None:
    """Say so in the contract; FastAPI would write application/json there."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        contract = plain()
        operations = [one for path in contract["paths"].values() for one in path.values()]
        for status, response in [pair for one in operations for pair in one["responses"].items()]:
            content = response.get("content", {})
            if int(status) >= 400 and "application/json" in content:
                content[MEDIA_TYPE] = content.pop("application/json")
        return contract

    app.openapi = openapi  # type: ignore[method-assign]
