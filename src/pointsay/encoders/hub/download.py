"""Asks the model hub for a snapshot, and turns its refusals into ours."""

from __future__ import annotations

from pathlib import Path

import httpx
from huggingface_hub import snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from pointsay.errors import EncoderError, EncoderUnavailable, UnknownEncoder, shorten

_FOLDER = "give the model's folder as hub:/path/to/folder"


def download(
    name: str, revision: str | None, files: tuple[str, ...], *, local_files_only: bool
) -> Path:
    """Return the folder of a snapshot in the hub's cache; what is there is not fetched again.

    Args:
        name: OWNER/NAME.
        revision: A branch, tag or commit; None for the main branch.
        files: Patterns of the files to fetch.
        local_files_only: Never ask the hub.

    Raises:
        UnknownEncoder: The hub has no such model or revision.
        EncoderUnavailable: It cannot be reached or does not hand the model out.
    """
    try:
        folder = snapshot_download(
            name, revision=revision, local_files_only=local_files_only, allow_patterns=list(files)
        )
    except (HfHubHTTPError, HFValidationError, httpx.HTTPError, OSError) as error:
        raise _refusal(name, revision, error) from error
    return Path(folder)


def _refusal(name: str, revision: str | None, error: Exception) -> EncoderError:
    if isinstance(error, GatedRepoError):  # before its parent, "not found"
        return EncoderUnavailable(
            f"{name} is handed out only to those who accepted its terms",
            hint="accept them on the model's page and log in with: hf auth login",
        )
    if isinstance(error, RevisionNotFoundError):
        return UnknownEncoder(
            f"{name} has no revision {shorten(revision)}", hint="leave it out, or name a commit"
        )
    if isinstance(error, (RepositoryNotFoundError, HFValidationError)):
        return UnknownEncoder(
            f"the hub has no model {shorten(name)}",
            hint="check the spelling; a private model needs: hf auth login",
        )
    if isinstance(error, LocalEntryNotFoundError):
        return EncoderUnavailable(
            f"{name} is not in the cache, and the hub was not or could not be asked",
            hint=f"go online once, or {_FOLDER}",
        )
    return EncoderUnavailable(
        f"the hub did not hand out {name}: {type(error).__name__}", hint=f"try again, or {_FOLDER}"
    )
