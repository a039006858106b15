from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fakes import COLOURS, ColourEncoder, picture, solid, write_folder
from pointsay.catalogue import Catalogue, ingest
from pointsay.engine import Engine, Known, Question
from pointsay.methods import make_method
from pointsay.methods.check import adopt_random
from pointsay.methods.composers.magiclens import Magiclens
from pointsay.types import Composition, Reference

if TYPE_CHECKING:
    from pointsay.types import Matrix


class Counted(Magiclens):
    """Counts the rows that it maps."""

    mapped = 0

    def _gallery(self, vectors: Matrix) -> Matrix:
        self.mapped += len(vectors)
        return super()._gallery(vectors)


def test_a_method_searches_the_gallery_that_it_made(tmp_path: Path) -> None:
    encoder, lens = ColourEncoder(), Counted(layers=1)
    adopt_random(lens, encoder)
    names = sorted(COLOURS)
    shop = {f"{name}.png": picture(name) for name in names}
    with Catalogue(tmp_path / "catalogue", encoder, create=True) as catalogue:
        ingest(catalogue, write_folder(tmp_path / "shop", shop))
        engine = Engine(catalogue, methods=[lens])
        question = Question((Known("red"),), "in blue", k=len(names), method="magiclens")
        answer = engine.search(question)
        engine.search(question)
        assert lens.mapped == len(names)  # once, whatever is asked

        rows = encoder.encode_images([solid(name) for name in names])
        plain = make_method("magiclens", layers=1)
        assert isinstance(plain, Magiclens)
        plain.adopt(lens.tensors).load(encoder)
        (query,) = plain.compose([Composition((Reference(rows[names.index("red")]),), "in blue")])
        scores = plain.gallery(rows) @ query.terms[0].vector
        expected = [names[at] for at in np.argsort(-scores) if names[at] != "red"]
        assert [hit.product.id for hit in answer.hits] == expected

        write_folder(tmp_path / "shop", {"teal.png": picture((0, 128, 128))})
        ingest(catalogue, tmp_path / "shop")
        found = engine.search(Question((Known("red"),), "in blue", k=20, method="magiclens"))
        assert "teal" in [hit.product.id for hit in found.hits]
        assert lens.mapped == 2 * len(names) + 1
