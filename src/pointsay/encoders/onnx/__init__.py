"""Encoders as ONNX graphs in a folder, as ``pointsay encoder export`` writes; need no torch."""

from pointsay.encoders.onnx.runner import OnnxEncoder

__all__ = ["OnnxEncoder"]
