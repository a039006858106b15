"""Everything pointsay refuses, as one tree.

::

    PointsayError
    ├── MediaError           bytes that are not a picture we accept
    │   ├── EmptyFile  UnknownFormat  FileTooLarge  TooManyPixels  BadAspect  BrokenImage
    ├── QueryError           a question that cannot be answered as asked
    │   ├── EmptyQuery  ModificationTooLong  UnknownProduct  UnknownMethod  UnknownProtocol
    │   ├── UnknownCascade  InvalidCascade  UnknownMetric  ReferenceNeeded  ModificationNeeded
    │   ├── InvalidBox  InvalidFilter  InvalidLimit  InvalidReference  UnknownAttribute
    │   ├── UnknownCatalogue
    │   └── InvalidCursor  CursorExpired
    ├── SourceError          a folder, zip or feed that cannot be read at all
    │   ├── MissingColumn  UnreadableFeed  UnknownSource
    │   ├── UnknownDataset  SubsetMismatch  BadSubmission  BadTriplets
    ├── CatalogueError       a stored catalogue that cannot be used as it is
    │   ├── CatalogueMissing  CatalogueCorrupt  CatalogueVersion  EncoderMismatch  ImageGone
    │   ├── DiskFull
    ├── EncoderError         an encoder that is unknown or whose weights are unusable
    │   ├── UnknownEncoder  EncoderOption  EncoderUnavailable  UnsupportedEncoder
    │   ├── WeightsCorrupt  UnsafeWeights
    ├── MethodError          a method that was saved or used wrongly
    │   ├── MethodNotLoaded  MethodOption  MethodVersion  Nonconforming
    │   ├── MethodWeightsMissing  MethodWeightsUnfit
    ├── BackendError         a search server that cannot be used
    │   ├── BackendUnavailable  BackendMismatch  UnknownBackend
    ├── WorkersError         machines that batches are handed to
    │   ├── UnknownWorkers  WorkersFailed
    ├── MissingExtra         an optional dependency is not installed
    ├── AddressTaken         the service cannot listen where it was told to
    └── ServiceFailed        a service that was started or asked did not do what it should

Every class has a stable ``code`` (part of the REST contract) and every instance a ``hint`` that
says what to do next. Library code never lets a third-party exception through where one of these
fits.
"""

from __future__ import annotations

from typing import ClassVar


def shorten(value: object, limit: int = 60) -> str:
    """Quote a value for a message, cut to ``limit`` characters so that no message is flooded."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


class PointsayError(Exception):
    """Root of every error pointsay raises on purpose.

    Args:
        message: What was wrong, with the offending value shortened and the limit it broke.
        hint: What the caller can do about it; may be empty.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class MediaError(PointsayError):
    """Bytes that are not a picture we accept."""

    code = "media"


class EmptyFile(MediaError):
    """No bytes at all."""

    code = "empty_file"


class UnknownFormat(MediaError):
    """The bytes do not start like any allowed image format, whatever the file's name says."""

    code = "unknown_format"


class FileTooLarge(MediaError):
    """More bytes than the policy allows."""

    code = "file_too_large"


class TooManyPixels(MediaError):
    """The header announces more pixels than the policy allows."""

    code = "too_many_pixels"


class BadAspect(MediaError):
    """The picture is thinner than any product photo."""

    code = "bad_aspect"


class BrokenImage(MediaError):
    """The header is fine but the picture cannot be decoded to the end."""

    code = "broken_image"


class QueryError(PointsayError):
    """A question that cannot be answered as asked."""

    code = "query"


class EmptyQuery(QueryError):
    """Neither a reference nor a modification was given."""

    code = "empty_query"


class ModificationTooLong(QueryError):
    """The modification is longer than any sentence a shopper types."""

    code = "modification_too_long"


class UnknownProduct(QueryError):
    """No product with this id in the catalogue."""

    code = "unknown_product"


class UnknownMethod(QueryError):
    """No method registered under this name."""

    code = "unknown_method"


