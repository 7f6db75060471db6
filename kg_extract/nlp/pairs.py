"""Pairs of mentions that may stand in a relation, and what the relation scorer looks at.

Features after Zhou et al. (ACL 2005) and the shortest-path hypothesis of Bunescu & Mooney (2005).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from kg_extract.nlp import slots
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context
from kg_extract.nlp.features import bucket

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


def possible(doc: Doc, pair: Pair) -> list[str]:
    """The predicates that the types of a pair, and what stands between the two, allow."""
    fitting = [p for p, (s, o) in SIGNATURES.items() if pair.subject.type in s and (pair.object.type or pair.object.kind) in o]
    return [p for p in fitting if p != "subsidiaryOf" or not _listed(doc, pair)]


def _listed(doc: Doc, pair: Pair) -> bool:
    """Whether the two stand in a list of which the second only owns a part: "Acme and an arm of Borealis"."""
    listed = {token.i for token in doc[pair.subject.head].conjuncts} - {pair.object.head}
    return any(token.i in listed for token in doc[pair.object.head].ancestors)


def _gap(a: Candidate, b: Candidate) -> int:
    """Tokens between the two; 0 if one holds the other."""
    return max(0, b.start - a.end, a.start - b.end)


def of_relation(context: Context, pair: Pair, rules: frozenset[str]) -> list[str]:
    """Features of a pair; `rules` are the predicates that the rules see between its two things in this sentence or elsewhere."""
    doc, word, lemmas = context.doc, context.word, context.lemmas
    a, b = pair.subject, pair.object
    types = f"{a.type}>{b.type or b.kind}"
    first, second = (a, b) if a.start <= b.start else (b, a)
    order = "so" if first is a else "os"
    between = range(first.end, second.start)
    words = " ".join(context.lower[i] for i in between) if len(between) <= 5 else ""
    bare = list(dict.fromkeys(lemmas[i] for i in between if lemmas[i][:1].isalnum()))
    route = slots.path(doc[a.head], doc[b.head])
    above, beyond = context.heads[a.head], context.heads[b.head]
    out = [
        f"types={types}",
        f"order={order}|{types}",
        f"path={route}",
        f"path={route}|{types}",
        f"between={words}|{order}|{types}" if len(between) <= 5 else f"between=far|{order}",
        f"between={words}",
        f"gap={bucket(len(between))}|{order}|{types}",
        f"before={word(first.start - 1)}|{order}|{types}",
        f"after={word(second.end)}|{order}|{types}",
        f"details={a.detail}>{b.detail}|{types}",
        f"heads={context.deps[a.head]}>{context.deps[b.head]}|{types}",
        f"often={bucket(context.mentions[a.identity])}>{bucket(context.mentions[b.identity])}|{types}",
        f"lead={context.first[b.identity] == 0}|{types}",
        f"inside={any(first.end < c.start < second.start for c in context.by_sentence.get(a.sentence, ()) if c.kind == 'entity')}|{types}",
        f"pair={first.end == second.start}|{order}|{types}",
        f"head={lemmas[above]}>{lemmas[beyond]}",
        f"prev={word(b.start - 1)}|{types}",
        f"prev={word(a.start - 1)}<|{types}",
        f"titled={context.in_title(a)}>{context.in_title(b)}|{types}",
    ]
    out += [f"lemma={lemma}|{types}" for lemma in bare[:12]]
    out += [f"lemma={lemma}|{order}" for lemma in bare[:6]]
    out += [f"class={context.fine[i]}|{types}" for i in between[:8]]
    for rule in rules or {"-"}:
        out += [f"rule={rule}", f"rule={rule}|{types}"]
    return out


def by_rule(doc: Doc) -> dict[tuple[int, int | str], frozenset[str]]:
    """The predicates that the rules see between two things."""
    found: dict[tuple[int, int | str], set[str]] = defaultdict(set)
    for r in doc._.kgx_relations:
        found[r.subject, r.object].add(r.predicate)
    return {key: frozenset(value) for key, value in found.items()}
