"""Questions by REST: photos and a sentence in, products out."""

from __future__ import annotations

import json
import time
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.concurrency import run_in_threadpool

from pointsay.catalogue import parse_filters
from pointsay.engine import Question, Variety
from pointsay.errors import InvalidFilter
from pointsay.server.gate import Turnstile
from pointsay.server.problems import REFUSALS
from pointsay.server.references import EXAMPLE, read_references
from pointsay.server.schemas import AnswerOut, EditOut
from pointsay.server.shops import NAMED, AskedShop, Shops


def searching(shops: Shops, turnstile: Turnstile) -> APIRouter:
    """Build the routes.

    Args:
        shops: Are asked.
        turnstile: Is passed before each question, whichever catalogue it is put to.
    """
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
        catalogue: Annotated[str, Form(description=NAMED)] = "",
        one_of_each: Annotated[
            str,
            Form(
                description="An attribute: of all products that share its value (the colours of "
                "one model) only the best is shown."
            ),
        ] = "",
        spread: Annotated[
            float,
            Form(
                description="Weight of being unlike the products before against the score, 0 to "
                "1; 0 leaves the order alone."
            ),
        ] = 0.0,
        after: Annotated[
            str,
            Form(
                description="next of the answer before, with the rest of the form as it was, for "
                "the products behind it; k may differ."
            ),
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
        shop = shops.named(catalogue)
        photos = [await upload.read() for upload in reference or []]
        question = Question(
            references=read_references(photos, reference_id or [], details),
            modification=modification,
            filters=parse_filters(_json_object(filters)),
            k=k,
            method=method or None,
            cascade=cascade or None,
            deadline_ms=deadline_ms,
            variety=Variety(one_of_each or None, spread),
            after=after or None,
        )
        async with turnstile.turn():
            answer = await run_in_threadpool(shop.engine.search, question, began)
        return AnswerOut.of(answer, modification, request.state.request_id, shops.mark(shop))

    @router.get("/understand")
    async def understand(
        shop: AskedShop,
        modification: Annotated[str, Query(description="What should be different.")],
        method: Annotated[
            str, Query(description="As this method reads it; empty for the service's own reader.")
        ] = "",
    ) -> EditOut:
        """Tell what a sentence asks for; nothing is searched."""
        async with turnstile.turn():
            edit = await run_in_threadpool(shop.engine.understand, modification, method or None)
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
