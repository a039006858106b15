"""What a search may cost and must find; measured on the data by `tuning`, kept with the lists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of one core.

    Attributes:
        row: Fetching one vector and comparing it.
        code: Comparing one code of a list.
        check: Passing over one code that may not be found.
        search: Whatever a search of lists takes besides.
    """

    row: float
    code: float
    check: float
    search: float


@dataclass(frozen=True, slots=True)
class Settings:
    """How lists are searched.

    Attributes:
        loss: Share of the k best that may be expected in lists that are not read.
        filtered_loss: The same where some rows may not be found.
        factor: Candidates that codes choose for each row of the answer; vectors decide among them.
        costs: By which a search of lists and one of the allowed rows are compared.
        target: Recall that was asked for.
        reached: Recall that these settings had on the sample, the worst kind of question.
        depth: Rows k of a sample's answers.
    """

    loss: float
    filtered_loss: float
    factor: float
    costs: Costs
    target: float
    reached: float
    depth: int
