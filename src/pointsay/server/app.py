"""The service: REST over one engine, and the page. Thin: every decision is the engine's."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

import pointsay
from pointsay.catalogue import parse_conditions, parse_filters
from pointsay.engine import Engine, Question
from pointsay.errors import ImageGone, InvalidFilter, InvalidLimit
from pointsay.media import MEDIA_TYPES, sniff
from pointsay.server import problems
from pointsay.server.gate import Busy, Gate, Turnstile
from pointsay.server.references import EXAMPLE, read_references
from pointsay.server.schemas import (
    AnswerOut,
    CascadeOut,
    Cascades,
    EditOut,
    FacetOut,
    Facets,
    Health,
    MethodOut,
    Methods,
    ProblemOut,
    ProductOut,
    ProductPage,
    StatusOut,
)
from pointsay.settings import ServerSettings

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemOut} for status in (404, 413, 415, 422, 429, 503)
}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture.",
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "Unchanged since the ETag given in If-None-Match."},
}


def create_app(engine: Engine, settings: ServerSettings = ServerSettings()) -> FastAPI:  # noqa: B008
    """Build the service over an engine.

    Args:
        engine: Answers the questions.
        settings: How the service runs.
    """
    app = FastAPI(
        title="pointsay",
        version=pointsay.__version__,
        summary="Point at a product photo, say what should be different, get the product.",
    )
    problems.install(app)
    app.add_middleware(Gate, upload_bytes=settings.upload_bytes)

    @app.exception_handler(Busy)
    async def busy(request: Request, error: Busy) -> JSONResponse:
        return problems.problem(
            request,
            429,
            "busy",
            "more searches are waiting than this server takes",
            "try again in a moment",
            {"Retry-After": "1"},
        )

    app.include_router(_health(engine))
    app.include_router(_shelf(engine))
    app.include_router(_search(engine, Turnstile(settings.searches, settings.waiting)))
    _page(app)
    return app


def _health(engine: Engine) -> APIRouter:
    router = APIRouter(tags=["service"])

    @router.get("/healthz")
    def healthz() -> Health:
        """Say whether the service can answer."""
        return Health(
            status="ok",
            version=pointsay.__version__,
            products=len(engine.catalogue),
            encoder=engine.catalogue.encoder.info.name,
        )

    @router.get("/v1/methods")
    def methods() -> Methods:
        """List the ways of composing photo and sentence."""
        return Methods(methods=[MethodOut(**asdict(one)) for one in engine.methods()])

    @router.get("/v1/cascades")
    def cascades() -> Cascades:
        """List what searches can walk: recall, and what looks again at the first it found."""
        default = engine.status().cascade
        return Cascades(cascades=[CascadeOut.of(one, default) for one in engine.cascades()])

    @router.get("/v1/status")
    def status() -> StatusOut:
        """Tell how caches do and what stages are expected to take."""
        return StatusOut.of(engine.status())

    return router


def _shelf(engine: Engine) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["catalogue"], responses=REFUSALS)
    catalogue = engine.catalogue

    @router.get("/products")
    def products(
        limit: Annotated[int, Query(ge=1)] = 24,
        offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
        filter: Annotated[  # noqa: A002 - the name of the parameter in the URL
            list[str] | None,
            Query(description="colour=red, colour!=red, price>=10, price<=50; repeatable"),
        ] = None,
        order: Annotated[
            Literal["arrival", "mixed"],
            Query(description="mixed spreads products that arrived side by side"),
        ] = "arrival",
    ) -> ProductPage:
        """Browse products, page by page, in an order that stays as it is."""
        if limit > engine.limits.page:
            raise InvalidLimit(
                f"limit is {limit}, a page has at most {engine.limits.page} products",
                hint="ask for fewer and go on with offset",
            )
        conditions = parse_conditions(filter or [])
        page, total = catalogue.browse(conditions, offset, limit, mixed=order == "mixed")
        return ProductPage(products=[ProductOut.of(one) for one in page], total=total)

    # Ids come from shops and may contain slashes, so the picture's route is matched first.
    @router.get("/products/{product_id:path}/image", response_class=Response, responses=PICTURE)
    def image(product_id: str, request: Request) -> Response:
        """Return a product's picture, as it lies in the shop's folder now."""
        data = catalogue.image(product_id)
        kind = sniff(data)
        if kind is None:
            raise ImageGone("the picture is no longer a picture", hint="index the product again")
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, max-age=3600"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=MEDIA_TYPES[kind], headers=headers)

    @router.get("/products/{product_id:path}")
    def product(product_id: str) -> ProductOut:
        """Return one product."""
        return ProductOut.of(catalogue.product(product_id))

    @router.get("/facets")
    def facets() -> Facets:
        """List what can be filtered by."""
        return Facets(facets=[FacetOut.of(one) for one in catalogue.facets()])

    return router


def _search(engine: Engine, turnstile: Turnstile) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["search"], responses=REFUSALS)

    @router.post("/search")
    async def search(
        request: Request,
        reference: Annotated[
            list[UploadFile] | None, File(description="Photos pointed at.")
        ] = None,
        reference_id: Annotated[
            list[str] | None, Form(description="Products pointed at, by id.")
        ] = None,
        details: Annotated[
            str,
            Form(
                description="JSON: what each reference is pointed at for and which part of its "
                "picture is meant (left, top, right, bottom as shares of width and height), in "
                f"order, photos before products: {EXAMPLE}"
            ),
        ] = "",
        modification: Annotated[str, Form(description="What should be different.")] = "",
        filters: Annotated[
            str, Form(description='JSON: {"colour": ["red"], "price": {"min": 10, "max": 50}}')
        ] = "",
        k: Annotated[int, Form(description="Products to answer with.")] = 12,
        method: Annotated[
            str, Form(description="See /v1/methods; empty for the service's cascade.")
        ] = "",
        cascade: Annotated[
            str, Form(description="See /v1/cascades; in the place of a method, or empty.")
        ] = "",
        deadline_ms: Annotated[
            float | None,
            Form(
                description="Milliseconds in which the answer is due, waiting for a turn included. "
                "What does not fit is skipped and told; recall is always done."
            ),
        ] = None,
    ) -> AnswerOut:
        """Find the products meant by photos and a sentence."""
        began = time.perf_counter()
        photos = [await upload.read() for upload in reference or []]
        question = Question(
            references=read_references(photos, reference_id or [], details),
            modification=modification,
            filters=parse_filters(_json_object(filters)),
            k=k,
            method=method or None,
            cascade=cascade or None,
            deadline_ms=deadline_ms,
        )
        async with turnstile.turn():
            answer = await run_in_threadpool(engine.search, question, began)
        return AnswerOut.of(answer, modification, request.state.request_id)

    @router.get("/understand")
    async def understand(
        modification: Annotated[str, Query(description="What should be different.")],
        method: Annotated[
            str, Query(description="As this method reads it; empty for the service's own reader.")
        ] = "",
    ) -> EditOut:
        """Tell what a sentence asks for; nothing is searched."""
        async with turnstile.turn():
            edit = await run_in_threadpool(engine.understand, modification, method or None)
        return EditOut.of(edit)

    return router


def _json_object(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InvalidFilter(
            "filters is not a JSON object", hint='write for example {"colour": ["red"]}'
        )
    return value


def _page(app: FastAPI) -> None:
    """Serve the built page, where this installation has one."""
    folder = Path(str(resources.files("pointsay.server") / "page"))
    index = folder / "index.html"
    if not index.is_file():
        return
    app.mount("/assets", StaticFiles(directory=folder / "assets"), name="assets")

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(index, headers={"Cache-Control": "no-cache"})
