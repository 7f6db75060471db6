"""Pairs of mentions that may stand in a relation, and what the relation scorer looks at.

Features after Zhou et al. (ACL 2005) and the shortest-path hypothesis of Bunescu & Mooney (2005).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from kg_extract.nlp import slots
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.features import Context, bucket

_REACH = 30  # tokens between the two mentions
_ORG = ("Company", "Agency", "Organization")
_THING = ("Spacecraft", "LaunchVehicle", "Product", "Constellation", "Programme", "LaunchSite")

#: predicate → (types of the subject, types of the object)
SIGNATURES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "headquarteredIn": (_ORG, ("Place",)),
    "foundedOn": (_ORG, ("date",)),
    "founder": (_ORG, ("Person", *_ORG)),
    "subsidiaryOf": (_ORG, _ORG),
    "holdsPosition": (("Person",), (*_ORG, "Place", "Programme")),
    "manufacturer": (_THING, _ORG),
    "operator": (_THING, (*_ORG, "Place")),
    "partOf": (("Spacecraft", "Programme", "Constellation", "Product"), ("Constellation", "Programme")),
    "locatedIn": (("Place", "LaunchSite"), ("Place", "LaunchSite")),
}
_ALLOWED = frozenset((s, o) for subjects, objects in SIGNATURES.values() for s in subjects for o in objects)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two candidates of a sentence; whether `subject` stands in a relation to `object` is the question."""

    subject: Candidate
    object: Candidate


def find(context: Context) -> Iterator[Pair]:
    """Every ordered pair in a sentence whose types some relation allows."""
    for number in sorted(context.by_sentence):
        here = [c for c in context.by_sentence[number] if c.kind in ("entity", "date")]
        for a in here:
            for b in here:
                if a.identity != b.identity and (a.type, b.type or b.kind) in _ALLOWED and _gap(a, b) <= _REACH:
                    yield Pair(a, b)


def ends(pair: Pair) -> tuple[int, int | str]:
    """What the pair stands for: the subject's cluster, and the object's cluster or ISO date."""
    return pair.subject.cluster or 0, pair.object.cluster if pair.object.cluster is not None else pair.object.text or ""


def possible(pair: Pair) -> list[str]:
    """The predicates that the types of a pair allow."""
    return [
        p
        for p, (subjects, objects) in SIGNATURES.items()
        if pair.subject.type in subjects and (pair.object.type or pair.object.kind) in objects
    ]


def _gap(a: Candidate, b: Candidate) -> int:
    """Tokens between the two; 0 if one holds the other."""
    return max(0, b.start - a.end, a.start - b.end)


def of_relation(context: Context, pair: Pair, rules: frozenset[str]) -> list[str]:
    """Features of a pair; `rules` are the predicates that the rules see between its two things in this sentence or elsewhere."""
    doc = context.doc
    a, b = pair.subject, pair.object
    types = f"{a.type}>{b.type or b.kind}"
    first, second = (a, b) if a.start <= b.start else (b, a)
    order = "so" if first is a else "os"
    between = [doc[i].lower_ for i in range(first.end, second.start)]
    lemmas = [doc[i].lemma_.lower() for i in range(first.end, second.start) if not doc[i].is_punct]
    route = slots.path(doc[a.head], doc[b.head])
    out = [
        f"types={types}",
        f"order={order}|{types}",
        f"path={route}",
        f"path={route}|{types}",
        f"between={' '.join(between[:5])}|{order}|{types}" if len(between) <= 5 else f"between=far|{order}",
        f"between={' '.join(between[:5])}" if len(between) <= 5 else "between=",
        f"gap={bucket(len(between))}|{order}|{types}",
        f"before={_word(doc, first.start - 1)}|{order}|{types}",
        f"after={_word(doc, second.end)}|{order}|{types}",
        f"details={a.detail}>{b.detail}|{types}",
        f"heads={doc[a.head].dep_}>{doc[b.head].dep_}|{types}",
        f"often={bucket(context.mentions[a.identity])}>{bucket(context.mentions[b.identity])}|{types}",
        f"lead={context.first[b.identity] == 0}|{types}",
        f"inside={any(first.end < c.start < second.start for c in context.by_sentence.get(a.sentence, ()) if c.kind == 'entity')}|{types}",
        f"pair={a.identity in context.mentions and first.end == second.start}|{order}|{types}",
    ]
    out.extend(f"lemma={lemma}|{types}" for lemma in dict.fromkeys(lemmas[:12]))
    out.extend(f"lemma={lemma}|{order}" for lemma in dict.fromkeys(lemmas[:6]))
    out.extend(f"class={context.fine[i]}|{types}" for i in range(first.end, min(second.start, first.end + 8)))
    out.append(f"titled={context.in_title(a)}>{context.in_title(b)}|{types}")
    out.extend(f"rule={rule}" for rule in rules or {"-"})
    out.extend(f"rule={rule}|{types}" for rule in rules or {"-"})
    out.append(f"head={doc[a.head].head.lemma_.lower()}>{doc[b.head].head.lemma_.lower()}")
    out.append(f"prev={_word(doc, b.start - 1)}|{types}")
    out.append(f"prev={_word(doc, a.start - 1)}<|{types}")
    return out


def _word(doc: Doc, i: int) -> str:
    return doc[i].lower_ if 0 <= i < len(doc) else ""
