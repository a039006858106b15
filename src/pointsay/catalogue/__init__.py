"""Catalogues: a shop's products, their pictures and vectors, durable and filterable."""

from pointsay.catalogue.catalogue import Catalogue
from pointsay.catalogue.compaction import Compacted, compact
from pointsay.catalogue.entries import Entry
from pointsay.catalogue.feeds import Problem, Row, read_feed
from pointsay.catalogue.filters import Condition, Filters, parse_conditions, parse_filters
from pointsay.catalogue.gallery import Gallery
from pointsay.catalogue.ingest import Report, carry_out, ingest
from pointsay.catalogue.migration import Moved, migrate_encoder
from pointsay.catalogue.plan import Plan, plan
from pointsay.catalogue.repair import Repaired, repair
from pointsay.catalogue.rowspace import RowSpace
from pointsay.catalogue.selection import Facet
from pointsay.catalogue.snapshot import restore, snapshot
from pointsay.catalogue.sources import FolderSource, ImageSource, ZipSource, open_images
from pointsay.catalogue.stats import SpaceStats, Stats, stats
from pointsay.catalogue.verify import Damage, verify

__all__ = [
    "Catalogue",
    "Compacted",
    "Condition",
    "Damage",
    "Entry",
    "Facet",
    "Filters",
    "FolderSource",
    "Gallery",
    "ImageSource",
    "Moved",
    "Plan",
    "Problem",
    "Repaired",
    "Report",
    "Row",
    "RowSpace",
    "SpaceStats",
    "Stats",
    "ZipSource",
    "carry_out",
    "compact",
    "ingest",
    "migrate_encoder",
    "open_images",
    "parse_conditions",
    "parse_filters",
    "plan",
    "read_feed",
    "repair",
    "restore",
    "snapshot",
    "stats",
    "verify",
]
