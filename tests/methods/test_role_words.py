"""What a role is about, however a shopper writes it."""

from __future__ import annotations

import pytest

from pointsay.methods.understanding import role_kind


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("collar", "neckline"),
        ("the collar", "neckline"),
        ("Sleeves", "sleeve"),
        ("colour", "colour"),
        ("shape", "fit"),
        ("領子", "neckline"),
        ("袖子", "sleeve"),
        ("颜色", "colour"),
        ("图案", "pattern"),
        ("everything", None),
        ("qwzx", None),
        ("\0", None),
        ("", None),
    ],
)
def test_a_role_is_about_one_kind(role: str, kind: str | None) -> None:
    assert role_kind(role) == kind
