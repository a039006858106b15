"""The contract of the REST interface as a file: ``python -m pointsay.server.openapi FILE``.

``docs/openapi.json`` is committed; a test compares it with what the code says.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pointsay.engine import Engine
from pointsay.server.app import create_app

if TYPE_CHECKING:
    from pointsay.catalogue import Catalogue


def document() -> dict[str, Any]:
    """Return the OpenAPI document; no catalogue is needed, because nothing is asked."""
    return create_app(Engine(cast("Catalogue", None))).openapi()


def text() -> str:
    """Return the document as it is committed."""
    return json.dumps(document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
