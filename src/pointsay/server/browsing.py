"""The catalogue as it is: products page by page, pictures, what can be filtered by."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from pointsay.catalogue import parse_conditions
from pointsay.errors import ImageGone, InvalidLimit
from pointsay.media import MEDIA_TYPES, sniff
from pointsay.server.problems import REFUSALS
from pointsay.server.schemas import FacetOut, Facets, ProductOut, ProductPage
from pointsay.server.shops import AskedShop, Shops

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture.",
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "Unchanged since the ETag given in If-None-Match."},
}


def browsing(shops: Shops) -> APIRouter:
    """Build the routes."""
    router = APIRouter(prefix="/v1", tags=["catalogue"], responses=REFUSALS)

    @router.get("/products")
    def products(
        shop: AskedShop,
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
        most = shop.engine.limits.page
        if limit > most:
            raise InvalidLimit(
                f"limit is {limit}, a page has at most {most} products",
                hint="ask for fewer and go on with offset",
            )
        conditions = parse_conditions(filter or [])
        catalogue, mark = shop.engine.catalogue, shops.mark(shop)
        page, total = catalogue.browse(conditions, offset, limit, mixed=order == "mixed")
        return ProductPage(products=[ProductOut.of(one, mark) for one in page], total=total)

    # Ids come from shops and may contain slashes, so the picture's route is matched first.
    @router.get("/products/{product_id:path}/image", response_class=Response, responses=PICTURE)
    def image(product_id: str, request: Request, shop: AskedShop) -> Response:
        """Return a product's picture, as it lies in the shop's folder now."""
        data = shop.engine.catalogue.image(product_id)
        kind = sniff(data)
        if kind is None:
            raise ImageGone("the picture is no longer a picture", hint="index the product again")
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, max-age=3600"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=MEDIA_TYPES[kind], headers=headers)

    @router.get("/products/{product_id:path}")
    def product(product_id: str, shop: AskedShop) -> ProductOut:
        """Return one product."""
        return ProductOut.of(shop.engine.catalogue.product(product_id), shops.mark(shop))

    @router.get("/facets")
    def facets(shop: AskedShop) -> Facets:
        """List what can be filtered by."""
        return Facets(facets=[FacetOut.of(one) for one in shop.engine.catalogue.facets()])

    return router
