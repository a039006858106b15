"""Search servers: a catalogue's vectors and filters on an engine that spreads over machines."""

from pointsay.backends.about import About
from pointsay.backends.base import Ask, Cursor, Line, Patience, Record, Server
from pointsay.backends.catalogue import BackedCatalogue
from pointsay.backends.index import Page, RemoteIndex
from pointsay.backends.loading import Difference, Loaded, connect, load, verify
from pointsay.backends.opening import open_server

__all__ = [
    "About",
    "Ask",
    "BackedCatalogue",
    "Cursor",
    "Difference",
    "Line",
    "Loaded",
    "Page",
    "Patience",
    "Record",
    "RemoteIndex",
    "Server",
    "connect",
    "load",
    "open_server",
    "verify",
]
