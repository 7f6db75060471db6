"""An extraction as JSON: what `kgx extract` prints and `kgx ingest` takes back (docs/extract.md); read by `exchange_read`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from kg_extract.model import Amount, Article, DateValue, Entity, EntityRef, Event, Evidence, Extraction, Filler, Relation

__all__ = ["METADATA", "SCHEMA", "as_line", "as_record", "facts", "metadata"]

#: The version of the objects; raised when an older program would misread a newer one's.
SCHEMA = "kgx-extract/1"

#: The fields of an article that stand in a record where they are known.
METADATA = ("source", "title", "published", "dateline", "publisher", "author", "url", "language")


def as_record(extraction: Extraction, settings: str, **more: Any) -> dict[str, Any]:
    """The whole object of one article, with its text and with what it was made (`settings`); `more` is added to its head."""
    article = extraction.article
    head: dict[str, Any] = {"schema": SCHEMA, "settings": settings}
    if extraction.vocabulary.profile:
        head["profile"] = extraction.vocabulary.profile
    head |= metadata(article) | more
    return head | facts(extraction) | {"provenance": dict(article.provenance), "text": article.text}


def as_line(extraction: Extraction, settings: str, **more: Any) -> str:
    """The object on a line, without the line's end."""
    return json.dumps(as_record(extraction, settings, **more), ensure_ascii=False)


def metadata(article: Article) -> dict[str, Any]:
    """What is known about an article, and the checksum of its text."""
    told = {name: value for name in METADATA if (value := getattr(article, name)) is not None}
    return told | {"sha256": article.content_hash}


def facts(extraction: Extraction) -> dict[str, Any]:
    """Entities, events and relations; entities are referred to by their `id`."""
    text = extraction.article.text
    return {
        "entities": [_entity(text, entity) for entity in extraction.entities],
        "events": [_event(text, event) for event in extraction.events],
        "relations": [_relation(text, relation) for relation in extraction.relations],
    }


def _entity(text: str, entity: Entity) -> dict[str, Any]:
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "names": list(entity.names),
        "mentions": [{"start": m.start, "end": m.end, "text": m.text, "kind": m.kind} for m in entity.mentions],
        "evidence": _evidence(text, entity.evidence),
    }


def _event(text: str, event: Event) -> dict[str, Any]:
    roles: dict[str, list[Any]] = {}
    for argument in event.arguments:
        roles.setdefault(argument.role, []).append(_filler(argument.filler) | {"start": argument.start, "end": argument.end})
    return {
        "type": event.type,
        "status": event.status,
        "confidence": event.confidence,
        "roles": roles,
        "evidence": _evidence(text, event.evidence),
    }


def _relation(text: str, relation: Relation) -> dict[str, Any]:
    return {
        "predicate": relation.predicate,
        "subject": _filler(relation.subject),
        "object": _filler(relation.object),
        **({"title": relation.title} if relation.title else {}),
        "status": relation.status,
        "confidence": relation.confidence,
        "evidence": _evidence(text, relation.evidence),
    }


def _filler(filler: Filler) -> dict[str, Any]:
    match filler:
        case EntityRef():
            return {"entity": filler.id}
        case Amount():
            flags = {"approximate": True} if filler.approximate else {}
            bound = {"bound": filler.bound} if filler.bound else {}
            return {"value": _number(filler.value), "currency": filler.currency, **flags, **bound, "text": filler.text}
        case DateValue():
            return {"date": filler.value, "text": filler.text}
    return {"text": filler.value}


def _evidence(text: str, evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [{"start": e.start, "end": e.end, "quote": text[e.start : e.end]} for e in evidence]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
