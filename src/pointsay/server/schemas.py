"""The REST forms. What a client sees is decided here and nowhere else."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, Field

from pointsay.catalogue import Facet
from pointsay.edits import Edit
from pointsay.edits.edit import Kind, Operator, Way
from pointsay.engine import Answer, Cascade, Reason, Stage, Status, Wish, taken_apart
from pointsay.types import Hit, Product


class Health(BaseModel):
    """Whether the service can answer, and with what."""

    status: str = Field(examples=["ok"])
    version: str
    products: int = Field(description="Products that can be found.")
    encoder: str


class ProductOut(BaseModel):
    """A product."""

    id: str
    title: str
    price: float | None
    attributes: dict[str, str | float]
    image_url: str = Field(description="Path of its picture on this server.")

    @classmethod
    def of(cls, product: Product, catalogue: str = "") -> Self:
        """Make the REST form.

        Args:
            product: The product.
            catalogue: Where it is found; empty for the service's first.
        """
        where = f"?catalogue={quote(catalogue, safe='')}" if catalogue else ""
        return cls(
            id=product.id,
            title=product.title,
            price=product.price,
            attributes=dict(product.attributes),
            image_url=f"/v1/products/{quote(product.id, safe='')}/image{where}",
        )


class CatalogueOut(BaseModel):
    """A catalogue of this server."""

    name: str
    products: int = Field(description="Products that can be found.")
    encoder: str
    one_of_each: str | None = Field(
        description="Attribute by which the page offers to show one of each model; null for none."
    )
    default: bool = Field(description="Answers requests that name no catalogue.")


class Catalogues(BaseModel):
    """All catalogues of this server."""

    catalogues: list[CatalogueOut]


class ProductPage(BaseModel):
    """A page of products."""

    products: list[ProductOut]
    total: int = Field(description="Products that the filters let through.")


class MethodOut(BaseModel):
    """A way of composing photo and sentence."""

    name: str
    summary: str
    needs_reference: bool
    needs_modification: bool
    takes_apart: bool = Field(
        description="Takes the sentence apart into what is wanted, kept and avoided; the others "
        "read it as a whole."
    )
    default: bool


class Methods(BaseModel):
    """All methods of this server."""

    methods: list[MethodOut]


class StageOut(BaseModel):
    """A stage of a cascade."""

    method: str
    depth: int = Field(
        description="How many of the first it looks at; of recall, how many are recalled at least."
    )


class CascadeOut(BaseModel):
    """Recall and what looks again."""

    name: str
    summary: str
    recall: StageOut
    rerank: list[StageOut] = Field(description="In order; may be empty.")
    default: bool

    @classmethod
    def of(cls, cascade: Cascade, default: str) -> Self:
        """Make the REST form; arguments of methods are the operator's own."""
        return cls(
            name=cascade.name,
            summary=cascade.summary,
            recall=_stage(cascade.recall),
            rerank=[_stage(one) for one in cascade.rerank],
            default=cascade.name == default,
        )


def _stage(stage: Stage) -> StageOut:
    return StageOut(method=stage.method, depth=stage.depth)


class Cascades(BaseModel):
    """All cascades of this server."""

    cascades: list[CascadeOut]


class CacheOut(BaseModel):
    """How a cache does."""

    entries: int
    bytes: int = Field(description="Held, about.")
    limit: int = Field(description="Most bytes.")
    hits: int
    misses: int


class StatusOut(BaseModel):
    """How the service does."""

    cascade: str = Field(description="Answers questions that name neither method nor cascade.")
    caches: dict[str, CacheOut]
    expected_ms: dict[str, float] = Field(
        description="Milliseconds that a deadline reckons with, by stage, learned from questions."
    )

    @classmethod
    def of(cls, status: Status) -> Self:
        """Make the REST form; the names are the same."""
        return cls.model_validate(asdict(status))


class FacetValue(BaseModel):
    """A value to filter by."""

    value: str
    count: int


class FacetOut(BaseModel):
    """An attribute to filter by: texts with counts, or a range of numbers."""

    name: str
    kind: str = Field(examples=["text", "number"])
    values: list[FacetValue] = Field(default_factory=list)
    min: float | None = None
    max: float | None = None

    @classmethod
    def of(cls, facet: Facet) -> Self:
        """Make the REST form."""
        return cls(
            name=facet.name,
            kind="text" if facet.values else "number",
            values=[FacetValue(value=value, count=count) for value, count in facet.values],
            min=facet.low,
            max=facet.high,
        )


class Facets(BaseModel):
    """Everything that can be filtered by."""

    facets: list[FacetOut]


class PhraseOut(BaseModel):
    """One thing that is wanted, kept or avoided."""

    kind: Kind = Field(description="Of attribute.")
    text: str = Field(description="In English; empty only for what is kept as it is.")
    said: str = Field(description="The shopper's own words.")


