"""Catalogues: a shop's products, their pictures and vectors, durable and filterable."""

from pointsay.catalogue.catalogue import Catalogue, Gallery
from pointsay.catalogue.compaction import Compacted, compact
from pointsay.catalogue.feeds import Problem, Row, read_feed
from pointsay.catalogue.filters import Condition, Filters, parse_conditions, parse_filters
from pointsay.catalogue.ingest import Report, carry_out, ingest
from pointsay.catalogue.plan import Plan, plan
from pointsay.catalogue.rowspace import RowSpace
from pointsay.catalogue.selection import Facet
from pointsay.catalogue.sources import FolderSource, ImageSource, ZipSource, open_images

__all__ = [
    "Catalogue",
    "Compacted",
    "Condition",
    "Facet",
    "Filters",
    "FolderSource",
    "Gallery",
    "ImageSource",
    "Plan",
    "Problem",
    "Report",
    "Row",
    "RowSpace",
    "ZipSource",
    "carry_out",
    "compact",
    "ingest",
    "open_images",
    "parse_conditions",
    "parse_filters",
    "plan",
    "read_feed",
]
