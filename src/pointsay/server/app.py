"""The service: REST over one engine for each catalogue, and the page. Thin: engines decide."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

import pointsay
from pointsay.engine import Engine
from pointsay.server import problems
from pointsay.server.about import about
from pointsay.server.browsing import browsing
from pointsay.server.gate import Busy, Gate, Turnstile
from pointsay.server.searching import searching
from pointsay.server.shops import Shop, Shops
from pointsay.settings import ServerSettings


def create_app(
    shops: Engine | Sequence[Shop],
    settings: ServerSettings = ServerSettings(),  # noqa: B008
) -> FastAPI:
    """Build the service over engines.

    Args:
        shops: Answer the questions, the first one those that name no catalogue; or a lone engine.
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

    app.state.shops = named = Shops(shops)
    app.include_router(about(named))
    app.include_router(browsing(named))
    app.include_router(searching(named, Turnstile(settings.searches, settings.waiting)))
    _page(app)
    return app


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
