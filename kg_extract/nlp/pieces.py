"""Long texts: parsed in pieces that end with a paragraph, since spaCy's memory grows with the text, and put together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg_extract.model import Argument, Article, Entity, EntityRef, Event, Evidence, Extraction, Relation
from kg_extract.paragraphs import cut

__all__ = ["LONGEST", "join", "split"]

#: Characters. An article of news has some 3,000; the parser takes about 1 MB of memory for each 1,000 of them.
LONGEST = 30_000


def split(article: Article, longest: int = LONGEST) -> Iterator[tuple[int, Article]]:
    """(where it starts, the piece as an article of its own); most articles are one piece."""
    if len(article.text) <= longest:
        yield 0, article
        return
    for start, end in cut(article.text, longest):
        yield start, replace(article, text=article.text[start:end])


def join(article: Article, parts: Iterable[tuple[int, Extraction]]) -> Extraction:
    """The extraction of the whole article from those of its pieces; the graph joins the entities whose names agree."""
    entities: list[Entity] = []
    events: list[Event] = []
    relations: list[Relation] = []
    for offset, part in parts:
        first = len(entities)
        entities += (_entity(entity, offset, first) for entity in part.entities)
        events += (_event(event, offset, first) for event in part.events)
        relations += (_relation(relation, offset, first) for relation in part.relations)
    return Extraction(article, tuple(entities), tuple(events), tuple(relations))


def _moved(evidence: tuple[Evidence, ...], offset: int) -> tuple[Evidence, ...]:
    return tuple(Evidence(e.start + offset, e.end + offset) for e in evidence)


def _entity(entity: Entity, offset: int, first: int) -> Entity:
    mentions = tuple(replace(m, start=m.start + offset, end=m.end + offset) for m in entity.mentions)
    return replace(entity, id=entity.id + first, mentions=mentions, evidence=_moved(entity.evidence, offset))


def _event(event: Event, offset: int, first: int) -> Event:
    return replace(event, arguments=tuple(_argument(a, offset, first) for a in event.arguments), evidence=_moved(event.evidence, offset))


def _argument(argument: Argument, offset: int, first: int) -> Argument:
    filler = argument.filler
    moved = EntityRef(filler.id + first) if isinstance(filler, EntityRef) else filler
    return Argument(argument.role, moved, argument.start + offset, argument.end + offset)


def _relation(relation: Relation, offset: int, first: int) -> Relation:
    target = relation.object
    return replace(
        relation,
        subject=EntityRef(relation.subject.id + first),
        object=EntityRef(target.id + first) if isinstance(target, EntityRef) else target,
        evidence=_moved(relation.evidence, offset),
    )