class UnknownCascade(QueryError):
    """No cascade is called so here."""

    code = "unknown_cascade"


class InvalidCascade(QueryError):
    """Stages that cannot be walked one after the other, or a method and a cascade at once."""

    code = "invalid_cascade"


class UnknownProtocol(QueryError):
    """No way of evaluating under this name, or no such choice."""

    code = "unknown_protocol"


class UnknownMetric(QueryError):
    """No metric under this name, or not at this depth."""

    code = "unknown_metric"


class ReferenceNeeded(QueryError):
    """The method looks at a reference and none was given."""

    code = "reference_needed"


class ModificationNeeded(QueryError):
    """The method reads a modification and none was given."""

    code = "modification_needed"


class InvalidFilter(QueryError):
    """A filter that cannot be read."""

    code = "invalid_filter"


class UnknownCatalogue(QueryError):
    """The service has no catalogue of this name."""

    code = "unknown_catalogue"


class UnknownAttribute(QueryError):
    """No product has an attribute of this name."""

    code = "unknown_attribute"


class InvalidBox(QueryError):
    """A part of a picture that is none."""

    code = "invalid_box"


class InvalidReference(QueryError):
    """What is said about a reference cannot be read or belongs to none."""

    code = "invalid_reference"


class InvalidLimit(QueryError):
    """A number asked for (k, offset, limit) is outside its range."""

    code = "invalid_limit"


class InvalidCursor(QueryError):
    """A place in a list of results that is none, or one of another question's list."""

    code = "invalid_cursor"


class CursorExpired(QueryError):
    """The list that a place belongs to is no longer held: too many writes have come since."""

    code = "cursor_expired"


class SourceError(PointsayError):
    """A folder, zip or feed that cannot be read at all (single bad rows never raise)."""

    code = "source"


class UnknownSource(SourceError):
    """The path is missing or is no folder, zip or feed."""

    code = "unknown_source"


class UnreadableFeed(SourceError):
    """The feed is not text in the form that its name announces."""

    code = "unreadable_feed"


class MissingColumn(SourceError):
    """The feed lacks a column that every row needs."""

    code = "missing_column"


class UnknownDataset(SourceError):
    """No benchmark under this name, or no such split of it."""

    code = "unknown_dataset"


class SubsetMismatch(SourceError):
    """The subset was made of another dataset, or of other files."""

    code = "subset_mismatch"


class BadSubmission(SourceError):
    """A file that the test server of a benchmark would refuse or misread."""

    code = "bad_submission"


class BadTriplets(SourceError):
    """A folder of pairs or triplets that is damaged, unfinished, or made of something else."""

    code = "bad_triplets"


class CatalogueError(PointsayError):
    """A stored catalogue that cannot be used as it is."""

    code = "catalogue"


class CatalogueMissing(CatalogueError):
    """There is no catalogue at this path."""

    code = "catalogue_missing"


class CatalogueCorrupt(CatalogueError):
    """Stored bytes do not match their checksum or form."""

    code = "catalogue_corrupt"


class CatalogueVersion(CatalogueError):
    """The catalogue was written by a newer pointsay."""

    code = "catalogue_version"


class EncoderMismatch(CatalogueError):
    """The catalogue holds vectors of another encoder."""

    code = "encoder_mismatch"


class ImageGone(CatalogueError):
    """The product is known but its picture is no longer where it was indexed from."""

    code = "image_gone"


class DiskFull(CatalogueError):
    """There is no room left for a write; nothing of it was kept."""

    code = "disk_full"


class EncoderError(PointsayError):
    """An encoder that is unknown or unusable."""

    code = "encoder"


class UnknownEncoder(EncoderError):
    """No encoder registered under this name."""

    code = "unknown_encoder"


class EncoderOption(EncoderError):
    """An option that the encoder does not have, or a value that it does not take."""

    code = "encoder_option"


