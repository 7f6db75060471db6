"""Reads `tests/cases/*.md` (a sentence and the facts that it must give) and compares them with what the pipeline found.

A case is a `## name`, an optional `published: DATE`, the text as quote lines (an empty one parts paragraphs) and a list:

    - event TYPE STATUS: role=filler | role=filler      - relation SUBJECT predicate OBJECT: title
    - entity TYPE name = other name                      - amount VALUE CURRENCY [approximate] [max|min] [kind]
    - date 2025-05-18                                    - no … (the same lines, shortened at will: nothing may match)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg_extract.model import (
    ENTITY_TYPES,
    RELATION_TYPES,
    STATUSES,
    Amount,
    Article,
    EntityRef,
    Event,
    Extraction,
    Filler,
    Relation,
)

__all__ = ["FOLDER", "Case", "Found", "describe", "failures", "read_all", "read_file"]

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One text and the lines that must hold for it."""

    file: str
    name: str
    published: str | None
    text: str
    lines: tuple[str, ...]

    @property
    def article(self) -> Article:
        """The case's text as an article."""
        return Article(text=self.text, source=f"{self.file}#{self.name}", published=self.published)


@dataclass(frozen=True)
class Found:
    """What the pipeline made of a case: the extraction, every amount as (amount, kind), every date."""

    extraction: Extraction
    amounts: tuple[tuple[Amount, str], ...]
    dates: tuple[str, ...]


def read_all(folder: Path = FOLDER) -> list[Case]:
    """Every case of every file, in order."""
    return [case for file in sorted(folder.glob("*.md")) for case in read_file(file)]


def read_file(file: Path) -> Iterator[Case]:
    """The cases of one file."""
    _, *sections = f"\n{file.read_text(encoding='utf-8')}".split("\n## ")
    for section in sections:
        name, *rest = section.splitlines()
        published = next((line.removeprefix("published:").strip() for line in rest if line.startswith("published:")), None)
        text = "\n".join(line[1:].removeprefix(" ") for line in rest if line.startswith(">"))
        yield Case(file.stem, name.strip(), published, text, tuple(line[2:].strip() for line in rest if line.startswith("- ")))


def failures(case: Case, found: Found) -> list[str]:
    """The lines of the case that do not hold."""
    wrong = []
    for line in case.lines:
        positive = line.removeprefix("no ")
        if _holds(positive, found, exact=line == positive) != (line == positive):
            wrong.append(line)
    return wrong


def describe(found: Found) -> str:
    """What was found, in the words of a case file."""
    extraction = found.extraction
    lines = [f"entity {e.type} {' = '.join(e.names)}" for e in extraction.entities]
    lines += [
        f"event {e.type} {e.status}: {' | '.join(f'{a.role}={_shown(extraction, a.filler)}' for a in e.arguments)}"
        for e in extraction.events
    ]
    lines += [
        f"relation {_shown(extraction, r.subject)} {r.predicate} {_shown(extraction, r.object)}" + (f": {r.title}" if r.title else "")
        for r in extraction.relations
    ]
    lines += [f"amount {_shown(extraction, amount)} {kind}" for amount, kind in found.amounts]
    lines += [f"date {date}" for date in found.dates]
    return "\n".join(lines)


def _holds(line: str, found: Found, exact: bool) -> bool:
    kind, _, rest = line.partition(" ")
    extraction = found.extraction
    match kind:
        case "event":
            return any(_is_event(rest, event, extraction) for event in extraction.events)
        case "relation":
            return any(_is_relation(rest, relation, extraction) for relation in extraction.relations)
        case "entity":
            return any(_is_entity(rest, entity.type, entity.names) for entity in extraction.entities)
        case "amount":
            return any(_is_amount(rest, amount, kind, exact) for amount, kind in found.amounts)
        case "date":
            return any(rest in ("", date) for date in found.dates)
    raise ValueError(f"not a line of a case: {line}")


def _is_event(line: str, event: Event, extraction: Extraction) -> bool:
    head, _, roles = line.partition(":")
    type_, _, status = head.strip().partition(" ")
    if status and status not in STATUSES:
        raise ValueError(f"not a status: {status}")
    wanted = [part.strip().partition("=") for part in roles.split(" | ") if part.strip()]
    return (
        event.type == type_
        and status in ("", event.status)
        and all(any(_is_filler(value, filler, extraction) for filler in event.fillers(role)) for role, _, value in wanted)
    )


def _is_relation(line: str, relation: Relation, extraction: Extraction) -> bool:
    head, _, title = line.partition(": ")
    predicate = next(word for word in head.split() if word in RELATION_TYPES)
    subject, _, object_ = (part.strip() for part in f" {head} ".partition(f" {predicate} "))
    return (
        relation.predicate == predicate
        and (not subject or _is_filler(subject, relation.subject, extraction))
        and (not object_ or _is_filler(object_, relation.object, extraction))
        and (not title or title.casefold() == (relation.title or "").casefold())
    )


def _is_entity(line: str, type_: str, names: tuple[str, ...]) -> bool:
    first, _, rest = line.partition(" ")
    wanted = rest if first in ENTITY_TYPES and rest else line
    have = {name.casefold() for name in names}
    return (wanted == line or type_ == first) and all(name.strip().casefold() in have for name in wanted.split(" = "))


def _is_amount(line: str, amount: Amount, kind: str, exact: bool) -> bool:
    if not line:
        return True
    value, currency, *flags = line.split()
    if float(amount.value) != float(value) or amount.currency != currency:
        return False
    wanted_kind = " ".join(flag for flag in flags if flag not in ("approximate", "max", "min"))
    wanted_bound = next((flag for flag in flags if flag in ("max", "min")), None)
    same = (amount.approximate, amount.bound) == ("approximate" in flags, wanted_bound)
    return wanted_kind in ("", kind) and (same or not (exact or set(flags) - {wanted_kind}))


def _is_filler(wanted: str, filler: Filler, extraction: Extraction) -> bool:
    if isinstance(filler, EntityRef):
        return wanted.casefold() in {name.casefold() for name in extraction.entity(filler).names}
    if isinstance(filler, Amount):
        return wanted[:1].isdigit() and _is_amount(wanted, filler, "", exact=len(wanted.split()) > 2)
    return wanted.casefold() == filler.value.casefold()


def _shown(extraction: Extraction, filler: Filler) -> str:
    if isinstance(filler, EntityRef):
        return extraction.entity(filler).name
    if isinstance(filler, Amount):
        return " ".join(filter(None, [f"{filler.value:f}", filler.currency, "approximate" if filler.approximate else "", filler.bound]))
    return filler.value