class ComparativeOut(BaseModel):
    """More or less of a quality than the reference has."""

    kind: Kind = Field(description="Of attribute.")
    quality: str = Field(examples=["long"])
    way: Way
    text: str = Field(description="In English.", examples=["shorter"])
    said: str = Field(description="The shopper's own words.")


class ConstraintOut(BaseModel):
    """A limit that a filter can decide. It is told, not applied: filters are the client's."""

    field: str = Field(examples=["price"])
    operator: Operator
    value: float | str
    unit: str = Field(description="As said; may be empty.", examples=["$"])
    said: str = Field(description="The shopper's own words.")


class EditOut(BaseModel):
    """What a sentence asks for."""

    want: list[PhraseOut]
    keep: list[PhraseOut]
    avoid: list[PhraseOut]
    comparatives: list[ComparativeOut]
    constraints: list[ConstraintOut]
    target: str = Field(description="The wanted product in English, as far as it is known.")
    unread: list[str] = Field(description="What was not understood, as said, in order.")
    language: Literal["en", "zh", "mixed"]
    reader: str = Field(
        description="Who understood it; with a model that was of no use both.",
        examples=["rules", "llm:MODEL", "llm:MODEL -> rules"],
    )

    @classmethod
    def of(cls, edit: Edit) -> Self:
        """Make the REST form; the names are the same."""
        return cls.model_validate(asdict(edit))


class MeetingOut(BaseModel):
    """How probably a product meets one part of the question."""

    wish: Wish
    text: str = Field(description="In English.", examples=["navy blue"])
    chance: float = Field(
        description="0 to 1, calibrated; of what is avoided the chance that it is not there.",
        ge=0.0,
        le=1.0,
    )


class HitOut(BaseModel):
    """One product of an answer."""

    rank: int = Field(description="From 1; goes on over the pages of an answer.")
    score: float = Field(description="Higher is better; comparable within one answer only.")
    product: ProductOut
    why: dict[str, float] = Field(description="What image and text added; sums to the score.")
    meets: list[MeetingOut] = Field(
        description="Part by part; empty for methods that do not take the sentence apart."
    )

    @classmethod
    def of(cls, hit: Hit, catalogue: str) -> Self:
        """Make the REST form; see `ProductOut.of`."""
        return cls(
            rank=hit.rank,
            score=hit.score,
            product=ProductOut.of(hit.product, catalogue),
            why={str(modality): value for modality, value in hit.why.items()},
            meets=[_meeting(part, chance) for part, chance in hit.parts.items()],
        )


def _meeting(part: str, chance: float) -> MeetingOut:
    wish, text = taken_apart(part)
    return MeetingOut(wish=wish, text=text, chance=round(chance, 4))


class SkippedOut(BaseModel):
    """A stage that was not done; the order is that of the stages before it."""

    stage: str = Field(examples=["rerank student"])
    reason: Reason = Field(
        description="deadline: no time was left for it. failed: a model behind it did not answer. "
        "unasked: the question lacks the photo or the sentence that it reads."
    )


class AnswerOut(BaseModel):
    """The products found, best first."""

    request_id: str
    method: str = Field(description="Composed the query that recalled.")
    cascade: str = Field(description="What was walked; the method where the question named one.")
    modification: str
    understood: EditOut = Field(
        description="The sentence as the method read it; as the rules do where the method does not "
        "take it apart."
    )
    took_ms: float
    stages_ms: dict[str, float]
    total: int = Field(description="Products that the filters let through.")
    hits: list[HitOut]
    strong: int | None = Field(
        description="How many hits come before the weaker matches, none of which probably meets "
        "every part; null where there are no parts."
    )
    skipped: list[SkippedOut] = Field(description="Stages that were not done; usually none.")
    notes: list[str]
    next: str | None = Field(
        description="Send it as after, with the same form, for the products behind these; null at "
        "the end."
    )

    @classmethod
    def of(cls, answer: Answer, modification: str, request_id: str, catalogue: str) -> Self:
        """Make the REST form.

        Args:
            answer: The engine's.
            modification: As it was sent.
            request_id: Of the request.
            catalogue: See `ProductOut.of`.
        """
        return cls(
            request_id=request_id,
            method=answer.method,
            cascade=answer.cascade,
            modification=modification,
            understood=EditOut.of(answer.understood),
            took_ms=round(answer.took_ms, 2),
            stages_ms={stage: round(ms, 2) for stage, ms in answer.stages_ms.items()},
            total=answer.total,
            hits=[HitOut.of(hit, catalogue) for hit in answer.hits],
            strong=answer.strong,
            skipped=[SkippedOut(stage=one.stage, reason=one.reason) for one in answer.skipped],
            notes=list(answer.notes),
            next=answer.next,
        )


class ProblemOut(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="Stable; made for programs.")
    detail: str = Field(description="What was wrong; made for people.")
    hint: str = Field(description="What to do about it; may be empty.")
    request_id: str