class EncoderUnavailable(EncoderError):
    """The model hub cannot be reached, does not know the model, or does not hand it out."""

    code = "encoder_unavailable"


class UnsupportedEncoder(EncoderError):
    """The checkpoint is of a family that pointsay cannot run, or cannot do what was asked of it."""

    code = "unsupported_encoder"


class UnsafeWeights(EncoderError):
    """The weights are in a form that runs code when it is opened."""

    code = "unsafe_weights"


class WeightsCorrupt(EncoderError):
    """Weights are missing or do not match their recorded checksum."""

    code = "weights_corrupt"


class MethodError(PointsayError):
    """A method that was saved or used wrongly."""

    code = "method"


class MethodNotLoaded(MethodError):
    """``compose`` was called before ``load``."""

    code = "method_not_loaded"


class MethodOption(MethodError):
    """A method was asked for with an option or a value that it does not take."""

    code = "method_option"


class MethodVersion(MethodError):
    """The saved method is damaged, of another encoder, or from a newer pointsay."""

    code = "method_version"


class MethodWeightsMissing(MethodError):
    """A learned method has no weights for this encoder."""

    code = "method_weights_missing"


class MethodWeightsUnfit(MethodError):
    """Learned weights that have other names or shapes than the method or the encoder asks for."""

    code = "method_weights_unfit"


class EditError(PointsayError):
    """Understanding a modification failed."""

    code = "edit_error"


class InvalidEdit(EditError):
    """An edit breaks its own rules; whoever wrote it is at fault, not the shopper."""

    code = "invalid_edit"


class ReasonerFailed(EditError):
    """A reasoner's server did not answer, or not in the form that it was asked for.

    Args:
        message: What happened.
        hint: What the operator can do about it.
        cause: One word for counting: ``unreachable``, ``slow``, ``status``, ``nonsense``, ``cut``,
            ``large``, ``budget``, ``resting``.
    """

    code = "reasoner_failed"

    def __init__(self, message: str, *, hint: str = "", cause: str = "nonsense") -> None:
        super().__init__(message, hint=hint)
        self.cause = cause


class UnknownReasoner(EditError):
    """No reasoner is called so."""

    code = "unknown_reasoner"


class ReasonerOption(EditError):
    """An option that the reasoner does not have, or a value that it does not take."""

    code = "reasoner_option"


class Nonconforming(MethodError):
    """A method or index broke a promise that its conformance suite checks."""

    code = "nonconforming"


class BackendError(PointsayError):
    """A search server that cannot be used as it is."""

    code = "backend"


class BackendUnavailable(BackendError):
    """The search server did not answer in time; it may in a moment.

    Args:
        message: What happened, without anything of the connection: shoppers read it.
        hint: What to do.
        retry_after_s: Seconds after which another try makes sense.
    """

    code = "backend_unavailable"

    def __init__(self, message: str, *, hint: str = "", retry_after_s: float = 1.0) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class BackendMismatch(BackendError):
    """The search server holds nothing, another encoder's vectors, or what a newer release wrote."""

    code = "backend_mismatch"


class UnknownBackend(BackendError):
    """No kind of search server is called so, or its address cannot be read."""

    code = "unknown_backend"


class WorkersError(PointsayError):
    """Machines that batches are handed to cannot be used."""

    code = "workers"


class UnknownWorkers(WorkersError):
    """No workers are called so, or their address cannot be read."""

    code = "unknown_workers"


class WorkersFailed(WorkersError):
    """The workers cannot be reached, or do not do their work."""

    code = "workers_failed"


class MissingExtra(PointsayError):
    """An optional dependency is not installed."""

    code = "missing_extra"

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs packages that are not installed",
            hint=f'install them with: pip install "pointsay[{extra}]"',
        )
        self.extra = extra


class AddressTaken(PointsayError):
    """The service cannot listen on the address that it was given."""

    code = "address_taken"


class ServiceFailed(PointsayError):
    """A service that was started or asked did not do what it should."""

    code = "service_failed"
