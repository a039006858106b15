"""The text tower of an encoder as a function of torch, for whoever looks for pseudo-words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from torch import Tensor

from pointsay.encoders.onnx.runner import OnnxEncoder
from pointsay.errors import UnsupportedEncoder

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder


def text_in_torch(encoder: Encoder) -> Callable[[Tensor, Tensor], Tensor]:
    """Return the text tower: (B, T, W) token embeddings and their (B, T) mask to (B, D).

    Vectors are not scaled; gradients flow to the embeddings. It runs on the CPU in float32.

    Args:
        encoder: ``mini``, an exported folder, or a checkpoint of transformers.

    Raises:
        UnsupportedEncoder: It is none of these, or computes with what has no gradient here.
    """
    if isinstance(encoder, OnnxEncoder):
        from pointsay.encoders.onnx.gradients import TorchGraph

        graph = TorchGraph(encoder.folder / "text.onnx")
        return lambda embeddings, mask: graph(**_inputs(embeddings, mask))
    tower: Any = getattr(encoder, "text_tower", None)  # see encoders.hub.towers
    if not hasattr(tower, "reads"):
        raise UnsupportedEncoder(
            f"{encoder.info.name} has no text tower that gradients flow through",
            hint="use mini, an exported encoder, or one of transformers (hub:OWNER/NAME)",
        )
    place = next(tower.parameters())

    def run(embeddings: Tensor, mask: Tensor) -> Tensor:
        given = _inputs(embeddings.to(place), mask.to(place))
        read: Tensor = tower(*(given[name] for name in tower.reads))
        return read.float().cpu()

    return run


def _inputs(embeddings: Tensor, mask: Tensor) -> Mapping[str, Tensor]:
    return {"embeddings": embeddings, "mask": mask, "end": mask.sum(dim=1).long() - 1}
