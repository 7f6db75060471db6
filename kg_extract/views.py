"""An `Extraction` to walk: events with what fills their roles, entities with their names, the sentences behind each, the RDF graph.

Thin wrappers around the hand-over types of `model`, in which an entity is a number and a sentence two offsets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg_extract import exchange, exchange_read, model, profiles
from kg_extract.errors import NotFoundError, UsageError
from kg_extract.exchange_read import Extracted
from kg_extract.model import Amount, Article, DateValue, EntityRef, Evidence, Mention

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Entity", "Event", "Extraction", "Relation", "Value"]


@dataclass(frozen=True, repr=False)
class Extraction:
    """Everything that kgx read out of one article. `made` is the plain hand-over type, `settings` what it was made with."""

    made: model.Extraction
    settings: str = field(default="", compare=False)

    @property
    def article(self) -> Article:
        """The article: its text and what is known about it."""
        return self.made.article

    @property
    def text(self) -> str:
        """The text of the article, into which all offsets point."""
        return self.made.article.text

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """What the facts are about, in text order."""
        return tuple(Entity(self, entity) for entity in self.made.entities)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened, will, may, or did not."""
        return tuple(Event(self, event) for event in self.made.events)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """What is said of two things without an event: seat, owner, maker, post."""
        return tuple(Relation(self, relation) for relation in self.made.relations)

    def entity(self, name: str) -> Entity:
        """The entity that the article calls so, by any of its names in any case; `NotFoundError` names those there are."""
        for entity in self.entities:
            if name.casefold() in (each.casefold() for each in entity.names):
                return entity
        known = ", ".join(entity.name for entity in self.entities) or "none"
        raise NotFoundError(f"The article names no {name} of which it states something.", f"There are: {known}.")

    def graph(self) -> Graph:
        """The RDF graph of the article, as an rdflib Graph with the known prefixes bound."""
        from kg_extract.rdf import build, rdflib_graph

        return rdflib_graph.graph_of(quad.triple for quad in build.quads(self.made, settings=self.settings))

    def to_json(self) -> str:
        """One line of JSON, as `kgx extract` prints it and `kgx ingest` takes it (docs/extract.md)."""
        return exchange.as_line(self.made, self.settings)

    def extracted(self) -> Extracted:
        """As an ingest takes it."""
        return Extracted(self.made, self.settings)

    @classmethod
    def from_json(cls, line: str) -> Extraction:
        """What `to_json` or `kgx extract` wrote; `InputError` if something in it does not hold."""
        record = exchange_read.parse(line, "The JSON")
        found = exchange_read.read_record(record, "The JSON", profiles.vocabulary(record.get("profile")))
        return cls(found.extraction, found.settings)

    def __repr__(self) -> str:
        return f"<Extraction: {len(self.events)} events, {len(self.relations)} relations, {len(self.entities)} entities>"


class _Found:
    """What entities, events and relations have in common: the sentences that state them."""

    whole: Extraction
    made: Any

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where the sentences stand in the text."""
        return tuple(self.made.evidence)

    @property
    def quotes(self) -> tuple[str, ...]:
        """The sentences that state it, verbatim."""
        return tuple(self.whole.text[e.start : e.end] for e in self.evidence)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"


class _Stated(_Found):
    """What events and relations have in common beside that: what the article says of the fact, and how sure it is."""

    @property
    def status(self) -> str:
        """occurred, planned, possible or negated."""
        return str(self.made.status)

    @property
    def confidence(self) -> float:
        """The probability that it is right."""
        return float(self.made.confidence)


@dataclass(frozen=True, repr=False)
class Entity(_Found):
    """A thing in the world that the article names."""

    whole: Extraction = field(repr=False)
    made: model.Entity

    @property
    def type(self) -> str:
        """Company, Agency, Person, …"""
        return self.made.type

    @property
    def name(self) -> str:
        """The name that says most."""
        return self.made.name

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the article has for it."""
        return self.made.names

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every place that names it or refers to it: "Acme", "the company", "it"."""
        return self.made.mentions

    @property
    def events(self) -> tuple[Event, ...]:
        """The events in which it plays a part."""
        return tuple(event for event in self.whole.events if any(self in values for values in event.roles.values()))

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relations in which it stands, on either side."""
        return tuple(relation for relation in self.whole.relations if self in (relation.subject, relation.object))

    def __str__(self) -> str:
        return self.name


#: What fills a role.
Value = Entity | Amount | DateValue | str


@dataclass(frozen=True, repr=False)
class Event(_Stated):
    """Something that happened, will, may, or did not. `event["awardee"]` is everything that fills the role, () if nothing does."""

    whole: Extraction = field(repr=False)
    made: model.Event

    @property
    def type(self) -> str:
        """ContractAward, Launch, …"""
        return self.made.type

    @cached_property
    def roles(self) -> Mapping[str, tuple[Value, ...]]:
        """Role → what fills it, for the roles that are filled, in the order of the ontology."""
        values = {role: tuple(_value(self.whole, filler) for filler in self.made.fillers(role)) for role in self._known}
        return MappingProxyType({role: found for role, found in values.items() if found})

    def __getitem__(self, role: str) -> tuple[Value, ...]:
        if role not in self._known:
            raise UsageError(f"{self.type} has no role {role!r}.", f"It has {', '.join(self._known)}.")
        return self.roles.get(role, ())

    def first(self, role: str) -> Value | None:
        """What fills the role, the first if there are several, None if nothing does."""
        return next(iter(self[role]), None)

    @property
    def _known(self) -> tuple[str, ...]:
        own = self.whole.made.vocabulary.events.get(self.type)
        return own.roles if own else model.ROLES[self.type]

    def __str__(self) -> str:
        from kg_extract.rdf.labels import event_label

        return event_label(self.made, lambda ref: self.whole.made.entity(ref).name, self.whole.made.vocabulary.events.get(self.type))


@dataclass(frozen=True, repr=False)
class Relation(_Stated):
    """A fact about two things."""

    whole: Extraction = field(repr=False)
    made: model.Relation

    @property
    def predicate(self) -> str:
        """headquarteredIn, founder, holdsPosition, …"""
        return self.made.predicate

    @property
    def subject(self) -> Entity:
        """What it is said of."""
        return self.whole.entities[self.made.subject.id]

    @property
    def object(self) -> Entity | DateValue:
        """What is said: an entity, or a date for foundedOn."""
        target = self.made.object
        return self.whole.entities[target.id] if isinstance(target, EntityRef) else target

    @property
    def title(self) -> str | None:
        """The post, of holdsPosition."""
        return self.made.title

    def __str__(self) -> str:
        target = self.object.value if isinstance(self.object, DateValue) else self.object.name
        return " ".join(filter(None, (self.subject.name, self.predicate, self.title and f"({self.title})", target)))


def _value(whole: Extraction, filler: model.Filler) -> Value:
    """The filler as one looks at it: an entity for its number, a string for a text."""
    if isinstance(filler, EntityRef):
        return whole.entities[filler.id]
    return filler.value if isinstance(filler, model.Text) else filler
