"""Files of the form of published weights, with random values, become saved methods."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from fake_tokens import TokenEncoder
from fakes import ColourEncoder, solid
from pointsay.errors import (
    MethodOption,
    MethodWeightsUnfit,
    UnknownSource,
    UnsafeWeights,
    UnsupportedEncoder,
)
from pointsay.methods import Learned, load_method, make_method
from pointsay.methods.layout import count_parameters, random_tensors
from pointsay.methods.published import (
    BACKBONES,
    PUBLISHED,
    backbone_of,
    import_published,
    published_widths,
)
from pointsay.types import Composition, Reference

torch = pytest.importorskip("torch")
ENCODER = TokenEncoder()
Tensors = dict[str, Any]


def tensors(name: str, dim: int = 12, token: int = 10) -> Tensors:
    method = make_method(name)
    assert isinstance(method, Learned)
    return random_tensors(method.layout, {"dim": dim, "hidden": 16, "token": token}, seed=4)


def in_torch(given: Tensors, prefix: str = "", kind: Any = torch.float32) -> Tensors:
    return {prefix + name: torch.from_numpy(one).to(kind) for name, one in given.items()}


FORMS: dict[str, tuple[str, Callable[[Tensors], Any]]] = {
    "a state dict": ("searle", in_torch),
    "under its class": ("searle", lambda one: {"epoch": 100, "Phi": in_torch(one)}),
    "of several cards": ("lincir", lambda one: {"phi": in_torch(one, "module.")}),
    "a training checkpoint": (
        "pic2word",
        lambda one: {
            "epoch": 3,
            "name": "run",
            "state_dict": {"module.visual.proj": torch.zeros(3, 3)},
            "state_dict_img2text": in_torch(one, "module."),
            "optimizer": {"state": {}, "param_groups": [{"lr": 1e-4, "betas": (0.9, 0.98)}]},
        },
    ),
    "in half precision": ("lincir", lambda one: in_torch(one, kind=torch.float16)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_becomes_a_method(form: str, tmp_path: Path) -> None:
    name, wrapped = FORMS[form]
    given = tensors(name)
    torch.save(wrapped(given), tmp_path / "weights.pt")
    made = import_published(name, tmp_path / "weights.pt", ENCODER, tmp_path / "out", norm=6.0)
    again = load_method(tmp_path / "out", ENCODER)
    assert isinstance(again, Learned)
    assert again.arguments()["space"] == "raw"
    assert again.arguments()["norm"] == 6.0
    assert again.training["published"] == "weights.pt"
    assert len(again.training["sha256"]) == 64
    for one, array in given.items():
        np.testing.assert_allclose(again.tensors[one], array, atol=1e-3)
    photo = Reference(ENCODER.encode_images([solid("red")])[0], solid("red"))
    ask = [Composition((photo,), "in blue")]
    np.testing.assert_array_equal(
        made.compose(ask)[0].terms[0].vector, again.compose(ask)[0].terms[0].vector
    )


def test_safetensors_need_no_torch_and_say_the_same(tmp_path: Path) -> None:
    given = tensors("searle")
    save_file({f"phi.{name}": one for name, one in given.items()}, tmp_path / "phi.safetensors")
    made = import_published("searle", tmp_path / "phi.safetensors", ENCODER, tmp_path / "out")
    for one, array in given.items():
        np.testing.assert_array_equal(made.tensors[one], array)


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("backbone", ["B/32", "L/14", "H/14", "G/14"])
def test_published_shapes_are_known(name: str, backbone: str) -> None:
    method = make_method(name)
    assert isinstance(method, Learned)
    widths = published_widths(name, backbone)
    assert BACKBONES[widths["dim"]] == backbone
    parameters = count_parameters(method.layout, widths)
    if name == "pic2word":
        assert parameters == {"L/14": 1_050_368}.get(backbone, parameters)
    else:
        published = dict(
            zip(BACKBONES.values(), (6_296_064, 14_162_688, 25_175_040, 39_333_120), strict=True)
        )
        assert parameters == published[backbone]


@pytest.mark.parametrize("name", PUBLISHED)
def test_weights_of_another_backbone_are_told_by_its_name(name: str, tmp_path: Path) -> None:
    method: Any = make_method(name)
    given = random_tensors(method.layout, published_widths(name, "B/32"))
    assert backbone_of(method.adopt(given)) == "B/32"
    save_file(given, tmp_path / "one.safetensors")
    with pytest.raises(MethodWeightsUnfit, match=r"trained for CLIP B/32: .*dim is 512") as caught:
        import_published(name, tmp_path / "one.safetensors", ENCODER, tmp_path / "out")
    assert "--encoder" in caught.value.hint
    assert not (tmp_path / "out").exists()


def test_what_is_no_such_file_is_refused(tmp_path: Path) -> None:
    def bring(name: str, method: str = "searle", encoder: Any = ENCODER) -> None:
        import_published(method, tmp_path / name, encoder, tmp_path / "out")

    with pytest.raises(UnknownSource):
        bring("nowhere.pt")
    (tmp_path / "text.pt").write_text("not weights")
    with pytest.raises(UnsafeWeights):
        bring("text.pt")
    (tmp_path / "text.safetensors").write_text("not weights")
    with pytest.raises(MethodWeightsUnfit, match="no file of weights"):
        bring("text.safetensors")
    torch.save(in_torch(tensors("searle")), tmp_path / "phi.pt")
    with pytest.raises(MethodWeightsUnfit, match="no mapping network of 'pic2word'") as caught:
        bring("phi.pt", "pic2word")
    assert "fc_out.bias" in caught.value.hint
    with pytest.raises(MethodOption, match="'sum'"):
        bring("phi.pt", "sum")
    with pytest.raises(UnsupportedEncoder):
        bring("phi.pt", encoder=ColourEncoder())
    assert not (tmp_path / "out").exists()


class Shout:
    def __reduce__(self) -> Any:
        return (Path.write_text, (Path("shouted"), "!"))


def test_a_pickle_that_would_run_code_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.pt").write_bytes(pickle.dumps({"Phi": Shout()}, protocol=2))
    torch.save({"Phi": Shout()}, tmp_path / "worse.pt")
    for name in ("bad.pt", "worse.pt"):
        with pytest.raises(UnsafeWeights, match="more than tensors"):
            import_published("searle", tmp_path / name, ENCODER, tmp_path / "out")
    assert not (tmp_path / "shouted").exists()
