"""The two hand-over types, `Article` and `Extraction`, and what an `Extraction` is made of.

All are frozen. Offsets are half-open character offsets into `Article.text`: `text[start:end]` is what they point at.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from kg_extract.vocabulary import NEWS, Vocabulary

__all__ = [
    "ENTITY_TYPES",
    "RELATION_TYPES",
    "ROLES",
    "STATUSES",
    "Amount",
    "Argument",
    "Article",
    "DateValue",
    "Entity",
    "EntityRef",
    "Event",
    "Evidence",
    "Extraction",
    "Filler",
    "Mention",
    "Relation",
    "Text",
]

ENTITY_TYPES = (
    "Agency",
    "Company",
    "Constellation",
    "LaunchSite",
    "LaunchVehicle",
    "Organization",
    "Person",
    "Place",
    "Product",
    "Programme",
    "Spacecraft",
)

STATUSES = ("occurred", "planned", "possible", "negated")

#: Event type → its roles, in the order in which they are written.
ROLES: dict[str, tuple[str, ...]] = {
    "ContractAward": ("awarder", "awardee", "amount", "date", "subject", "contract", "endDate"),
    "Tender": ("issuer", "bidder", "subject", "amount", "date"),
    "Funding": ("recipient", "investor", "amount", "round", "date"),
    "Launch": ("payload", "vehicle", "site", "provider", "customer", "date", "outcome"),
    "Acquisition": ("acquirer", "target", "seller", "amount", "date"),
    "Agreement": ("party", "subject", "amount", "date"),
    "Appointment": ("person", "organization", "position", "date"),
    "Departure": ("person", "organization", "position", "date"),
    "Approval": ("approver", "recipient", "subject", "date"),
}

RELATION_TYPES = (
    "headquarteredIn",
    "foundedOn",
    "founder",
    "subsidiaryOf",
    "holdsPosition",
    "manufacturer",
    "operator",
    "partOf",
    "locatedIn",
)


@dataclass(frozen=True)
class Article:
    """One article as read from a source: its text and what is known about it; no HTML.

    `text` is the body (the header lines, if any, are not part of it); `source` is the file or URL as given
    ("-" for standard input); `published` is an ISO date (YYYY-MM-DD) or None; `dateline` the place in a dateline.
    `provenance` tells for each field where its value came from: ("published", "json-ld").
    """

    text: str
    source: str
    published: str | None = None
    title: str | None = None
    dateline: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    language: str = "en"
    provenance: tuple[tuple[str, str], ...] = ()

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the text, as 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, order=True)
class Evidence:
    """A sentence of the article that states a fact: `article.text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, order=True)
class Mention:
    """One place in the text that names or refers to an entity. `kind`: "name", "nominal" ("the company"), "pronoun"."""

    start: int
    end: int
    text: str
    kind: str = "name"


@dataclass(frozen=True)
class Entity:
    """A thing in the world that the article names; `id` is unique within its Extraction (0, 1, 2 … in text order)."""

    id: int
    type: str
    name: str
    names: tuple[str, ...]
    mentions: tuple[Mention, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Amount:
    """Money as written: `value` in whole units of `currency` (ISO 4217); `bound` is "max", "min" or None."""

    value: Decimal
    currency: str
    text: str
    approximate: bool = False
    bound: str | None = None


@dataclass(frozen=True)
class DateValue:
    """A date as exact as the text allows: "2025-05-18", "2024-06", "2026" or "2026-Q4"."""

    value: str
    text: str = ""


@dataclass(frozen=True)
class EntityRef:
    """An entity of the same Extraction, by its id."""

    id: int


@dataclass(frozen=True)
class Text:
    """A plain string, for the roles that may be no entity (subject, payload, position, round, contract, outcome)."""

    value: str


Filler = EntityRef | Amount | DateValue | Text


@dataclass(frozen=True)
class Argument:
    """What fills one role of an event, and where the text says so."""

    role: str
    filler: Filler
    start: int
    end: int


@dataclass(frozen=True)
class Event:
    """Something that happened, will, may, or did not; `confidence` is the probability that it is right."""

    type: str
    status: str
    confidence: float
    arguments: tuple[Argument, ...]
    evidence: tuple[Evidence, ...]

    def fillers(self, role: str) -> tuple[Filler, ...]:
        """Everything that fills `role`, in text order."""
        return tuple(a.filler for a in self.arguments if a.role == role)


@dataclass(frozen=True)
class Relation:
    """A binary fact. `object` is an EntityRef, or a DateValue for foundedOn; `title` is a holdsPosition's post, if told."""

    predicate: str
    subject: EntityRef
    object: EntityRef | DateValue
    status: str
    confidence: float
    evidence: tuple[Evidence, ...]
    title: str | None = None


@dataclass(frozen=True)
class Extraction:
    """Everything that kgx read out of one article; `vocabulary` has the types and roles that are not built in."""

    article: Article
    entities: tuple[Entity, ...] = field(default=())
    events: tuple[Event, ...] = field(default=())
    relations: tuple[Relation, ...] = field(default=())
    vocabulary: Vocabulary = field(default=NEWS, compare=False)

    def entity(self, ref: EntityRef) -> Entity:
        """The entity that `ref` stands for."""
        return self.entities[ref.id]
