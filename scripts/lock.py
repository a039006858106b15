"""Print the installed versions as pip constraints.

Only what the project's own extras pull in is listed. Local version labels (a CPU build of torch,
say) are cut off, so that the same file serves machines that get another build of the same version.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

EXTRAS = ("train", "report", "reason", "dev")


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found.group(0)).lower() if found else ""


def _wanted(requirement: str, extras: tuple[str, ...]) -> bool:
    marked = re.findall(r"extra\s*==\s*['\"]([^'\"]+)['\"]", requirement)
    return not marked or any(extra in extras for extra in marked)


def closure(root: str) -> dict[str, str]:
    """Return name -> version of everything that ``root`` with its extras needs here."""
    found: dict[str, str] = {}
    waiting = [(root, EXTRAS), ("uvicorn", ("standard",))]
    while waiting:
        name, extras = waiting.pop()
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # meant for another platform
        for requirement in package.requires or ():
            needed = _name(requirement)
            if _wanted(requirement, extras) and needed not in found:
                try:
                    found[needed] = distribution(needed).version.partition("+")[0]
                except PackageNotFoundError:
                    continue
                waiting.append((needed, ()))
    return found


if __name__ == "__main__":
    print("# Exact versions that are tested; written by `make lock`. Use: pip install -c FILE ...")
    for name, version in sorted(closure("pointsay").items()):
        print(f"{name}=={version}")
