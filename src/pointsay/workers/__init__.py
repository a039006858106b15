"""Machines that encode: the batches of the pipeline, worked on by a cluster."""

from pointsay.workers.opening import open_workers

__all__ = ["open_workers"]
