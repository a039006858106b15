"""SEARLE: a pseudo-word whose maker was taught by words found for single pictures."""

from __future__ import annotations

from pointsay.methods.mapped_word import MappedWord


class Searle(MappedWord):
    """Score T("a photo of [phi(v)] that {modification}") . g.

    Baldrati et al., "Zero-Shot Composed Image Retrieval with Textual Inversion", ICCV 2023, arXiv
    2303.15247. Pseudo-words are first found for single pictures by gradient descent (OTI) and then
    distilled into phi, which gives them at once. Inference is LinCIR's; only the weights differ.

    Args:
        prompt: Where word and modification go.
        strength: What the word is multiplied by.
        space: What phi reads: ``unit``, or ``raw`` as the published weights do.
        norm: Mean length of raw image vectors; see `MappedWord`.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "searle"
    summary = "Reads the photo as one word of the sentence; learned from words found for photos."
