"""Reads a file of KnowledgeNet (JSON lines with "id" and "text") and writes the relations kgx finds, for its scorer.

usage: python -m tests.quality.knowledgenet DOCS.jsonl > PREDICTIONS.jsonl

KnowledgeNet: Mesquita et al. 2019, "KnowledgeNet: A Benchmark Dataset for Knowledge Base Population". A fact counts by the mentions
of its passage, so every place that states it is written, with all names there of what it is about. It counts former posts too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from kg_extract.model import Article
from kg_extract.nlp import pipeline
from kg_extract.nlp.relations import RelationFinder
from kg_extract.nlp.state import RelationSpan

At = tuple[int, int]

__all__ = ["predictions"]

PROPERTIES = {"foundedOn": "DATE_FOUNDED", "headquarteredIn": "HEADQUARTERS", "subsidiaryOf": "SUBSIDIARY_OF", "founder": "FOUNDED_BY"}
#: Titles that make a holder the chief executive.
CHIEF = ("ceo", "chief executive", "chief executive officer")


def predictions(docs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What kgx reads out of the documents, one line each."""
    nlp = pipeline.load()
    finder = RelationFinder(past=True)
    articles = (Article(text=entry["text"], source=str(entry["id"])) for entry in docs)
    for entry, doc in zip(docs, nlp.pipe(pipeline.make_doc(nlp, article) for article in articles), strict=True):
        for subject, name, obj in sorted({fact for span in finder.match(doc) for fact in _facts(doc, span)}):
            yield {"doc": entry["id"], "relation": name, **_mention(doc, "s", "subject", subject), **_mention(doc, "o", "object", obj)}


def _facts(doc: Doc, span: RelationSpan) -> Iterator[tuple[At, str, At]]:
    """The benchmark's facts in a relation: by every name and pronoun of either thing in its sentence."""
    subjects, objects = _mentions(doc, span, span.subject, span.subject_at), _mentions(doc, span, span.object, span.object_at)
    if span.predicate == "holdsPosition" and any(word in (span.title or "").lower() for word in CHIEF):
        name, subjects, objects = "CEO", objects, subjects
    elif span.predicate in PROPERTIES:
        name = PROPERTIES[span.predicate]
    else:
        return
    if name == "HEADQUARTERS":
        objects |= _larger_places(doc, objects)
    for subject in subjects:
        for obj in objects:
            yield subject, name, obj


def _mentions(doc: Doc, span: RelationSpan, thing: int | str, at: At) -> set[At]:
    if isinstance(thing, str):
        return {at}
    start, end = span.sentence
    found = {(m.start, m.end) for m in doc._.kgx_clusters[thing].mentions if m.kind != "nominal" and start <= m.start < end}
    return found or {at}


def _larger_places(doc: Doc, places: set[At]) -> set[At]:
    """In "Salem, Oregon, U.S." also what the town lies in, which the benchmark counts as a headquarters too."""
    named = {m.start: m.end for cluster in doc._.kgx_clusters if cluster.type == "Place" for m in cluster.mentions if m.kind == "name"}
    found: set[At] = set()
    for _, end in places:
        while end + 1 < len(doc) and doc[end].text == "," and end + 1 in named:
            found.add((end + 1, named[end + 1]))
            end = named[end + 1]
    return found


def _mention(doc: Doc, short: str, name: str, at: tuple[int, int]) -> dict[str, Any]:
    span = doc[at[0] : at[1]]
    return {name: span.text, f"{short}_start": span.start_char, f"{short}_end": span.end_char}


def main() -> None:
    """Reads the file named on the command line and writes to standard output."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    for prediction in predictions([json.loads(line) for line in lines if line.strip()]):
        sys.stdout.write(json.dumps(prediction) + "\n")


if __name__ == "__main__":
    main()
