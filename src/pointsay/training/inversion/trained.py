"""What both trainings share: how a network starts, and how it becomes the method that serves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar, cast

import torch
from torch import nn

from pointsay.encoders.base import TokenSpace
from pointsay.errors import UnsupportedEncoder
from pointsay.methods.registry import make_method
from pointsay.training.serving import served

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from pointsay.encoders.base import Encoder
    from pointsay.methods.learned import Learned
    from pointsay.methods.raw_vectors import Space
    from pointsay.training.inversion.pictures import Pictures

Network = TypeVar("Network", bound=nn.Module)

# Stage, what is done of it, all of it, and losses where there are any.
Report = Callable[[str, int, int, Mapping[str, float]], None]


def silent(stage: str, done: int, whole: int, losses: Mapping[str, float]) -> None:
    """Report nothing."""


def token_space(encoder: Encoder) -> TokenSpace:
    """Return the encoder as what looks up words.

    Raises:
        UnsupportedEncoder: It takes no token embeddings.
    """
    if not isinstance(encoder, TokenSpace):
        raise UnsupportedEncoder(
            f"{encoder.info.name} takes no token embeddings",
            hint="use mini, or one of transformers (hub:OWNER/NAME)",
        )
    return encoder


def seeded(make: Callable[[], Network], seed: int) -> Network:
    """Return a network whose first weights are a function of the seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make()


def beside_loop(settings: DataclassInstance) -> dict[str, Any]:
    """Return what settings say besides ``fit``, which a checkpoint knows by itself."""
    names = [one.name for one in fields(settings) if one.name != "fit"]
    return {name: getattr(settings, name) for name in names}


def as_method(
    name: str, network: nn.Module, encoder: Encoder, pictures: Pictures, space: Space
) -> Learned:
    """Return a trained network as the loaded method of this name.

    Args:
        name: ``searle`` or ``pic2word``.
        network: On the CPU; its parameters are named as the method's layout.
        encoder: That the network was trained for.
        pictures: That it was trained on; the mean length of raw vectors is theirs.
        space: What the network reads.
    """
    arguments = {"space": space, "norm": pictures.norm} if space == "raw" else {}
    return served(cast("Learned", make_method(name, **arguments)), network, encoder)
