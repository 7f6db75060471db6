"""What an ingest found, as rows of a table and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from kg_extract import exchange
from kg_extract.cli import output
from kg_extract.ingest import Failure, Outcome, Report, Watcher
from kg_extract.model import Amount, EntityRef, Event, Extraction, Filler
from kg_extract.rdf.labels import amount_label

__all__ = ["COLUMNS", "JsonLines", "as_json", "event_rows", "summary"]

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
        own = extraction.vocabulary.events.get(event.type)
        who, what = (own.who, own.what) if own else _LAYOUT[event.type]
        start, end = (_texts(extraction, event, role) for role in ("date", "endDate"))
        dates = f"{start} to {end}" if start and end else f"until {end}" if end else start
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
    head = exchange.metadata(outcome.article) | {"iri": outcome.iri, "change": outcome.change}
    return head | exchange.facts(outcome.extraction) if outcome.extraction else head


class JsonLines(Watcher):
    """Prints each article as a line of JSON as soon as it is through; kgx ingest reads such lines back."""

    def done(self, outcome: Outcome) -> None:
        """One line on standard output, if anything was extracted (without a store that is always so)."""
        if outcome.extraction:
            sys.stdout.write(exchange.as_line(outcome.extraction, outcome.settings, iri=outcome.iri) + "\n")
            sys.stdout.flush()

    def failed(self, failure: Failure) -> None:
        """One line on standard error."""
        output.print_note(failure.reason)


def _phrase(extraction: Extraction, event: Event, roles: tuple[tuple[str, str], ...]) -> str:
    parts = [f"{word} {text}".strip() for word, role in roles if (text := _texts(extraction, event, role))]
    return " ".join(parts).replace(" , ", ", ").removeprefix(", ")


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
