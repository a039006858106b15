"""Checkpoints worth knowing, by short name. Facts only: nothing is downloaded before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A checkpoint and what one wants to know before choosing it.

    Attributes:
        source: What is loaded, as `pointsay.encoders.load_encoder` takes it.
        licence: Of the weights, as far as known; read the model card before shipping.
        dim: Width D of the joint space.
        parameters_m: Parameters of both towers, in millions.
        image_size: Side of the picture that the tower reads, in pixels.
        good_for: When to choose it.
        needs: The optional extra that must be installed.
    """

    source: str
    licence: str
    dim: int
    parameters_m: int
    image_size: int
    good_for: str
    needs: str = "hub"

    @property
    def size_mb(self) -> int:
        """Megabytes of the weights in float32."""
        return 4 * self.parameters_m


PRESETS: Mapping[str, Preset] = {
    "openai-clip-b32": Preset(
        "hub:openai/clip-vit-base-patch32",
        "MIT",
        512,
        151,
        224,
        "the reference point of most papers; fast",
    ),
    "openai-clip-l14": Preset(
        "hub:openai/clip-vit-large-patch14",
        "MIT",
        768,
        428,
        224,
        "published results of textual inversion (SEARLE, LinCIR) compare on it",
    ),
    "laion-clip-h14": Preset(
        "hub:laion/CLIP-ViT-H-14-laion2B-s32B-b79K",
        "MIT",
        1024,
        986,
        224,
        "strong and open; needs a GPU to index a large shop",
    ),
    "laion-clip-bigg14": Preset(
        "hub:laion/CLIP-ViT-bigG-14-laion2B-39B-b160k",
        "MIT",
        1280,
        2540,
        224,
        "the largest CLIP of the papers; GPU only",
    ),
    "siglip2-base": Preset(
        "hub:google/siglip2-base-patch16-224",
        "Apache-2.0",
        768,
        375,
        224,
        "many languages; a newer recipe than CLIP's at B/16 speed",
    ),
    "siglip2-large": Preset(
        "hub:google/siglip2-large-patch16-256",
        "Apache-2.0",
        1024,
        882,
        256,
        "many languages, finer detail; slow without a GPU",
    ),
    "marqo-fashionsiglip": Preset(
        "open_clip:Marqo/marqo-fashionSigLIP",
        "Apache-2.0",
        768,
        203,
        224,
        "fashion titles, colours and materials in English",
        needs="open-clip",
    ),
    "chinese-clip-b16": Preset(
        "hub:OFA-Sys/chinese-clip-vit-base-patch16",
        "MIT",
        512,
        188,
        224,
        "sentences in Chinese",
    ),
    "chinese-clip-l14": Preset(
        "hub:OFA-Sys/chinese-clip-vit-large-patch14",
        "MIT",
        768,
        406,
        224,
        "sentences in Chinese; larger and slower",
    ),
    "bge-vl-base": Preset(
        "hub:BAAI/BGE-VL-base",
        "MIT",
        512,
        150,
        224,
        "trained on photo-plus-sentence queries (MegaPairs); fast",
    ),
    "bge-vl-large": Preset(
        "hub:BAAI/BGE-VL-large",
        "MIT",
        768,
        428,
        224,
        "trained on photo-plus-sentence queries (MegaPairs); larger and slower",
    ),
}
