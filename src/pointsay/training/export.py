"""From trained towers to the files that ship. How they are written: `pointsay.encoders.onnx`."""

from __future__ import annotations

from pathlib import Path

from pointsay.encoders.mini.encoder import CARD
from pointsay.encoders.onnx.export import Towers, write_encoder
from pointsay.encoders.preprocess import Letterbox
from pointsay.training.mini import MAX_TOKENS
from pointsay.training.towers import DualEncoder


def export_mini(
    model: DualEncoder,
    canvas: tuple[int, int],
    tokenizer_file: Path,
    folder: Path,
    *,
    name: str,
    small: bool = True,
    trained_on: str = "",
) -> None:
    """Write everything that `pointsay.encoders.mini.MiniEncoder` reads.

    Args:
        model: Trained towers.
        canvas: (height, width) at which pictures will be read; may differ from training.
        tokenizer_file: ``tokenizer.json`` of the text start.
        folder: Where to; an older export there is replaced.
        name: The encoder's full id.
        small: Store int8 weights; False keeps float32 graphs, for parity checks.
        trained_on: See `pointsay.encoders.base.EncoderInfo`.
    """
    model = model.on_canvas(canvas).eval()
    towers = Towers(
        image=model.image,
        text=model.text,
        text_reads=("embeddings", "mask"),
        table=model.text.words.detach().numpy(),
        canvas=canvas,
    )
    record = {
        "name": name,
        "dim": model.shape.dim,
        "max_tokens": MAX_TOKENS,
        "preprocessing": Letterbox(*canvas).record(),
    }
    if trained_on:
        record["trained_on"] = trained_on
    write_encoder(
        towers,
        tokenizer_file.read_text(encoding="utf-8"),
        folder,
        record,
        precision="int8" if small else "fp32",
        card=CARD,
    )
