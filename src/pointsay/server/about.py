"""What a service tells of itself: whether it can answer, with what, and how it does."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

import pointsay
from pointsay.server.problems import REFUSALS
from pointsay.server.schemas import (
    CascadeOut,
    Cascades,
    CatalogueOut,
    Catalogues,
    Health,
    MethodOut,
    Methods,
    StatusOut,
)
from pointsay.server.shops import AskedShop, Shops


def about(shops: Shops) -> APIRouter:
    """Build the routes."""
    router = APIRouter(tags=["service"])

    @router.get("/healthz")
    def healthz() -> Health:
        """Say whether the service can answer."""
        return Health(
            status="ok",
            version=pointsay.__version__,
            products=sum(len(one.engine.catalogue) for one in shops),
            encoder=shops.default.engine.catalogue.encoder.info.name,
        )

    @router.get("/v1/catalogues")
    def catalogues() -> Catalogues:
        """List the catalogues that can be asked; the first one answers who names none."""
        return Catalogues(
            catalogues=[
                CatalogueOut(
                    name=one.name,
                    products=len(one.engine.catalogue),
                    encoder=one.engine.catalogue.encoder.info.name,
                    one_of_each=one.one_of_each,
                    default=one is shops.default,
                )
                for one in shops
            ]
        )

    @router.get("/v1/methods", responses=REFUSALS)
    def methods(shop: AskedShop) -> Methods:
        """List the ways of composing photo and sentence."""
        return Methods(methods=[MethodOut(**asdict(one)) for one in shop.engine.methods()])

    @router.get("/v1/cascades", responses=REFUSALS)
    def cascades(shop: AskedShop) -> Cascades:
        """List what searches can walk: recall, and what looks again at the first it found."""
        default = shop.engine.status().cascade
        return Cascades(cascades=[CascadeOut.of(one, default) for one in shop.engine.cascades()])

    @router.get("/v1/status", responses=REFUSALS)
    def status(shop: AskedShop) -> StatusOut:
        """Tell how caches do and what stages are expected to take."""
        return StatusOut.of(shop.engine.status())

    return router
