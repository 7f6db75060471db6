"""The words that a profile adds to those of kgx: event types with their roles, relations, entity types, each with its IRI.

An `Extraction` carries the vocabulary that it is written in, so that whatever reads it (the graph, the tables) knows the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["NAMESPACE", "NEWS", "SHARED", "EntityType", "EventType", "RelationType", "SameHappening", "Vocabulary"]

#: Where the terms of kgx itself are.
NAMESPACE = "https://w3id.org/kg-extract/ns#"

#: The roles of kgx that the events of every profile share; each other role of theirs is the profile's own.
SHARED = frozenset(("amount", "date", "subject"))


@dataclass(frozen=True)
class SameHappening:
    """A rule: two accounts are of one happening if the fillers of the roles `same` are, `within` the same "day", a "month", or "ever"."""

    rule: str
    same: tuple[str, ...]
    within: str


@dataclass(frozen=True)
class EventType:
    """An event type: its roles in order, how an event is told on one line, and what stands in the columns "who" and "what".

    `label` are parts such as " of {drug}", each left out when its role is not filled; `bare` stands for the first one then.
    `who`, `what`: (word, role) pairs. `numbers`: the roles that are filled by whole numbers. `happenings`: by what two accounts are
    known to be of one happening.
    """

    name: str
    roles: tuple[str, ...]
    label: tuple[str, ...] = ()
    bare: str = ""
    who: tuple[tuple[str, str], ...] = ()
    what: tuple[tuple[str, str], ...] = ()
    numbers: frozenset[str] = frozenset()
    happenings: tuple[SameHappening, ...] = ()


@dataclass(frozen=True)
class RelationType:
    """A relation, and how it reads from its subject and from its object."""

    name: str
    words: str
    inverse: str


@dataclass(frozen=True)
class EntityType:
    """An entity type; `like` is the built-in one as which it goes where only those are known (else itself), `family` a part of its IRIs."""

    name: str
    like: str
    family: str


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one profile, by name; `profile` is what it is called, "" for what is built in."""

    prefix: str = "kg"
    namespace: str = NAMESPACE
    events: Mapping[str, EventType] = field(default_factory=dict, hash=False)
    relations: Mapping[str, RelationType] = field(default_factory=dict, hash=False)
    entities: Mapping[str, EntityType] = field(default_factory=dict, hash=False)
    profile: str = ""

    def space_of(self, name: str) -> str:
        """The namespace of an event type, entity type or relation."""
        own = name in self.events or name in self.entities or name in self.relations
        return self.namespace if own else NAMESPACE

    def space_of_role(self, event: str, role: str) -> str:
        """The namespace of a role of an event type."""
        return self.namespace if event in self.events and role not in SHARED else NAMESPACE

    def terms(self) -> frozenset[str]:
        """The terms that are the profile's own, with its prefix."""
        roles = {role for event in self.events.values() for role in event.roles} - SHARED
        return frozenset(f"{self.prefix}:{name}" for name in {*self.events, *self.relations, *self.entities, *roles})

    def like(self, entity_type: str) -> str:
        """The type as which `entity_type` goes where only built-in ones are known."""
        own = self.entities.get(entity_type)
        return own.like if own else entity_type


#: What kgx knows by itself.
NEWS = Vocabulary()
