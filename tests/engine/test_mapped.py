from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from catalogue.stored import entry, unit
from fakes import COLOURS, ColourEncoder, picture, solid, write_folder
from pointsay.catalogue import Catalogue, compact, ingest
from pointsay.engine import Engine, Known, Question
from pointsay.engine.mapped import MappedGalleries
from pointsay.index import ExactIndex, Policy
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
        assert lens.mapped == len(names) + 1  # the new one


def test_rows_come_and_go_and_the_index_is_that_of_all_mapped_anew(tmp_path: Path) -> None:
    encoder, lens = ColourEncoder(), Counted(layers=1)
    adopt_random(lens, encoder)
    lens.load(encoder)
    policy = Policy(exact_rows=30)  # with dead rows, positions are numbers above it only
    mapped, asked = MappedGalleries(), unit(4)
    with Catalogue(tmp_path / "c", encoder, create=True, policy=policy) as catalogue:
        for write in range(12):
            lens.mapped = 0
            changed = range(3 * write, 3 * write + 5)  # two of them are there already
            entries = [entry(number, look=100 * write + number) for number in changed]
            catalogue.store.write(entries, remove=[f"p{3 * write - 4:03}"])
            gallery = catalogue.gallery()
            index = mapped.index(lens, gallery)
            assert index is mapped.index(lens, gallery)
            assert lens.mapped == len(changed)
            rows = gallery.index.vectors(np.arange(len(gallery.index)))
            whole = ExactIndex(lens.gallery(rows), gallery.index.live)
            found, expected = index.search(asked, 50), whole.search(asked, 50)
            assert found.rows.tolist() == expected.rows.tolist()
            assert found.scores == pytest.approx(expected.scores, abs=1e-6)
            assert np.allclose(index.moments().covariance, whole.moments().covariance, atol=1e-6)
        compact(tmp_path / "c")
        lens.mapped = 0
        mapped.index(lens, catalogue.gallery())
        assert lens.mapped == len(catalogue)
