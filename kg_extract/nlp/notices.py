"""Procurement notices: pages of them, where each speaks of its own contract alone, and lists of winners with a contract each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc

from kg_extract import resources
from kg_extract.nlp import state
from kg_extract.nlp.candidates import Candidate, Sentences
from kg_extract.nlp.drafts import Draft, Fill
from kg_extract.nlp.frames import Frame

Beside = Mapping[int, Sequence[Candidate]]

_AT_START = 3  # tokens of a sentence in which its winner's name must begin ("UPDATE: Acme Corp., …")


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = resources.read_toml("patterns/fillers.toml")["notice"]
    return words


@cache
def _awarded() -> re.Pattern[str]:
    return re.compile(_words()["regex"].strip())


def sections(doc: Doc, sentences: Sentences, candidates: Sequence[Candidate]) -> list[int]:
    """The number of the notice that each sentence belongs to, from 1; 0 for what stands before the first, or is no notice.

    A notice begins with a sentence that begins with a winner and says that it was awarded something; most of those of a text have a
    contract's number before the next begins. A text without a contracting activity has no notices.
    """
    if _words()["lets"] not in state.text(doc):
        return [0] * len(sentences.bounds)
    starts = _starts(doc, sentences, candidates)
    numbers = [0] * len(sentences.bounds)
    for start in starts:
        numbers[start] = 1
    for i in range(1, len(numbers)):
        numbers[i] += numbers[i - 1]
    numbered = {numbers[c.sentence] for c in candidates if c.kind == "contract"} - {0}
    return numbers if 2 * len(numbered) > len(starts) else [0] * len(numbers)


def _starts(doc: Doc, sentences: Sentences, candidates: Sequence[Candidate]) -> list[int]:
    """The sentences that begin a notice."""
    named = {
        c.sentence
        for c in candidates
        if c.kind == "entity" and c.detail == "name" and c.start - sentences.bounds[c.sentence][0] < _AT_START
    }
    return [i for i in sorted(named) if _awarded().search(doc[slice(*sentences.bounds[i])].text)]


def letting(doc: Doc, sentences: Sentences, section: Sequence[int], beside: Beside) -> dict[int, Candidate]:
    """The agency that each notice calls its contracting activity; `beside`: the candidates by sentence."""
    said = [i for i, (start, end) in enumerate(sentences.bounds) if section[i] and _words()["lets"] in doc[start:end].text]
    agencies = ((section[i], c) for i in said for c in beside.get(i, ()) if c.detail == "name" and c.type in ("Agency", "Organization"))
    return dict(reversed(list(agencies)))


def speaks_of(agencies: Mapping[int, Candidate], draft: Draft, frame: Frame) -> bool:
    """Whether a draft may tell of an event where it stands: a notice that names who lets its contract speaks of nothing else."""
    return bool(frame.each) or draft.section not in agencies


def say_who_lets(event: Draft, frame: Frame, agencies: Mapping[int, Candidate]) -> None:
    """Gives an event of a notice the agency that lets the contract by the notice's own words, whatever else was likely."""
    role, agency = _words()["role"], agencies.get(event.section)
    if agency is None or not event.fills or not frame.each or role not in frame.roles:
        return
    event.fills = [f for f in event.fills if f.role != role and f.candidate.identity != agency.identity]
    event.fills.append(Fill(role, agency, max((f.score for f in event.fills), default=event.score)))


def distribute(event: Draft, frame: Frame, doc: Doc, beside: Beside) -> list[Draft]:
    """The event once for each thing of a list in which each has its own number ("A (N-1); B (N-2); and C (N-3) are each awarded …").

    What has a number of its own is said by the frame (`each`); `beside`: the candidates by sentence. What such a list says is not
    made less likely by how many it lists.
    """
    if not frame.each:
        return [event]
    thing, number = frame.each
    listed = next((found for s in sorted(event.sentences) if len(found := _listed(beside.get(s, ()), frame, doc)) > 1), [])
    if not listed:
        return [event]
    best = max((f for f in event.fills if f.role == thing or not event.fillers(thing)), key=lambda f: f.score)
    common = [replace(f, least=f.score) for f in event.fills if f.role not in frame.each]
    each = replace(best, least=event.score)
    return [
        replace(
            event,
            fills=[*map(replace, common), replace(each, role=thing, candidate=a), replace(each, role=number, candidate=b)],
            sentences=set(event.sentences),
            listed=True,
        )
        for a, b in listed
    ]


def _listed(candidates: Sequence[Candidate], frame: Frame, doc: Doc) -> list[tuple[Candidate, Candidate]]:
    """Each thing at the beginning of a list's item, with the number in brackets that ends the item."""
    thing, number = frame.each
    return [
        (first, code)
        for start, code in _items([c for c in candidates if c.kind == frame.roles[number].kind and doc[c.start - 1].text == "("])
        if (first := _first(candidates, start, code.start, frame.roles[thing].types, doc)) is not None
    ]


def _items(codes: Sequence[Candidate]) -> Iterator[tuple[int, Candidate]]:
    """Where the item of each number begins: behind the number before it."""
    start = 0
    for code in codes:
        yield start, code
        start = code.end


def _first(candidates: Sequence[Candidate], start: int, end: int, types: Sequence[str], doc: Doc) -> Candidate | None:
    """The first name of one of the types between two places, if nothing but marks and "and" stands before it in its item."""
    c = next((c for c in candidates if c.detail == "name" and c.type in types and start <= c.start < end), None)
    opens = c is not None and all(t.is_punct or t.lower_ == "and" for t in doc[max(start, c.start - _AT_START) : c.start])
    return c if opens or (start == 0 and c is not None and c.start - doc[c.start].sent.start < _AT_START) else None
