"""Weights: what is adopted, what is refused, and where they come from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fake_tokens import TokenEncoder
from fakes import ColourEncoder
from pointsay.errors import (
    MethodVersion,
    MethodWeightsMissing,
    MethodWeightsUnfit,
)
from pointsay.methods import (
    Learned,
    check_method,
    learned,
    load_method,
    make_method,
    pooled_reference,
    read_method,
    registry,
    save_method,
)
from pointsay.methods.layout import Layout, random_tensors
from pointsay.types import Composition, Query, Reference, Term


class Turned(Learned):
    """One learned matrix turns the reference."""

    name = "turned"
    summary = "Turns the photo."
    needs_reference = True
    trained_with = ("rank",)

    def __init__(self, rank: int = 3, gain: float = 1.0) -> None:
        self.rank = rank
        self.gain = gain

    @property
    def layout(self) -> Layout:
        return {"down": ("dim", self.rank), "bias": ("dim",)}

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        queries = []
        for one in compositions:
            vector = pooled_reference(one) @ self.tensors["down"] @ self.tensors["down"].T
            vector = vector + self.tensors["bias"]
            unit = (vector / np.linalg.norm(vector)).astype(np.float32)
            queries.append(Query((Term(unit, self.gain, "image"),)))
        return queries


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    entry = EntryPoint("turned", f"{__name__}:Turned", registry.ENTRY_POINTS)
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry])
    monkeypatch.setattr(learned, "PACKAGED", tmp_path / "packaged")
    registry._paths.cache_clear()
    yield
    registry._paths.cache_clear()


def weights(seed: int = 0, dim: int = 12, rank: int = 3) -> dict[str, Any]:
    return random_tensors(Turned(rank).layout, {"dim": dim}, seed)


def asked(dim: int = 12) -> Composition:
    vector = np.random.default_rng(5).normal(size=dim).astype(np.float32)
    return Composition((Reference(vector / np.linalg.norm(vector)),), "in red")


def composed(method: Any) -> Any:
    return method.compose([asked()])[0].terms[0].vector


def test_a_learned_method_conforms_with_random_weights() -> None:
    check_method(Turned(), TokenEncoder())
    check_method(Turned(), ColourEncoder())
    check_method(Turned(gain=2.0).adopt(weights(1)), TokenEncoder())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bias": None}, "bias is missing"),
        ({"more": np.zeros(3)}, "more is unknown"),
        ({"down": np.zeros((12, 4))}, r"down has shape \(12, 4\), not \(dim, 3\)"),
        ({"bias": np.zeros(11)}, r"bias has shape \(11,\), not \(dim\) where dim = 12"),
        ({"bias": np.zeros((12, 1))}, r"bias has shape \(12, 1\)"),
        ({"bias": np.full(12, np.nan)}, "bias is not finite"),
    ],
)
def test_weights_that_do_not_fit_are_named(change: dict[str, Any], words: str) -> None:
    given = {name: one for name, one in {**weights(), **change}.items() if one is not None}
    method = Turned()
    with pytest.raises(MethodWeightsUnfit, match=words) as caught:
        method.adopt(given)
    assert caught.value.hint
    assert not method.tensors


def test_weights_of_other_widths_are_refused_when_the_encoder_is_known() -> None:
    with pytest.raises(MethodWeightsUnfit, match="dim is 9, of token-fake it is 12"):
        Turned().adopt(weights(dim=9)).load(TokenEncoder())


def test_adopted_weights_are_a_copy_in_float32() -> None:
    given = {name: one.astype(np.float64) for name, one in weights().items()}
    method = Turned().adopt(given).load(TokenEncoder())
    before = composed(method)
    given["down"][:] = 0.0
    np.testing.assert_array_equal(composed(method), before)
    assert {one.dtype for one in method.tensors.values()} == {np.dtype(np.float32)}


def test_without_weights_the_way_to_them_is_told() -> None:
    method = Turned()
    assert not method.ready(TokenEncoder())
    with pytest.raises(
        MethodWeightsMissing, match="'turned' has no weights for token-fake"
    ) as told:
        method.load(TokenEncoder())
    for word in (
        "pointsay train turned --encoder token-fake",
        "--corpus FILE --out DIR",
        "in place",
    ):
        assert word in told.value.hint


def test_weights_and_facts_survive_saving(tmp_path: Path) -> None:
    method = Turned(gain=0.5).adopt(weights()).load(TokenEncoder())
    facts = {"corpus": "titles", "steps": 20, "loss": 0.25}
    save_method(method, tmp_path / "m", facts=facts)
    again = load_method(tmp_path / "m", TokenEncoder())
    assert isinstance(again, Turned)
    assert again.training == facts
    assert again.made_with == ("token-fake", "a" * 64)
    assert again.fingerprint(TokenEncoder()) == method.fingerprint(TokenEncoder())
    np.testing.assert_array_equal(composed(again), composed(method))
    save_method(again, tmp_path / "copy")
    assert load_method(tmp_path / "copy", TokenEncoder()).training == facts  # type: ignore[attr-defined]


def test_half_takes_half_the_room_and_stays_near(tmp_path: Path) -> None:
    method = Turned(64).adopt(weights(rank=64)).load(TokenEncoder())
    save_method(method, tmp_path / "full")
    save_method(method, tmp_path / "half", half=True)
    full, half = (tmp_path / one / "model.safetensors" for one in ("full", "half"))
    assert half.stat().st_size < 0.6 * full.stat().st_size
    again = load_method(tmp_path / "half", TokenEncoder())
    np.testing.assert_allclose(composed(again), composed(method), atol=5e-3)
    large = {**weights(), "bias": np.full(12, 1e6)}
    with pytest.raises(ValueError, match="too large for float16"):
        save_method(Turned().adopt(large).load(TokenEncoder()), tmp_path / "no", half=True)


def test_damaged_or_missing_weights_are_refused(tmp_path: Path) -> None:
    save_method(Turned().adopt(weights()).load(TokenEncoder()), tmp_path)
    file = tmp_path / "model.safetensors"
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(MethodVersion, match="does not match its checksum") as caught:
        load_method(tmp_path, TokenEncoder())
    assert caught.value.hint
    file.unlink()
    with pytest.raises(MethodVersion, match="is missing"):
        load_method(tmp_path, TokenEncoder())


def test_saving_what_learned_nothing_leaves_no_weights_behind(tmp_path: Path) -> None:
    encoder = TokenEncoder()
    save_method(Turned().adopt(weights()).load(encoder), tmp_path)
    save_method(make_method("sum").load(encoder), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["config.json"]


def test_a_method_read_without_encoder_still_refuses_another_one(tmp_path: Path) -> None:
    save_method(Turned().adopt(weights()).load(TokenEncoder()), tmp_path)
    method = read_method(tmp_path, gain=3.0)
    assert method.arguments() == {"rank": 3, "gain": 3.0}
    other = TokenEncoder(name="other", weights="b" * 64)
    assert method.ready(TokenEncoder())
    assert not method.ready(other)
    with pytest.raises(MethodVersion, match=r"token-fake .* not of other"):
        method.load(other)
    with pytest.raises(MethodWeightsUnfit, match="down"):
        read_method(tmp_path, rank=4)


def test_packaged_weights_are_found_for_their_encoder_alone(tmp_path: Path) -> None:
    packaged = tmp_path / "packaged" / "turned"
    facts = {"corpus": "titles"}
    save_method(Turned().adopt(weights(7)).load(TokenEncoder()), packaged, facts=facts)
    method = Turned(gain=2.0)
    assert method.ready(TokenEncoder())
    assert method.load(TokenEncoder()).training == facts
    np.testing.assert_array_equal(method.tensors["down"], weights(7)["down"])
    retrained = TokenEncoder(weights="b" * 64)
    assert not method.ready(retrained)
    with pytest.raises(MethodWeightsMissing):
        method.load(retrained)
    assert not Turned(rank=4).ready(TokenEncoder())  # learned for another argument
    with pytest.raises(MethodWeightsMissing):
        Turned(rank=4).load(TokenEncoder())
    own = Turned().adopt(weights(1)).load(TokenEncoder())
    np.testing.assert_array_equal(own.tensors["down"], weights(1)["down"])


def test_the_fingerprint_tells_weights_apart() -> None:
    one, other = (Turned().adopt(weights(seed)).fingerprint(TokenEncoder()) for seed in (0, 1))
    assert len(one) == 64
    assert one != other
    assert one == Turned(gain=2.0).adopt(weights(0)).fingerprint(TokenEncoder())
    assert make_method("sum").fingerprint(TokenEncoder()) == ""


def test_the_config_is_plain(tmp_path: Path) -> None:
    save_method(Turned().adopt(weights()).load(TokenEncoder()), tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    assert sorted(config) == ["arguments", "encoder", "model", "training", "type", "version"]
    assert config["version"] == 2
    assert len(config["model"]["sha256"]) == 64
