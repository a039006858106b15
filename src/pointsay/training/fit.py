"""One loop for the small networks that methods learn; towers are frozen and lie outside of it.

Lightning Fabric brings mixed precision, several devices and gradient scaling. The rest is a page:
every batch and every dropout mask is a function of (seed, step), so a run that was interrupted
goes on from its checkpoint bit for bit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lightning.fabric import Fabric
from lightning.fabric.utilities.apply_func import move_data_to_device
from torch import Tensor, nn

from pointsay.errors import WeightsCorrupt
from pointsay.training import checkpoint
from pointsay.training.fit_settings import PRECISIONS, FitSettings, Fitted, Progress

__all__ = ["FitSettings", "Fitted", "Progress", "fit"]

STATE = "fit.pt"
REMEMBERED = 100  # steps whose losses are averaged into what is reported at the end

Draw = Callable[[int], Any]
Report = Callable[[Progress], None]
Validate = Callable[[nn.Module], Mapping[str, float]]


def fit(
    module: nn.Module,
    draw: Draw,
    settings: FitSettings,
    folder: Path,
    report: Report = lambda progress: None,
    *,
    about: str = "",
    validate: Validate | None = None,
) -> Fitted:
    """Train a module in place; it comes back on the CPU, in evaluation mode.

    Args:
        module: Called with a batch, returns its losses as a dict of scalars. Parameters that need
            no gradient are neither trained nor kept; a frozen tower may be a part of it.
        draw: Makes the batch of a step from its number alone: (nested) tuples or dicts of tensors.
            Of N devices, device r draws step * N + r, so that batches are per device.
        settings: See `FitSettings`.
        folder: Of the checkpoint, from which the same call goes on.
        report: Called after every step.
        about: Whatever else decides the result (corpus, noise, encoder), as text; a checkpoint that
            says something else is refused.
        validate: Called every ``settings.validate_every`` steps with the module in evaluation mode,
            under the averaged weights if there are any; gives figures to report.

    Raises:
        WeightsCorrupt: The checkpoint is damaged or belongs to another training.
        KeyboardInterrupt: The user stopped it; a checkpoint of the last whole step is left.
    """
    with _quiet():
        fabric = Fabric(
            accelerator=settings.accelerator,
            devices=settings.devices,
            precision=PRECISIONS[settings.precision],
        )
        fabric.launch()
        run = _Run(fabric, module, settings, folder / STATE, f"{settings.deciding()} {about}")
        cards = [fabric.device] if fabric.device.type == "cuda" else []
        with torch.random.fork_rng(devices=cards):  # the caller's draws go on as if nothing was
            try:
                run.go(draw, report, validate)
            except KeyboardInterrupt:
                run.save()
                raise
    return run.finish()


class _Run:
    """The state of a training between two steps."""

    def __init__(
        self, fabric: Fabric, module: nn.Module, settings: FitSettings, file: Path, identity: str
    ) -> None:
        self.fabric, self.module, self.settings = fabric, module, settings
        self.file, self.identity = file, identity
        self.learned = {name: one for name, one in module.named_parameters() if one.requires_grad}
        self.wrapped, self.optimiser = fabric.setup(module, self._optimiser())
        self.step, self.seconds, self.whole = 0, 0.0, True
        self.recent: list[float] = []
        self.average: dict[str, Tensor] = {}
        if file.exists():
            self._resume(checkpoint.load(file))
        elif settings.ema is not None:
            self.average = {name: one.detach().clone() for name, one in self.learned.items()}

    def go(self, draw: Draw, report: Report, validate: Validate | None) -> None:
        settings = self.settings
        while self.step < settings.steps:
            began = time.monotonic()
            batch = draw(self.step * self.fabric.world_size + self.fabric.global_rank)
            losses = self._update(self.fabric.to_device(batch))
            seconds = time.monotonic() - began
            self.seconds += seconds
            self.recent = [*self.recent, sum(losses.values())][-REMEMBERED:]
            if self.step % settings.checkpoint_every == 0 or self.step == settings.steps:
                self.save()
            figures: Mapping[str, float] = {}
            if validate and self.step % settings.validate_every == 0:
                with self._evaluating():
                    figures = validate(self.module)
            if self.fabric.is_global_zero:
                report(Progress(self.step, settings.steps, losses, seconds, figures))

    def save(self) -> None:
        """Write a checkpoint, unless an interruption fell into the middle of an update."""
        if not self.whole or not self.fabric.is_global_zero:
            return
        state = {
            "identity": self.identity,
            "step": self.step,
            "seconds": self.seconds,
            "recent": self.recent,
            "module": self._kept(),
            "average": self.average,
            "optimizer": self.optimiser.state_dict(),
            "precision": self.fabric.strategy.precision.state_dict(),
        }
        checkpoint.save(self.file, move_data_to_device(state, torch.device("cpu")))

    def finish(self) -> Fitted:
        if self.average:
            self.module.load_state_dict(self.average, strict=False)
        self.module.to("cpu").eval()
        loss = sum(self.recent) / max(1, len(self.recent))
        return Fitted(self.step, self.seconds, loss)

    def _update(self, batch: Any) -> dict[str, float]:
        settings = self.settings
        self.wrapped.train()
        number = np.random.SeedSequence((settings.seed, self.step, self.fabric.global_rank))
        torch.manual_seed(int(number.generate_state(1, np.uint64)[0] >> np.uint64(1)))
        for group in self.optimiser.param_groups:
            group["lr"] = settings.rate * settings.factor(self.step)
        losses: dict[str, Tensor] = self.wrapped(batch)
        self.optimiser.zero_grad(set_to_none=True)
        self.fabric.backward(torch.stack(list(losses.values())).sum())
        if settings.clip is not None:
            self.fabric.clip_gradients(self.wrapped, self.optimiser, max_norm=settings.clip)
        self.whole = False
        self.optimiser.step()
        for name, mean in self.average.items():
            mean.lerp_(self.learned[name].detach(), 1.0 - (settings.ema or 0.0))
        self.step += 1
        self.whole = True
        return {name: float(one.detach()) for name, one in losses.items()}

    def _optimiser(self) -> torch.optim.AdamW:
        settings = self.settings
        decayed: list[Tensor] = []
        plain: list[Tensor] = []
        for one in self.learned.values():
            (decayed if one.ndim > 1 or settings.decay_vectors else plain).append(one)
        groups = [
            {"params": decayed, "weight_decay": settings.weight_decay},
            {"params": plain, "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(
            [one for one in groups if one["params"]],
            lr=settings.rate,
            betas=settings.betas,
            eps=settings.epsilon,
        )

    def _kept(self) -> dict[str, Tensor]:
        """Return what training changes: learned parameters and buffers, not frozen towers."""
        named = dict(self.module.named_parameters())
        frozen = named.keys() - self.learned.keys()
        return {name: one for name, one in self.module.state_dict().items() if name not in frozen}

    def _resume(self, state: dict[str, Any]) -> None:
        if state["identity"] != self.identity:
            raise WeightsCorrupt(
                f"{self.file.name} belongs to another training",
                hint="give another --work folder, or delete the file to start anew",
            )
        self.module.load_state_dict(state["module"], strict=False)
        self.optimiser.load_state_dict(state["optimizer"])
        self.fabric.strategy.precision.load_state_dict(state["precision"])
        self.step, self.seconds, self.recent = state["step"], state["seconds"], state["recent"]
        self.average = move_data_to_device(state["average"], self.fabric.device)

    @contextmanager
    def _evaluating(self) -> Iterator[None]:
        last = {name: one.detach().clone() for name, one in self.learned.items()}
        self.module.load_state_dict(self.average, strict=False)
        self.module.eval()
        try:
            with torch.no_grad():
                yield
        finally:
            self.module.load_state_dict(last, strict=False)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's banners out of a command's output."""
    loggers = [logging.getLogger(name) for name in ("lightning.fabric", "lightning_fabric")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for one, level in zip(loggers, levels, strict=True):
            one.setLevel(level)
