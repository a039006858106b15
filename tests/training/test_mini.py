from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tokenizers import Tokenizer

from pointsay.encoders import Encoder, TokenSpace
from pointsay.encoders.mini import MiniEncoder
from pointsay.encoders.onnx.export import quantise
from pointsay.errors import WeightsCorrupt
from pointsay.training import generality
from pointsay.training.corpora import Corpus
from pointsay.training.export import export_mini
from pointsay.training.mini import Progress, train
from pointsay.training.recipe import LESSONS, Recipe, Stage
from pointsay.training.towers import DualEncoder

from .conftest import COLOURS, TINY, catalogue, corpus, random_start, start

SENTENCES = ("a red dress", "something", "in blue", "one", "a green one in red")


def _run(
    recipe: Recipe, tokenizer: Tokenizer, state: Path, stop_after: int | None = None
) -> tuple[DualEncoder | None, list[Progress]]:
    seen: list[Progress] = []

    def report(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == stop_after:
            raise KeyboardInterrupt

    def corpus_of(stage: Stage) -> Corpus:
        return catalogue(stage.canvas) if stage.lessons == LESSONS else corpus(stage.canvas)

    try:
        model = train(
            recipe, corpus_of, tokenizer, state, start=start, sentences=SENTENCES, report=report
        )
    except KeyboardInterrupt:
        return None, seen
    return model, seen


def test_training_learns_what_the_pictures_show(tokenizer: Tokenizer, tmp_path: Path) -> None:
    recipe = Recipe(
        stages=(Stage("only", ("any",), (32, 24), 50, 3e-4, 3e-3, 3e-3, batch=12),),
        shape=TINY,
        warmup=0.1,
    )
    model, seen = _run(recipe, tokenizer, tmp_path / "state.pt")
    assert model is not None
    assert np.mean([one.loss for one in seen[-4:]]) < np.mean([one.loss for one in seen[:4]])
    tokenizer.enable_padding()
    encoded = tokenizer.encode_batch([f"a {name} dress" for name in COLOURS])
    tokens = torch.tensor([one.ids for one in encoded])
    mask = torch.tensor([one.attention_mask for one in encoded]).float()
    pictures = torch.from_numpy(corpus((32, 24)).pixels[:3]).permute(0, 3, 1, 2).float()
    with torch.no_grad():
        image, text = model((pictures - 127.0) / 128.0, tokens, mask)
    assert (text @ image.T).argmax(1).tolist() == [0, 1, 2]


def test_a_stopped_run_goes_on_as_if_it_had_not_been_stopped(
    recipe: Recipe, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    whole, steps = _run(recipe, tokenizer, tmp_path / "whole.pt")
    assert whole is not None
    # Before the first checkpoint, between two, at the end of a stage, within the next.
    for stop_after in (1, 3, 6, 7):
        state = tmp_path / f"{stop_after}.pt"
        stopped, _ = _run(recipe, tokenizer, state, stop_after)
        resumed, rest = _run(recipe, tokenizer, state)
        assert stopped is None
        assert resumed is not None
        kept = stop_after - stop_after % recipe.checkpoint_every
        assert len(rest) == len(steps) - kept
        for name, value in whole.state_dict().items():
            assert torch.equal(value, resumed.state_dict()[name]), (stop_after, name)


@pytest.fixture
def lessons(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """Two stages with every lesson; the lower of two text blocks is frozen in the first."""
    monkeypatch.setattr(generality, "load_text_start", random_start)
    first, second = (replace(one, epochs=1, lessons=LESSONS) for one in recipe.stages)
    stages = (replace(first, frozen_blocks=1), second)
    return replace(recipe, stages=stages, shape=replace(TINY, layers=2))


def test_a_run_with_every_lesson_goes_on_bit_for_bit(
    lessons: Recipe, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    whole, steps = _run(lessons, tokenizer, tmp_path / "whole.pt")
    assert whole is not None
    assert {tuple(one.losses) for one in steps} == {("contrast", "kinship", "naming", "likeness")}
    assert steps[0].loss == sum(steps[0].losses.values())
    for stop_after in (2, 4):  # within the first stage, within the second
        state = tmp_path / f"{stop_after}.pt"
        _run(lessons, tokenizer, state, stop_after)
        resumed, rest = _run(lessons, tokenizer, state)
        assert resumed is not None
        assert [one.losses for one in rest] == [one.losses for one in steps[-len(rest) :]]
        for name, value in whole.state_dict().items():
            assert torch.equal(value, resumed.state_dict()[name]), (stop_after, name)


def test_a_run_with_every_lesson_learns_them(
    lessons: Recipe, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    stage = replace(lessons.stages[0], epochs=16, batch=12, frozen_blocks=0)
    _, seen = _run(replace(lessons, stages=(stage,)), tokenizer, tmp_path / "state.pt")
    for name in ("contrast", "kinship", "naming"):
        before, after = (
            np.mean([one.losses[name] for one in part]) for part in (seen[:6], seen[-6:])
        )
        assert after < before, name


def test_frozen_blocks_stay_and_everything_else_learns(
    lessons: Recipe, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    before = start(lessons.shape, lessons.stages[0].canvas).state_dict()
    frozen, whole = (
        _run(replace(lessons, stages=stages), tokenizer, tmp_path / f"{len(stages)}.pt")[0]
        for stages in (lessons.stages[:1], lessons.stages)
    )
    assert frozen is not None
    assert whole is not None
    still = {name for name, _ in frozen.named_parameters() if _same(frozen, before, name)}
    lowest = ("text.bert.embeddings.", "text.bert.encoder.layer.0.")
    expected = {name for name, _ in frozen.named_parameters() if name.startswith(lowest)}
    assert still == expected
    # The next stage is free to teach them; only the token table is never touched.
    still = {name for name, _ in whole.named_parameters() if _same(whole, before, name)}
    assert still == {"text.bert.embeddings.word_embeddings.weight"}


def test_a_stage_of_heads_only_moves_the_linear_maps_and_the_temperature(
    lessons: Recipe, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    before = start(lessons.shape, lessons.stages[0].canvas).state_dict()
    stage = replace(lessons.stages[0], heads_only=True)
    model, _ = _run(replace(lessons, stages=(stage,)), tokenizer, tmp_path / "state.pt")
    assert model is not None
    moved = {name for name, _ in model.named_parameters() if not _same(model, before, name)}
    heads = {f"{tower}.head.{part}" for tower in ("image", "text") for part in ("weight", "bias")}
    assert moved == {*heads, "log_scale"}


def _same(model: DualEncoder, before: dict[str, torch.Tensor], name: str) -> bool:
    return torch.equal(model.state_dict()[name], before[name])


def test_a_checkpoint_of_another_recipe_or_a_damaged_one_is_refused(
    recipe: Recipe, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    state = tmp_path / "state.pt"
    _run(recipe, tokenizer, state, stop_after=4)
    with pytest.raises(WeightsCorrupt, match="another recipe"):
        _run(replace(recipe, seed=1), tokenizer, state)
    state.write_bytes(state.read_bytes()[:500])
    with pytest.raises(WeightsCorrupt, match="cannot be read"):
        _run(recipe, tokenizer, state)


def test_the_token_table_is_never_changed(
    recipe: Recipe, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    model, _ = _run(recipe, tokenizer, tmp_path / "state.pt")
    assert model is not None
    assert torch.equal(model.text.words, start(TINY, (32, 24)).text.words)


def _torch_vectors(
    model: DualEncoder, tokenizer: Tokenizer, images: list[Image.Image], texts: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    pictures = torch.from_numpy(np.stack([np.asarray(image) for image in images]))
    tokenizer.enable_padding()
    encoded = tokenizer.encode_batch(texts)
    with torch.no_grad():
        image, text = model.eval()(
            (pictures.permute(0, 3, 1, 2).float() - 127.0) / 128.0,
            torch.tensor([one.ids for one in encoded]),
            torch.tensor([one.attention_mask for one in encoded]).float(),
        )
    return image.numpy(), text.numpy()


@pytest.mark.parametrize(("small", "least"), [(False, 0.9999), (True, 0.95)])
def test_the_exported_encoder_gives_the_vectors_of_the_trained_one(
    tokenizer: Tokenizer, tokenizer_path: Path, tmp_path: Path, small: bool, least: float
) -> None:
    canvas = (48, 36)
    model = start(TINY, canvas)
    images = [Image.fromarray(pixels) for pixels in corpus(canvas).pixels[:4]]
    texts = ["a red dress", "something in blue", "green", "a one in red shirt"]
    folder = tmp_path / "encoder"
    export_mini(model, canvas, tokenizer_path, folder, name="tiny", small=small)
    encoder = MiniEncoder(folder)
    image, text = _torch_vectors(model, tokenizer, images, texts)
    assert (encoder.encode_images(images) * image).sum(1).min() > least
    assert (encoder.encode_texts(texts) * text).sum(1).min() > least
    assert isinstance(encoder, Encoder)
    assert isinstance(encoder, TokenSpace)
    assert encoder.info.dim == TINY.dim
    assert encoder.token_dim == TINY.width


def test_an_export_says_what_it_is_by_its_weights(tokenizer_path: Path, tmp_path: Path) -> None:
    model = start(TINY, (32, 24))
    for name in ("one", "two"):
        export_mini(model, (32, 24), tokenizer_path, tmp_path / name, name="tiny")
    with torch.no_grad():
        model.text.head.weight += 0.5
    export_mini(model, (32, 24), tokenizer_path, tmp_path / "other", name="tiny")
    one, two, other = (MiniEncoder(tmp_path / name).info for name in ("one", "two", "other"))
    assert one.comparable(two)
    assert not one.comparable(other)


def test_quantisation_errs_by_at_most_half_a_step_in_each_channel() -> None:
    rng = np.random.default_rng(0)
    weights = (rng.normal(size=(5, 7)) * np.logspace(-3, 2, 5)[:, None]).astype(np.float32)
    small = quantise(weights, axis=0)
    restored = small.data * small.scale[:, None]
    assert (np.abs(restored - weights) <= small.scale[:, None] * 0.5001).all()
    assert small.data.dtype == np.int8
