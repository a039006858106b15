"""LinCIR: a pseudo-word whose maker has only ever read sentences."""

from __future__ import annotations

from pointsay.methods.mapped_word import MappedWord


class Lincir(MappedWord):
    """Score T("a photo of [phi(v)] that {modification}") . g.

    Gu et al., "Language-only Efficient Training of Zero-shot Composed Image Retrieval", CVPR 2024,
    arXiv 2312.01998. Phi learns from text alone to be a word that can stand for the nouns and
    adjectives of the sentence whose vector it was given (self-masking projection); noise on that
    vector lets it read pictures later. Training: `pointsay.training`; joint-space relatives:
    `pointsay.methods.lincir_joint`.

    Args:
        prompt: Where word and modification go.
        strength: What the word is multiplied by.
        space: What phi reads: ``unit``, or ``raw`` as the published weights do.
        norm: Mean length of raw image vectors; see `MappedWord`.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "lincir"
    summary = "Reads the photo as one word of the sentence; learned from sentences alone."
