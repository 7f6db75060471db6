"""Extraction → quads: everything that one article states, in the named graph of that article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from kg_extract.model import ENTITY_TYPES, Article, Entity, EntityRef, Evidence, Extraction
from kg_extract.names import FAMILIES, identifies
from kg_extract.rdf.facts import Pair, facts_of
from kg_extract.rdf.iri import article_iri, check_base, entity_iri, evidence_iri, family_of
from kg_extract.rdf.literals import date_literal, integer, text
from kg_extract.rdf.vocab import DEFAULT_BASE, KG, OWL, RDF, RDFS, SCHEMA, SKOS, term
from kg_extract.rdf.wikidata import same_as
from kg_extract.vocabulary import Vocabulary

__all__ = ["article_pairs", "copy_quads", "quads"]

# The wider types lose against the narrower ones of their family when one thing was typed twice.
_WIDE_TYPES = ("Organization", "Place")


def quads(extraction: Extraction, base: str = DEFAULT_BASE, settings: str = "") -> list[Quad]:
    """The graph of one article, sorted; no blank nodes, and nothing in it depends on order or time.

    `settings` tells with what it was made (versions of kgx and of the language model); it is written down where it is given.
    """
    article = extraction.article
    iri = article_iri(article, check_base(base))
    words = extraction.vocabulary
    iris = {e.id: entity_iri(e.type, e.name, base, words) for e in extraction.entities}
    names = _Names(extraction, iris)
    facts = facts_of(extraction, iri, iris, names.label)
    used = {evidence for fact in facts for evidence in fact.evidence}
    nodes: dict[str, list[Pair]] = defaultdict(list)
    nodes[iri].extend(article_pairs(article, settings))
    for entity in names.merged.values():
        proof = _proof(entity, used)
        used.update(proof)
        nodes[iris[entity.id]].extend(
            [*_entity(entity, words), *_aliases(entity, iris[entity.id], base, words), *_evidence_links(iri, proof)]
        )
    for fact in facts:
        nodes[fact.iri].extend([*fact.pairs, *_evidence_links(iri, fact.evidence)])
    for evidence in used:
        nodes[evidence_iri(iri, evidence)].extend(_evidence(article, iri, evidence))
    graph = NamedNode(iri)
    return sorted({Quad(NamedNode(s), p, o, graph) for s, pairs in nodes.items() for p, o in pairs}, key=str)


def copy_quads(article: Article, original: str, base: str = DEFAULT_BASE, settings: str = "") -> list[Quad]:
    """The graph of an article that is a copy of another one: only that, so that nothing is stated twice."""
    iri = NamedNode(article_iri(article, check_base(base)))
    pairs = (*article_pairs(article, settings), (KG["duplicateOf"], NamedNode(original)))
    return sorted({Quad(iri, p, o, iri) for p, o in pairs}, key=str)


class _Names:
    """The entities of one article by IRI; those that share an IRI are one, under the first one's name."""

    def __init__(self, extraction: Extraction, iris: dict[int, str]) -> None:
        groups: dict[str, list[Entity]] = defaultdict(list)
        for entity in extraction.entities:
            groups[iris[entity.id]].append(entity)
        self.merged = {iri: _merge(group) for iri, group in groups.items()}
        self._iris = iris

    def label(self, ref: EntityRef) -> str:
        """The preferred name of the entity that `ref` stands for."""
        return self.merged[self._iris[ref.id]].name


def _merge(group: list[Entity]) -> Entity:
    first = group[0]
    if len(group) == 1:
        return first
    names = dict.fromkeys(name for entity in group for name in (entity.name, *entity.names))
    mentions = {mention for entity in group for mention in entity.mentions}
    evidence = {evidence for entity in group for evidence in entity.evidence}
    type_ = min((e for e in group), key=lambda e: (e.type in _WIDE_TYPES, -len(e.mentions), _rank(e.type))).type
    return Entity(first.id, type_, first.name, tuple(names), tuple(sorted(mentions)), tuple(sorted(evidence)))


def _rank(type_: str) -> tuple[int, str]:
    """The built-in types in their order, then those of a profile by name."""
    return ENTITY_TYPES.index(type_) if type_ in ENTITY_TYPES else len(ENTITY_TYPES), type_


def article_pairs(article: Article, settings: str = "") -> Iterator[Pair]:
    """What the graph says of the article itself: the same pairs in a store mean that there is nothing new to read."""
    yield RDF["type"], KG["Article"]
    yield KG["fileName"], text(article.source)
    yield KG["contentHash"], text(article.content_hash)
    yield SCHEMA["inLanguage"], text(article.language)
    if settings:
        yield KG["settings"], text(settings)
    if article.published:
        yield SCHEMA["datePublished"], date_literal(article.published)
    told = {SCHEMA["headline"]: article.title, KG["dateline"]: article.dateline, SCHEMA["publisher"]: article.publisher}
    told |= {SCHEMA["author"]: article.author, SCHEMA["url"]: article.url}
    for property_, value in told.items():
        if value:
            yield property_, text(value)


def _entity(entity: Entity, words: Vocabulary) -> Iterator[Pair]:
    yield RDF["type"], term(words, entity.type)
    label = text(entity.name)
    yield RDFS["label"], label
    for name in entity.names:
        other = text(name)
        if other != label and other.value:
            yield SKOS["altLabel"], other
    if entity.type in FAMILIES and (known := same_as(entity.type, (entity.name, *entity.names))):
        yield OWL["sameAs"], known


def _aliases(entity: Entity, iri: str, base: str, words: Vocabulary) -> Iterator[Pair]:
    """The IRIs that articles which know the entity only by one of its other names give it."""
    family = family_of(entity.type, words)
    found = {entity_iri(entity.type, name, base, words) for name in entity.names if identifies(name, entity.name, family)}
    for other in sorted(found - {iri}):
        yield KG["alias"], NamedNode(other)


def _proof(entity: Entity, used: set[Evidence]) -> tuple[Evidence, ...]:
    """The fewest sentences that show every name of the entity, those first that state a fact anyway."""
    candidates = sorted(entity.evidence, key=lambda e: (e not in used, e)) or [Evidence(m.start, m.end) for m in entity.mentions[:1]]
    chosen = candidates[:1]
    for name in entity.names:
        shown = {e for e in candidates for m in entity.mentions if m.text == name and e.start <= m.start and m.end <= e.end}
        if shown and not shown.intersection(chosen):
            chosen.append(next(e for e in candidates if e in shown))
    return tuple(chosen)


def _evidence_links(article: str, evidence: tuple[Evidence, ...]) -> Iterator[Pair]:
    for sentence in evidence:
        yield KG["evidence"], NamedNode(evidence_iri(article, sentence))


def _evidence(article: Article, iri: str, evidence: Evidence) -> Iterator[Pair]:
    yield RDF["type"], KG["Evidence"]
    yield KG["article"], NamedNode(iri)
    yield KG["quote"], text(article.text[evidence.start : evidence.end])
    yield KG["start"], integer(evidence.start)
    yield KG["end"], integer(evidence.end)
