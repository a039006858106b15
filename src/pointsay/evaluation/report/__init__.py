"""One page of tables, figures and pictures from the records of runs."""

from pointsay.evaluation.report.inputs import Inputs, load_inputs
from pointsay.evaluation.report.write import Options, write_report

__all__ = ["Inputs", "Options", "load_inputs", "write_report"]
