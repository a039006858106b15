from __future__ import annotations

import numpy as np

from pointsay.training.captions import Described
from pointsay.training.vocabulary import Vocabulary


def _product(world: str, **names: tuple[str, ...]) -> Described:
    """A product whose values are the first of their names."""
    return Described({kind: said[0] for kind, said in names.items()}, names, world=world)


PRODUCTS = [
    _product("shop", type=("trousers", "chinos"), colour=("red",)),
    _product("shop", type=("dress",), colour=("navy", "dark blue")),
    _product("phone", type=("pants",)),
    _product("phone", type=("dress", "frock")),
    Described({"zip": "yes"}, {"zip": ("front zip",)}, world="atelier"),
]
VOCABULARY = Vocabulary.of(PRODUCTS)


def test_it_holds_every_value_with_all_of_its_names() -> None:
    assert {kind: dict(values) for kind, values in VOCABULARY.names.items()} == {
        "type": {
            "dress": ["dress", "frock"],
            "pants": ["pants"],
            "trousers": ["chinos", "trousers"],
        },
        "colour": {"navy": ["dark blue", "navy"], "red": ["red"]},
    }  # of a zip there is only one value: nothing to tell apart
    assert VOCABULARY.others == {
        "type": ["chinos", "dress", "frock", "pants", "trousers"],
        "colour": ["dark blue", "navy", "red"],
    }


def test_a_choice_is_right_wrong_or_unknown_to_the_world() -> None:
    assert list(VOCABULARY.names["type"]) == ["dress", "pants", "trousers"]
    assert VOCABULARY.choices("type", PRODUCTS).tolist() == [
        [0, -1, 1],  # a shop calls no trousers "pants"
        [1, -1, 0],
        [0, 1, -1],
        [1, 0, -1],
        [-1, -1, -1],  # a world without types
    ]
    assert VOCABULARY.choices("colour", PRODUCTS[:3]).tolist() == [[0, 1], [1, 0], [-1, -1]]


def test_prompts_follow_the_order_of_choices_and_vary() -> None:
    rng = np.random.default_rng(0)
    drawn = [VOCABULARY.prompts("type", rng) for _ in range(40)]
    for prompts in drawn:
        for prompt, names in zip(prompts, VOCABULARY.names["type"].values(), strict=True):
            assert any(name in prompt for name in names)
    assert len({tuple(one) for one in drawn}) > 20
    assert any("frock" in one[0] for one in drawn)
    again = [VOCABULARY.prompts("type", np.random.default_rng(5)) for _ in range(2)]
    assert again[0] == again[1]
