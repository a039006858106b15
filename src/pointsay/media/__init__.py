"""The one door from untrusted bytes to RGB pixels. Nothing else in pointsay opens pictures."""

from __future__ import annotations

from pointsay.media.decode import decode
from pointsay.media.policy import DEFAULT_POLICY, MediaPolicy
from pointsay.media.sniff import EXTENSIONS, MEDIA_TYPES, sniff

__all__ = ["DEFAULT_POLICY", "EXTENSIONS", "MEDIA_TYPES", "MediaPolicy", "decode", "sniff"]
