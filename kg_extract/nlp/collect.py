"""Doc → Extraction: token offsets become character offsets, clusters become entities, evidence becomes sentences."""

from __future__ import annotations

from spacy.tokens import Doc

from kg_extract.model import (
    Amount,
    Argument,
    Article,
    DateValue,
    Entity,
    EntityRef,
    Event,
    Evidence,
    Extraction,
    Filler,
    Mention,
    Relation,
    Text,
)
from kg_extract.nlp.state import ArgumentSpan, Cluster, EventSpan, RelationSpan


def collect(doc: Doc) -> Extraction:
    """What the components found, without spaCy. Only entities that fill a role or stand in a relation are kept."""
    article: Article = doc._.kgx_article
    clusters: tuple[Cluster, ...] = doc._.kgx_clusters
    used = _used(doc._.kgx_events, doc._.kgx_relations)
    order = sorted(used, key=lambda i: (clusters[i].mentions[0].start, i))
    ids = {cluster: number for number, cluster in enumerate(order)}
    entities = tuple(_entity(doc, article, ids[i], clusters[i]) for i in order)
    events = tuple(_event(doc, article, e, ids) for e in doc._.kgx_events)
    relations = tuple(_relation(doc, article, r, ids) for r in doc._.kgx_relations)
    return Extraction(article, entities, events, relations)


def _used(events: tuple[EventSpan, ...], relations: tuple[RelationSpan, ...]) -> set[int]:
    found = {a.cluster for e in events for a in e.arguments if a.cluster is not None}
    for relation in relations:
        found.add(relation.subject)
        if isinstance(relation.object, int):
            found.add(relation.object)
    return found


def _chars(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Token offsets → character offsets, without white space at either end."""
    while end - start > 1 and doc[end - 1].is_space:
        end -= 1
    while end - start > 1 and doc[start].is_space:
        start += 1
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def _sentence(doc: Doc, start: int, end: int) -> Evidence:
    return Evidence(*_chars(doc, start, end))


def _around(doc: Doc, token: int) -> Evidence:
    sentence = doc[token].sent
    return _sentence(doc, sentence.start, sentence.end)


def _entity(doc: Doc, article: Article, number: int, cluster: Cluster) -> Entity:
    mentions = []
    for m in cluster.mentions:
        start, end = _chars(doc, m.start, m.end)
        mentions.append(Mention(start, end, article.text[start:end], m.kind))
    named = [m for m in cluster.mentions if m.kind == "name"] or list(cluster.mentions)
    return Entity(number, cluster.type, cluster.name, cluster.names, tuple(sorted(mentions)), (_around(doc, named[0].start),))


def _filler(article: Article, a: ArgumentSpan, start: int, end: int, ids: dict[int, int]) -> Filler:
    if a.cluster is not None:
        return EntityRef(ids[a.cluster])
    if a.amount is not None:
        return Amount(a.amount.value, a.amount.currency, a.amount.text, a.amount.approximate, a.amount.bound)
    if a.date is not None:
        return DateValue(a.date, article.text[start:end])
    return Text(" ".join((a.text or "").split()))


def _event(doc: Doc, article: Article, event: EventSpan, ids: dict[int, int]) -> Event:
    arguments = []
    for a in event.arguments:
        start, end = _chars(doc, a.start, a.end)
        arguments.append(Argument(a.role, _filler(article, a, start, end, ids), start, end))
    evidence = tuple(sorted({_sentence(doc, *s) for s in event.sentences}))
    return Event(event.type, event.status, round(event.confidence, 2), tuple(arguments), evidence)


def _relation(doc: Doc, article: Article, r: RelationSpan, ids: dict[int, int]) -> Relation:
    if isinstance(r.object, int):
        target: EntityRef | DateValue = EntityRef(ids[r.object])
    else:
        start, end = _chars(doc, *r.object_at)
        target = DateValue(r.object, article.text[start:end])
    evidence = (_sentence(doc, *r.sentence),)
    return Relation(r.predicate, EntityRef(ids[r.subject]), target, r.status, round(r.confidence, 2), evidence, r.title)
