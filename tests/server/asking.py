"""What every refusal must look like."""

from __future__ import annotations

from typing import Any

import httpx

FIELDS = {"type", "title", "status", "code", "detail", "hint", "request_id"}


def refusal(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Check that this is the problem document that it should be, and return it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert set(document) == FIELDS
    assert document["status"] == status
    assert document["code"] == code
    assert document["detail"].strip()
    assert document["title"].strip()
    assert document["request_id"] == response.headers["x-request-id"]
    secured(response)
    return document


def secured(response: httpx.Response) -> None:
    """Check the headers that every answer carries."""
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["x-frame-options"] == "DENY"
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert len(response.headers["x-request-id"]) == 16
    assert "python" not in response.headers.get("server", "").lower()
