"""What the components of the pipeline hand to each other, as attributes of the spaCy Doc.

| attribute            | type                      | set by            |
| -------------------- | ------------------------- | ----------------- |
| `doc._.kgx_article`  | `Article`                 | `pipeline.make_doc` |
| `doc._.kgx_blocks`   | `tuple[Block, ...]`       | `pipeline.make_doc` (text preparation) |
| `doc._.kgx_amounts`  | `tuple[AmountSpan, ...]`  | `kgx_amounts`     |
| `doc._.kgx_dates`    | `tuple[DateSpan, ...]`    | `kgx_dates`       |
| `doc._.kgx_mentions` | `tuple[MentionSpan, ...]` | `kgx_mentions`    |
| `doc._.kgx_own_types`| `dict[(start, end), str]` | `kgx_profile_names` (only with a profile) |
| `doc._.kgx_clusters` | `tuple[Cluster, ...]`     | `kgx_clusters`    |
| `doc._.kgx_events`   | `tuple[EventSpan, ...]`   | `kgx_events`      |
| `doc._.kgx_relations`| `tuple[RelationSpan, ...]`| `kgx_relations`   |

All positions here are half-open **token** offsets, unless a field's name says otherwise. The text of the Doc has the
length of the article's text, character for character, so `token.idx` is an offset into `Article.text`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc

from kg_extract.model import Amount

__all__ = [
    "AmountSpan",
    "ArgumentSpan",
    "Block",
    "Cluster",
    "DateSpan",
    "EventSpan",
    "MentionSpan",
    "RelationSpan",
    "replace",
]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the article's text, by **character** offsets. "boilerplate" is not parsed.

    `kind`: "body", "headline" (a heading or bullet without a full sentence), "caption" (of a photo, without its credit), "boilerplate".
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class MentionSpan:
    """Tokens that name or refer to an entity. `kind`: "name", "nominal" ("the company"), "pronoun" ("it", "its", "who").

    `type` is one of `model.ENTITY_TYPES`; for a nominal or pronoun what it must agree with ("" if anything).
    """

    start: int
    end: int
    type: str
    kind: str = "name"


@dataclass(frozen=True, slots=True)
class AmountSpan:
    """Tokens that are an amount of money. `kind`: "money", or what else it counts: "valuation", "revenue", "unit price", "budget"."""

    start: int
    end: int
    amount: Amount
    kind: str = "money"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Tokens that are a date, resolved: "2025-05-18", "2024-06", "2026", "2026-Q4". `kind`: "date", "range", "duration"."""

    start: int
    end: int
    value: str
    kind: str = "date"


@dataclass(frozen=True, slots=True)
class Cluster:
    """All mentions of one thing in the article. `name` is the preferred name, `names` every distinct one, in text order."""

    type: str
    name: str
    names: tuple[str, ...]
    mentions: tuple[MentionSpan, ...]


@dataclass(frozen=True, slots=True)
class ArgumentSpan:
    """A role filler: exactly one of `cluster` (index into kgx_clusters), `amount`, `date` (ISO) or `text` is set."""

    role: str
    start: int
    end: int
    cluster: int | None = None
    amount: Amount | None = None
    date: str | None = None
    text: str | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class EventSpan:
    """An event; `start`, `end` are its first trigger, `sentences` the token offsets of the sentences that state it."""

    type: str
    start: int
    end: int
    arguments: tuple[ArgumentSpan, ...]
    sentences: tuple[tuple[int, int], ...]
    status: str = "occurred"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class RelationSpan:
    """A relation between two clusters, or (foundedOn) a cluster and an ISO date. `title` only for holdsPosition.

    `subject_at`, `object_at`: the two mentions (token offsets) that it was read from.
    """

    predicate: str
    subject: int
    object: int | str
    subject_at: tuple[int, int]
    object_at: tuple[int, int]
    sentence: tuple[int, int]
    title: str | None = None
    status: str = "occurred"
    confidence: float = 1.0


_TEXT = "kgx_text"


def text(doc: Doc) -> str:
    """The text of a Doc, put together once: `doc.text` joins all tokens each time that it is asked."""
    known: str | None = doc.user_data.get(_TEXT)
    if known is None:
        known = doc.user_data[_TEXT] = doc.text
    return known


_ATTRIBUTES = ("blocks", "amounts", "dates", "mentions", "clusters", "events", "relations")
for _name in _ATTRIBUTES:
    Doc.set_extension(f"kgx_{_name}", default=(), force=True)
Doc.set_extension("kgx_article", default=None, force=True)
Doc.set_extension("kgx_own_types", default={}, force=True)
