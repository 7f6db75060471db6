"""Tries a profile out: everything that `profiles.faults` finds, and whether its ontology, shapes, patterns, queries and examples hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg_extract import profiles, resources
from kg_extract.errors import DataError
from kg_extract.model import Amount, Article, EntityRef, Event, Extraction
from kg_extract.profiles import Profile
from kg_extract.profiles.faults import find
from kg_extract.profiles.text import Fault, Text
from kg_extract.rdf import profile_terms
from kg_extract.recipe import Recipe
from kg_extract.store import profile_queries

__all__ = ["faults"]

#: When the examples are told: what dates such as "in March" are counted from.
DAY = "2026-03-05"


def faults(folder: Path) -> list[Fault]:
    """Every fault of the profile in `folder`; its examples are tried only when nothing else is wrong."""
    found = list(find(folder))
    if found:
        return found
    profile = profiles.read(str(folder))
    found = [*profile_terms.faults(profile), *profile_queries.faults(profile)]
    return found or _told(profile)


def _told(profile: Profile) -> list[Fault]:
    """What the examples do not give."""
    examples = list(_examples(profile))
    articles = [Article(text["text"], f"example {number}", DAY) for number, (_, _, text) in enumerate(examples)]
    from kg_extract.nlp import pipeline

    try:
        extractions = list(pipeline.extract(articles, Recipe(profile=str(profile.folder), min_confidence=0.01)))
    except DataError as fault:
        return [_from(fault)]
    pairs = zip(examples, extractions, strict=True)
    return [fault for (file, line, example), made in pairs for fault in _missing(file, line, example, made)]


def _from(fault: DataError) -> Fault:
    """A fault that was raised as file:line: what."""
    file, line, what = fault.what.split(":", 2)
    return Fault(file, int(line), what.strip().rstrip("."))


def _examples(profile: Profile) -> Iterator[tuple[Path, int, Mapping[str, Any]]]:
    """(file, line, example) of every frame."""
    for file in sorted(profile.folder.glob("frames/*.toml")):
        text = Text(file)
        for number, example in enumerate(resources.read_toml(str(file)).get("example", ())):
            yield file, text.entry("[[example]]", number), example


def _missing(file: Path, line: int, example: Mapping[str, Any], made: Extraction) -> Iterator[Fault]:
    """What the example says and was not found, by the event that comes nearest to it."""
    number = f"example {example['text'][:40]!r}…"
    events = [event for event in made.events if event.type == file.stem]
    if not events:
        others = ", ".join(sorted({event.type for event in made.events})) or "nothing"
        yield Fault(str(file), line, f"{number}: no {file.stem} was found in it, but {others}")
        return
    wanted: Mapping[str, list[str]] = example.get("roles", {})
    best = min(events, key=lambda event: len(_lacking(event, wanted, made)))
    for role, names in _lacking(best, wanted, made).items():
        there = ", ".join(repr(name) for name in _names(best, role, made)) or "nothing"
        yield Fault(str(file), line, f"{number}: {role} is {there}, not {', '.join(map(repr, names))}")
    status = example.get("status", "occurred")
    if best.status != status:
        yield Fault(str(file), line, f"{number}: it is {best.status}, not {status}")


def _lacking(event: Event, wanted: Mapping[str, list[str]], made: Extraction) -> dict[str, list[str]]:
    """By role, the fillers that the event does not have."""
    found = {role: [name for name in names if name not in _names(event, role, made)] for role, names in wanted.items()}
    return {role: names for role, names in found.items() if names}


def _names(event: Event, role: str, made: Extraction) -> list[str]:
    """What fills a role: an entity under each of its names, an amount as "USD 45000000"."""
    names: list[str] = []
    for filler in event.fillers(role):
        if isinstance(filler, EntityRef):
            names += made.entity(filler).names
        elif isinstance(filler, Amount):
            names.append(f"{filler.currency} {filler.value.normalize():f}")
        else:
            names.append(filler.value)
    return names
