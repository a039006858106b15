"""What can be mined: a shop's catalogue, a folder of pictures, web pages in archives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.atelier.split import Split, split_named
from pointsay.catalogue.plan import plan
from pointsay.catalogue.sources import open_images, pairs
from pointsay.errors import UnknownSource
from pointsay.triplets.knowing import family_of, holds, known_of
from pointsay.triplets.mine import Supply
from pointsay.triplets.shelf import Listed

if TYPE_CHECKING:
    from pointsay.catalogue.filters import Filters
    from pointsay.triplets.record import Found
    from pointsay.types import Product

SURE = 0.6  # probability from which an encoder's own reading of a picture counts as known


def catalogue(
    source: Path,
    *,
    products: Path | None = None,
    images: Path | None = None,
    only: Filters = (),
    category: str = "",
    atelier: Split | None = None,
) -> Supply:
    """Return a shop's catalogue as a supply.

    Args:
        source: See `catalogue.plan`: a folder, a zip or a feed.
        products: See `catalogue.plan`.
        images: See `catalogue.plan`.
        only: Products that do not meet these filters are left out.
        category: Column across whose values there are no pairs.
        atelier: The products are atelier's: only garments whose combination of category, colour and
            pattern belongs to this split.

    Raises:
        SourceError: The input cannot be read.
        UnknownSource: No product is left.
    """
    planned = plan(source, products=products, images=images)
    left_out: Counter[str] = Counter(f"row dropped: {one.code}" for one in planned.problems)
    listed = []
    for item in planned.items:
        if not all(holds(condition, item.product) for condition in only):
            left_out["row dropped: filtered"] += 1
        elif atelier and _split(item.product) != atelier:
            left_out["row dropped: held out"] += 1
        else:
            listed.append(_listed(item.image, item.product, category))
    if not listed:
        raise UnknownSource("no product is left to mine", hint="see the filters and the feed")
    about = {
        "input": "catalogue",
        "name": source.name,
        "only": [str(one) for one in only],
        "category": category,
        "atelier": atelier,
    }
    ways: tuple[Found, ...] = ("family", "one_attribute", "same_type", "other_type", "neighbour")
    return Supply(listed, planned.images, source.stem, about, ways, left_out)


def folder(path: Path) -> Supply:
    """Return a folder or zip of pictures of which nothing is known.

    Raises:
        UnknownSource: There are no pictures.
    """
    images = open_images(path)
    listed = [Listed(name, product, {}) for product, name in pairs(images.names())]
    if not listed:
        raise UnknownSource(f"{path} holds no pictures", hint="give a folder or zip of them")
    about = {"input": "folder", "name": path.name}
    return Supply(listed, images, path.stem, about, ("cluster",), {}, knows=SURE)


def pages(files: Sequence[Path], out: Path) -> Supply:
    """Return the pictures of web pages; they are taken out of the archives into ``out``.

    Args:
        files: WARC files, or folders of saved HTML with their pictures beside.
        out: The mined folder.

    Raises:
        MissingExtra: The packages that read archives are not installed.
        UnknownSource: There are no pages with pictures.
    """
    from pointsay.triplets.pages.unpacking import unpack

    shown, counts = unpack(files, out)
    listed = [Listed(one.name, one.name, {}, title=one.text, pages=one.pages) for one in shown]
    if not listed:
        raise UnknownSource(
            "no page shows a picture that is in the archives",
            hint="archives must hold the pictures too, not only the pages",
        )
    about = {"input": "pages", "files": [one.name for one in files]}
    images = open_images(out / "images")
    return Supply(listed, images, "images", about, ("page",), counts, knows=SURE)


def _listed(image: str, product: Product, category: str) -> Listed:
    return Listed(
        image,
        product.id,
        known_of(product),
        family_of(product),
        product.title,
        str(product.attributes.get(category, "")) if category else "",
    )


def _split(product: Product) -> str:
    told = (str(product.attributes.get(name, "")) for name in ("category", "colour", "pattern"))
    return split_named(*told)
