"""Reads a file of CORE (JSON lines: a text and two marked names) and writes how kgx relates the two, for its scorer.

usage: python -m tests.quality.core PASSAGES.jsonl > PREDICTIONS.jsonl

CORE: Borchert et al. 2023, "CORE: A Few-Shot Company Relation Classification Dataset for Robust Domain Adaptation". A marked name
counts as what kgx takes the mention there for. `core.toml` says what the facts of kgx are called in CORE, and has patterns for what
kgx has no relation for (who competes with whom, where a share is traded); a pair of which kgx finds nothing gets no line: "undefined".
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from kg_extract.model import Article
from kg_extract.nlp import pipeline
from kg_extract.nlp.relations import RelationFinder
from kg_extract.nlp.relations_patterns import own
from kg_extract.nlp.state import Cluster, MentionSpan

__all__ = ["predictions", "relation"]

#: Beside this module.
TABLE = Path(__file__).with_name("core.toml")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def predictions(passages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One line for each passage whose marked names kgx relates."""
    nlp = pipeline.load()
    docs = nlp.pipe(pipeline.make_doc(nlp, Article(text=entry["text"], source=str(entry["id"]))) for entry in passages)
    for entry, doc in zip(passages, docs, strict=True):
        subject, obj = entry["subject"], entry["object"]
        name = relation(doc, (subject["start"], subject["end"]), (obj["start"], obj["end"]))
        if name is not None:
            yield {"doc": entry["id"], "subject": subject["text"], "relation": name, "object": obj["text"]}


def relation(doc: Doc, subject: tuple[int, int], obj: tuple[int, int]) -> str | None:
    """CORE's relation between the names at two places (character offsets): the surest fact of kgx, else what a pattern says."""
    first, second = _clusters_at(doc, subject), _clusters_at(doc, obj)
    facts = [(confidence, name) for confidence, name, one, other in _facts(doc) if one in first and other in second]
    return max(facts)[1] if facts else _by_pattern(doc, subject, obj)


def _clusters_at(doc: Doc, place: tuple[int, int]) -> set[int]:
    """The things that kgx sees named or referred to at a place."""
    return {
        number
        for number, cluster in enumerate(doc._.kgx_clusters)
        if any(doc[m.start].idx < place[1] and place[0] < doc[m.end - 1].idx + len(doc[m.end - 1]) for m in cluster.mentions)
    }


def _facts(doc: Doc) -> Iterator[tuple[float, str, int, int]]:
    """Confidence, CORE's relation, and the two clusters of every fact that the table translates."""
    names = _table()["relations"]
    for span in doc._.kgx_relations:
        if span.predicate in names and isinstance(span.object, int):
            yield span.confidence, names[span.predicate], span.subject, span.object
    for event, row in product(doc._.kgx_events, _table()["event"]):
        if event.type == row["type"] and event.status != "negated":
            fillers = [[a.cluster for a in event.arguments if a.role == role and a.cluster is not None] for role in row["roles"]]
            for one, other in product(*fillers):
                yield event.confidence, row["relation"], one, other


def _by_pattern(doc: Doc, subject: tuple[int, int], obj: tuple[int, int]) -> str | None:
    """What the table's own patterns say of the two places."""
    marked = [_marked(doc, place, kind) for place, kind in ((subject, "Subject"), (obj, "Object"))]
    held = doc._.kgx_clusters
    others = (Cluster(c.type, c.name, c.names, tuple(m for m in c.mentions if _apart(m, marked))) for c in held)
    doc._.kgx_clusters = (*(Cluster(m.type, m.type, (m.type,), (m,)) for m in marked), *others)
    found = next(iter(sorted(_finder().match(doc), key=lambda span: -span.confidence)), None)
    doc._.kgx_clusters = held
    return None if found is None else found.predicate


def _marked(doc: Doc, place: tuple[int, int], kind: str) -> MentionSpan:
    """The tokens of a marked name, without the "'s" and the comma that CORE often marks too."""
    inside = [token for token in doc if token.idx < place[1] and place[0] < token.idx + len(token)]
    while len(inside) > 1 and (inside[-1].tag_ == "POS" or inside[-1].is_punct):
        inside.pop()
    return MentionSpan(inside[0].i, inside[-1].i + 1, kind)


def _apart(mention: MentionSpan, marked: list[MentionSpan]) -> bool:
    return all(mention.end <= m.start or m.end <= mention.start for m in marked)


@cache
def _finder() -> RelationFinder:
    return RelationFinder(patterns=own(TABLE))


def main(arguments: list[str]) -> int:
    """Writes the predictions for the file given on the command line."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    lines = Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    for prediction in predictions([json.loads(line) for line in lines if line.strip()]):
        sys.stdout.write(json.dumps(prediction, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
