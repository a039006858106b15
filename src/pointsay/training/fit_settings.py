"""What decides a training of `pointsay.training.fit`, and what it reports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Precision = Literal["fp32", "fp16", "bf16"]
Schedule = Literal["constant", "cosine"]
PRECISIONS: dict[str, Any] = {"fp32": "32-true", "fp16": "16-mixed", "bf16": "bf16-mixed"}


@dataclass(frozen=True)
class FitSettings:
    """What decides a training, with the batches.

    Attributes:
        steps: Updates of the weights.
        seed: Of dropout and of whatever the module draws from torch's generator.
        rate: Peak learning rate of AdamW.
        weight_decay: Of AdamW.
        decay_vectors: The decay also takes biases, norms and scalars.
        betas: Of AdamW.
        epsilon: Of AdamW.
        schedule: ``constant`` or ``cosine`` (to zero), both after the warm-up.
        warmup: Steps of linear rise to the peak.
        ema: Decay of an exponential moving average of the weights, which is then the result; None
            for the last weights.
        clip: Largest norm of the gradient; None leaves it.
        precision: ``fp32``, ``fp16`` or ``bf16``; the two short ones are mixed, with weights kept
            in float32.
        accelerator: ``auto``, ``cpu``, ``gpu`` or ``mps``.
        devices: How many; each draws batches of its own.
        checkpoint_every: Steps between checkpoints; does not decide the result.
        validate_every: Steps between validations; does not decide the result.

    Raises:
        ValueError: A value is out of its range.
    """

    steps: int
    seed: int = 0
    rate: float = 1e-4
    weight_decay: float = 0.01
    decay_vectors: bool = False
    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8
    schedule: Schedule = "constant"
    warmup: int = 0
    ema: float | None = None
    clip: float | None = None
    precision: Precision = "fp32"
    accelerator: str = "cpu"
    devices: int = 1
    checkpoint_every: int = 500
    validate_every: int = 1000

    def __post_init__(self) -> None:
        if self.steps < 1 or self.checkpoint_every < 1 or self.validate_every < 1:
            raise ValueError("steps, checkpoint_every and validate_every must be at least 1")
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision must be one of {', '.join(PRECISIONS)}")
        if self.precision == "fp16" and self.accelerator == "cpu":
            raise ValueError("fp16 needs a GPU; take fp32 or bf16 on a CPU")
        if self.schedule not in get_args(Schedule):
            raise ValueError(f"schedule must be one of {', '.join(get_args(Schedule))}")
        if self.ema is not None and not 0.0 < self.ema < 1.0:
            raise ValueError(f"ema must lie between 0 and 1, not {self.ema}")

    def factor(self, step: int) -> float:
        """Return the share of the peak learning rate at a step, counted from 0."""
        if step < self.warmup:
            return (step + 1) / self.warmup
        if self.schedule == "constant":
            return 1.0
        done = (step - self.warmup) / max(1, self.steps - self.warmup)
        return 0.5 * (1.0 + math.cos(math.pi * done))

    def deciding(self) -> str:
        """Return everything that decides the weights, as one line; a checkpoint must agree."""
        left_out = ("checkpoint_every", "validate_every")
        return repr({name: value for name, value in vars(self).items() if name not in left_out})


@dataclass(frozen=True)
class Progress:
    """What a step reports.

    Attributes:
        step: Steps done.
        steps: Steps in all.
        losses: Each part of the loss, weighted; their sum is what falls.
        seconds: Of this step.
        validation: Figures, at the steps that were validated.
    """

    step: int
    steps: int
    losses: Mapping[str, float]
    seconds: float
    validation: Mapping[str, float] = field(default_factory=dict)

    @property
    def loss(self) -> float:
        """The sum of the parts."""
        return sum(self.losses.values())


@dataclass(frozen=True)
class Fitted:
    """What a training cost and reached.

    Attributes:
        steps: Updates.
        seconds: Of training, over all runs if it was interrupted.
        loss: Mean over the last hundred steps.
    """

    steps: int
    seconds: float
    loss: float
