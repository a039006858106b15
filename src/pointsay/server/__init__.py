"""The service. Importing it needs FastAPI; nothing else in the package does."""

from pointsay.server.app import create_app
from pointsay.server.shops import Shop

__all__ = ["Shop", "create_app"]
