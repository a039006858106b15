from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

pytest.importorskip("lightning", reason="training methods needs the train extra")

from pointsay.errors import WeightsCorrupt
from pointsay.training.fit import FitSettings, Fitted, Progress, fit

SETTINGS = FitSettings(steps=8, rate=1e-2, checkpoint_every=3)
State = dict[str, Tensor]


class Line(nn.Module):
    """Learns y = 2x through dropout and a norm, beside a part that stays as it is."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.frozen = nn.Linear(3, 3).requires_grad_(False)
        self.layers = nn.Sequential(
            nn.Linear(3, 16), nn.BatchNorm1d(16), nn.Dropout(0.2), nn.Linear(16, 3)
        )

    def forward(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        inputs, wanted = batch
        return {"mse": (self.layers(inputs) - wanted).square().mean()}


def draw(step: int) -> tuple[Tensor, Tensor]:
    inputs = torch.randn(16, 3, generator=torch.Generator().manual_seed(step))
    return inputs, 2.0 * inputs


class Stop:
    """Reports into a list and interrupts after a step."""

    def __init__(self, after: int = 0) -> None:
        self.after = after
        self.seen: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.seen.append(progress)
        if progress.step == self.after:
            raise KeyboardInterrupt


def run(folder: Path, settings: FitSettings = SETTINGS) -> tuple[State, Fitted]:
    module = Line()
    fitted = fit(module, draw, settings, folder)
    return module.state_dict(), fitted


def same(one: State, other: State) -> bool:
    return all(torch.equal(value, other[name]) for name, value in one.items())


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS,
        replace(SETTINGS, ema=0.9, schedule="cosine", warmup=2),
        replace(SETTINGS, clip=0.1, precision="bf16"),
    ],
    ids=["plain", "ema", "bf16"],
)
@pytest.mark.parametrize("after", [2, 3, 5])
def test_an_interrupted_run_goes_on_bit_for_bit(
    settings: FitSettings, after: int, tmp_path: Path
) -> None:
    whole, _ = run(tmp_path / "whole", settings)
    with pytest.raises(KeyboardInterrupt):
        fit(Line(), draw, settings, tmp_path / "cut", Stop(after))
    module, again = Line(), Stop()
    fit(module, draw, settings, tmp_path / "cut", again)
    assert again.seen[0].step == after + 1
    assert same(whole, module.state_dict())


def test_an_interruption_within_an_update_leaves_the_last_good_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = run(tmp_path / "whole")
    module, calls = Line(), 0
    step = torch.optim.AdamW.step

    def cut(self: torch.optim.AdamW, *given: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 5:
            self.param_groups[0]["params"][0].data.zero_()
            raise KeyboardInterrupt
        return step(self, *given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(torch.optim.AdamW, "step", cut)
        with pytest.raises(KeyboardInterrupt):
            fit(module, draw, SETTINGS, tmp_path / "cut")
    again = Stop()
    module = Line()
    fit(module, draw, SETTINGS, tmp_path / "cut", again)
    assert again.seen[0].step == 4
    assert same(whole, module.state_dict())


def test_it_learns_and_leaves_what_is_frozen(tmp_path: Path) -> None:
    module, reports = Line(), Stop()
    before = {name: one.clone() for name, one in module.state_dict().items()}
    fitted = fit(
        module,
        draw,
        replace(SETTINGS, steps=120, rate=3e-2, checkpoint_every=60),
        tmp_path,
        reports,
    )
    assert torch.equal(module.frozen.weight, before["frozen.weight"])
    assert reports.seen[-1].loss < 0.5 * reports.seen[0].loss
    assert [one.step for one in reports.seen] == list(range(1, 121))
    assert fitted.steps == 120
    assert fitted.loss == pytest.approx(sum(one.loss for one in reports.seen[-100:]) / 100)
    assert fitted.seconds == pytest.approx(sum(one.seconds for one in reports.seen))
    assert not module.training
    stored = torch.load(tmp_path / "fit.pt", weights_only=True)
    assert not any(name.startswith("frozen") for name in stored["module"])


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    first, fitted = run(tmp_path)
    module, reports = Line(), Stop()
    assert fit(module, draw, SETTINGS, tmp_path, reports) == fitted
    assert reports.seen == []
    assert same(first, module.state_dict())


def test_the_average_is_what_the_formula_says(tmp_path: Path) -> None:
    module, weights = Line(), []

    def note(progress: Progress) -> None:
        weights.append(module.layers[0].weight.detach().clone())

    mean = module.layers[0].weight.detach().clone()
    fit(module, draw, replace(SETTINGS, ema=0.7), tmp_path, note)
    for weight in weights:
        mean = 0.7 * mean + 0.3 * weight
    assert torch.allclose(module.layers[0].weight, mean, atol=1e-6)


def test_validation_sees_the_average_and_changes_nothing(tmp_path: Path) -> None:
    settings = replace(SETTINGS, ema=0.9, validate_every=4)
    module, reports = Line(), Stop()
    seen: list[Tensor] = []

    def validate(validated: nn.Module) -> dict[str, float]:
        assert not validated.training
        assert not torch.is_grad_enabled()
        seen.append(module.layers[0].weight.detach().clone())
        return {"score": 1.0}

    fit(module, draw, settings, tmp_path / "one", reports, validate=validate)
    assert [one.step for one in reports.seen if one.validation] == [4, 8]
    assert torch.equal(seen[-1], module.layers[0].weight)
    assert same(run(tmp_path / "two", settings)[0], module.state_dict())


def test_learning_rates_rise_and_fall() -> None:
    cosine = FitSettings(steps=10, warmup=4, schedule="cosine")
    factors = [cosine.factor(step) for step in range(10)]
    assert factors[:5] == [0.25, 0.5, 0.75, 1.0, 1.0]
    assert factors[7] == pytest.approx(0.5)
    assert [FitSettings(steps=3, warmup=1).factor(step) for step in range(3)] == [1.0] * 3


def test_the_callers_draws_go_on_as_if_nothing_was_trained(tmp_path: Path) -> None:
    module = Line()
    torch.manual_seed(9)
    expected = torch.rand(3)
    torch.manual_seed(9)
    fit(module, draw, SETTINGS, tmp_path)
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize("about", ["", "another corpus"])
def test_a_checkpoint_of_another_training_is_refused(about: str, tmp_path: Path) -> None:
    fit(Line(), draw, SETTINGS, tmp_path, about="titles")
    with pytest.raises(WeightsCorrupt, match="another training") as caught:
        fit(Line(), draw, SETTINGS, tmp_path, about=about)
    assert "--work" in caught.value.hint
    with pytest.raises(WeightsCorrupt, match="another training"):
        fit(Line(), draw, replace(SETTINGS, rate=0.1), tmp_path, about="titles")
    fit(Line(), draw, replace(SETTINGS, checkpoint_every=1), tmp_path, about="titles")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"steps": 0}, "at least 1"),
        ({"precision": "fp8"}, "precision must be"),
        ({"precision": "fp16"}, "needs a GPU"),
        ({"schedule": "linear"}, "schedule must be"),
        ({"ema": 1.0}, "ema must"),
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        FitSettings(**{"steps": 1, **wrong})  # type: ignore[arg-type]
