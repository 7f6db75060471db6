"""What an ingest found, as rows of a table and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from kg_extract.cli import output
from kg_extract.ingest import Failure, Outcome, Report, Watcher
from kg_extract.model import Amount, DateValue, EntityRef, Event, Evidence, Extraction, Filler, Relation
from kg_extract.rdf.labels import amount_label

__all__ = ["COLUMNS", "SCHEMA", "JsonLines", "as_json", "event_rows", "summary"]

#: The version of the objects that kgx extract prints; raised when an older program would misread a newer one's.
SCHEMA = "kgx-extract/1"

COLUMNS = ("event", "who", "what", "amount", "date", "status")

#: Event type → (the roles of "who", with the words between them; the roles of "what").
_LAYOUT: dict[str, tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]] = {
    "ContractAward": ((("", "awardee"), ("from", "awarder")), (("", "subject"), ("no.", "contract"))),
    "Tender": ((("", "issuer"), ("bid by", "bidder")), (("", "subject"),)),
    "Funding": ((("", "recipient"), ("from", "investor")), (("", "round"),)),
    "Launch": ((("", "provider"), ("for", "customer")), (("", "payload"), ("on", "vehicle"), ("from", "site"), ("–", "outcome"))),
    "Acquisition": ((("", "acquirer"), ("from", "seller")), (("", "target"),)),
    "Agreement": ((("", "party"),), (("", "subject"),)),
    "Appointment": ((("", "person"), ("at", "organization")), (("", "position"),)),
    "Departure": ((("", "person"), ("from", "organization")), (("", "position"),)),
    "Approval": ((("", "recipient"), ("by", "approver")), (("", "subject"),)),
}


def event_rows(extraction: Extraction) -> Iterator[tuple[str, ...]]:
    """One row of `COLUMNS` for each event."""
    for event in extraction.events:
        who, what = _LAYOUT[event.type]
        dates = " to ".join(_texts(extraction, event, role) for role in ("date", "endDate") if event.fillers(role))
        phrases = (_phrase(extraction, event, roles) for roles in (who, what))
        yield event.type, *phrases, _texts(extraction, event, "amount"), dates, event.status


def summary(report: Report) -> str:
    """What a run did, on one line."""
    told = {"added": "stored", "changed": "replaced", "found": "read, nothing stored", "unchanged": "unchanged", "copy": "linked as a copy"}
    parts = [f"{output.number(count, 'article')} {told[change]}" for change, count in report.changes.items() if count]
    if report.parsed:
        facts = (output.number(report.events, "event"), output.number(report.relations, "relation"))
        parts.append(f"{', '.join(facts)}, {output.number(report.entities, 'entity')}")
    if report.failures:
        parts.append(f"{output.number(len(report.failures), 'source')} failed")
    return "; ".join(parts or ["nothing to read"]) + "."


def as_json(outcome: Outcome) -> dict[str, Any]:
    """One article and everything found in it, for programs; entities are referred to by their `id`."""
    article, extraction = outcome.article, outcome.extraction
    head = {name: value for name in _METADATA if (value := getattr(article, name)) is not None}
    head |= {"iri": outcome.iri, "sha256": article.content_hash, "change": outcome.change}
    if extraction is None:
        return head
    text = article.text
    return head | {
        "entities": [
            {"id": e.id, "type": e.type, "name": e.name, "names": list(e.names), "evidence": _evidence(text, e.evidence)}
            for e in extraction.entities
        ],
        "events": [_event(text, event) for event in extraction.events],
        "relations": [_relation(text, relation) for relation in extraction.relations],
    }


class JsonLines(Watcher):
    """Prints each article as a line of JSON as soon as it is through; kgx ingest reads such lines back."""

    def done(self, outcome: Outcome) -> None:
        """One line on standard output: what `as_json` gives, the version of the schema, and the text."""
        article = outcome.article
        record = {"schema": SCHEMA} | as_json(outcome) | {"provenance": dict(article.provenance), "text": article.text}
        sys.stdout.write(json.dumps(record, ensure_ascii=False, default=output.json_default) + "\n")
        sys.stdout.flush()

    def failed(self, failure: Failure) -> None:
        """One line on standard error."""
        output.print_note(failure.reason)


_METADATA = ("source", "title", "published", "dateline", "publisher", "author", "url", "language")


def _phrase(extraction: Extraction, event: Event, roles: tuple[tuple[str, str], ...]) -> str:
    parts = [f"{word} {text}".strip() for word, role in roles if (text := _texts(extraction, event, role))]
    return " ".join(parts)


def _texts(extraction: Extraction, event: Event, role: str) -> str:
    texts = dict.fromkeys(_shown(extraction, filler) for filler in event.fillers(role))
    return (" = " if role == "amount" else ", ").join(texts)


def _shown(extraction: Extraction, filler: Filler) -> str:
    match filler:
        case EntityRef():
            return extraction.entity(filler).name
        case Amount():
            return amount_label(filler)
    return filler.value


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
            return {"value": filler.value, "currency": filler.currency, **flags, **bound, "text": filler.text}
        case DateValue():
            return {"date": filler.value, "text": filler.text}
    return {"text": filler.value}


def _evidence(text: str, evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [{"start": e.start, "end": e.end, "quote": text[e.start : e.end]} for e in evidence]
