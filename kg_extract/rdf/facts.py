"""Events, posts and relations as nodes: their IRI, what is said of them, and the sentences that say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg_extract.model import Amount, DateValue, EntityRef, Event, Evidence, Extraction, Filler, Relation, Text
from kg_extract.rdf.iri import part_iri
from kg_extract.rdf.labels import event_label, post_label
from kg_extract.rdf.literals import boolean, confidence, date_literal, decimal, integer, text
from kg_extract.rdf.vocab import KG, RDF, RDFS, role_term, term

__all__ = ["FactNode", "Pair", "facts_of"]

#: What is said of a node: a property and its value.
Pair = tuple[NamedNode, NamedNode | Literal]


@dataclass(frozen=True)
class FactNode:
    """One node of the graph; `confidence` is None for a node that states no fact of its own (an amount, a bare triple)."""

    iri: str
    pairs: tuple[Pair, ...]
    evidence: tuple[Evidence, ...] = ()
    confidence: float | None = None


def facts_of(extraction: Extraction, article: str, iris: dict[int, str], label: Callable[[EntityRef], str]) -> list[FactNode]:
    """A node for each event, post, statement and amount; what was said twice is one node with the evidence of both."""
    writer = _Writer(extraction, article, iris, label)
    nodes = [node for event in extraction.events for node in writer.event(event)]
    nodes += [node for relation in extraction.relations for node in writer.relation(relation)]
    merged: dict[str, FactNode] = {}
    for node in nodes:
        known = merged.get(node.iri)
        merged[node.iri] = _joined(known, node) if known else node
    return [_with_confidence(node) for node in merged.values()]


def _joined(one: FactNode, other: FactNode) -> FactNode:
    sure = [c for c in (one.confidence, other.confidence) if c is not None]
    # Of two facts with one IRI, only the label can differ (by the order of its names): the first one's is kept.
    pairs = one.pairs if sure else tuple(dict.fromkeys(one.pairs + other.pairs))
    return FactNode(one.iri, pairs, tuple(sorted({*one.evidence, *other.evidence})), max(sure) if sure else None)


def _with_confidence(node: FactNode) -> FactNode:
    if node.confidence is None:
        return node
    return FactNode(node.iri, (*node.pairs, (KG["confidence"], confidence(node.confidence))), node.evidence, node.confidence)


@dataclass(frozen=True)
class _Writer:
    """Turns the facts of one article into nodes."""

    extraction: Extraction
    article: str
    iris: dict[int, str]
    label: Callable[[EntityRef], str]

    def event(self, event: Event) -> Iterator[FactNode]:
        """The event's node, and one for each of its amounts."""
        words = self.extraction.vocabulary
        fillers = [(argument.role, argument.filler) for argument in event.arguments]
        content = sorted({f"{role}={self._key(filler)}" for role, filler in fillers})
        iri = part_iri(self.article, "event", event.type, event.status, *content, *self._quotes(event.evidence))
        roles: list[Pair] = [
            (role_term(words, event.type, role), self._filling(event, role, filler)) for role, filler in fillers if not _is_empty(filler)
        ]
        about: list[Pair] = [
            (RDF["type"], term(words, event.type)),
            (RDFS["label"], text(event_label(event, self.label, words.events.get(event.type)))),
            (KG["status"], KG[event.status]),
        ]
        yield FactNode(iri, tuple(dict.fromkeys([*about, *roles])), _sorted(event.evidence), event.confidence)
        for _, filler in fillers:
            if isinstance(filler, Amount):
                yield FactNode(self._amount_iri(filler), tuple(_amount(filler)))

    def relation(self, relation: Relation) -> Iterator[FactNode]:
        """A post's node, or the triple itself (unless it is denied) and the rdf:Statement that carries its evidence."""
        if relation.predicate == "holdsPosition" and isinstance(relation.object, EntityRef):
            yield self._post(relation, relation.object)
            return
        subject, predicate, value = (
            self._term(relation.subject),
            term(self.extraction.vocabulary, relation.predicate),
            self._term(relation.object),
        )
        iri = part_iri(self.article, "statement", subject.value, relation.predicate, self._key(relation.object), relation.status)
        parts = [(RDF["subject"], subject), (RDF["predicate"], predicate), (RDF["object"], value)]
        about = [(RDF["type"], RDF["Statement"]), (KG["status"], KG[relation.status])]
        yield FactNode(iri, (*about, *parts), _sorted(relation.evidence), relation.confidence)
        if relation.status != "negated":
            yield FactNode(subject.value, ((predicate, value),))

    def _post(self, relation: Relation, organization: EntityRef) -> FactNode:
        person, employer = self._term(relation.subject), self._term(organization)
        iri = part_iri(self.article, "post", person.value, employer.value, relation.title or "", relation.status)
        label = post_label(self.label(relation.subject), relation.title, self.label(organization))
        pairs: list[Pair] = [(RDF["type"], KG["Post"]), (RDFS["label"], text(label)), (KG["status"], KG[relation.status])]
        pairs += [(KG["person"], person), (KG["organization"], employer)]
        if relation.title:
            pairs.append((KG["position"], text(relation.title)))
        return FactNode(iri, tuple(pairs), _sorted(relation.evidence), relation.confidence)

    def _filling(self, event: Event, role: str, filler: Filler) -> NamedNode | Literal:
        """What fills a role; a count is a number where the profile says that the role is one."""
        own = self.extraction.vocabulary.events.get(event.type)
        if own and role in own.numbers and isinstance(filler, Text):
            digits = re.sub(r"[,\s]", "", filler.value)
            return integer(int(digits)) if digits.isdecimal() else text(filler.value)
        return self._term(filler)

    def _term(self, filler: Filler) -> NamedNode | Literal:
        match filler:
            case EntityRef():
                return NamedNode(self.iris[filler.id])
            case Amount():
                return NamedNode(self._amount_iri(filler))
            case DateValue():
                return date_literal(filler.value)
            case Text():
                return text(filler.value)

    def _key(self, filler: Filler) -> str:
        return self._term(filler).value

    def _amount_iri(self, amount: Amount) -> str:
        value = decimal(amount.value).value
        return part_iri(self.article, "amount", value, amount.currency, str(amount.approximate), amount.bound or "", amount.text)

    def _quotes(self, evidence: Iterable[Evidence]) -> list[str]:
        return sorted({self.extraction.article.text[e.start : e.end] for e in evidence})


def _amount(amount: Amount) -> Iterator[Pair]:
    yield RDF["type"], KG["MonetaryAmount"]
    yield KG["value"], decimal(amount.value)
    yield KG["currency"], text(amount.currency)
    yield KG["approximate"], boolean(amount.approximate)
    if amount.bound:
        yield KG["bound"], text(amount.bound)
    if amount.text:
        yield KG["text"], text(amount.text)


def _is_empty(filler: Filler) -> bool:
    return isinstance(filler, Text) and not text(filler.value).value.strip()


def _sorted(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(set(evidence)))
