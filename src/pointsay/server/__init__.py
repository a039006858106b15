"""The service. Importing it needs FastAPI; nothing else in the package does."""

from pointsay.server.app import create_app

__all__ = ["create_app"]
