"""From a trained network in torch to the method that serves it in NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from torch import nn

    from pointsay.encoders.base import Encoder
    from pointsay.methods.learned import Learned

Served = TypeVar("Served", bound="Learned")


def served(method: Served, network: nn.Module, encoder: Encoder) -> Served:
    """Give a method the weights of a network and bind the encoder; returns the method.

    Args:
        method: Not loaded yet.
        network: On the CPU; its parameters are named as the method's layout.
        encoder: That the network was trained for.

    Raises:
        MethodWeightsUnfit: The network is another than the method's.
    """
    tensors = {name: one.numpy() for name, one in network.state_dict().items()}
    return method.adopt(tensors).load(encoder)
