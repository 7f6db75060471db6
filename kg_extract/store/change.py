"""The dataset as it will be after a change: what the articles state, quads that go left out and quads that come included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple
from pyoxigraph import Store as Oxigraph

from kg_extract.store.quads import UNION

__all__ = [*("CORRECTIONS", "HIDDEN", "INDEX", "JOURNAL", "RESOLUTION", "SOURCES", "VIEW"), "Changing", "Database", "Subject", "Value"]

_KG = "https://w3id.org/kg-extract/ns#"
RESOLUTION = NamedNode(f"{_KG}resolution")
CORRECTIONS = NamedNode(f"{_KG}corrections")
#: By what events can be recognised: an index for kgx itself, which is neither exported nor part of the default graph.
INDEX = NamedNode(f"{_KG}index")
#: Only on servers, and only for kgx itself: the kept articles, the changes that are being made, and, where the default graph
#: cannot hold it, the joined view.
SOURCES, JOURNAL, VIEW = (NamedNode(f"{_KG}{name}") for name in ("sources", "journal", "view"))
HIDDEN = (SOURCES, JOURNAL, VIEW)

Subject = NamedNode | BlankNode | Triple
Value = NamedNode | BlankNode | Literal | Triple


class Database(Protocol):
    """What is looked up in a dataset to find out what follows from a change: pyoxigraph's own store, or a server (distant.py)."""

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        object: Value | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """The quads of a graph that match; without a graph those of all articles and corrections, and perhaps of others."""

    def __contains__(self, quad: Quad, /) -> bool:
        """Whether there is this very quad."""


class Changing:
    """A database and a change of its named graphs that has not been made yet."""

    def __init__(self, database: Database, gone: Iterable[Quad] = (), come: Iterable[Quad] = ()) -> None:
        self.database = database
        self.gone = frozenset(gone)
        self.come = frozenset(come)
        self._leaving = {quad.triple for quad in self.gone}
        self._coming = Oxigraph()
        self._coming.extend(self.come)
        # Most stores have no corrections, and then hundreds of look-ups for one article need not be made.
        self._are_coming_corrections = any(quad.graph_name == CORRECTIONS for quad in self.come)
        self._are_corrections = any(True for _ in database.quads_for_pattern(None, None, None, CORRECTIONS))
        self._resolved: dict[tuple[Subject | None, NamedNode | None, Value | None], tuple[Quad, ...]] = {}
        self._states: dict[tuple[Subject, NamedNode, Value | None], bool] = {}
        self._stated: dict[tuple[Subject | None, NamedNode, Value | None], frozenset[tuple[NamedNode, Value]]] = {}

    def raw(self, subject: Subject | None, predicate: NamedNode | None, value: Value | None) -> Iterator[Quad]:
        """What articles and corrections will state, once for each graph that states it."""
        if self.come:
            yield from self._coming.quads_for_pattern(subject, predicate, value, None)
        for quad in self.database.quads_for_pattern(subject, predicate, value, None):
            if quad.graph_name not in (UNION, RESOLUTION, INDEX) and quad not in self.gone and quad not in self.come:
                yield quad

    def coming(self, subject: Subject, predicate: NamedNode) -> Iterator[Quad]:
        """What the change adds about a thing."""
        return self._coming.quads_for_pattern(subject, predicate, None, None)

    def states(self, subject: Subject, predicate: NamedNode, value: Value | None = None) -> bool:
        """Whether some article or correction will state it."""
        pattern = subject, predicate, value
        if pattern not in self._states:
            self._states[pattern] = next(self.raw(subject, predicate, value), None) is not None
        return self._states[pattern]

    def stated(
        self, subject: Subject | None, predicate: NamedNode, value: Value | None, enough: int | None = None
    ) -> frozenset[tuple[NamedNode, Value]]:
        """Subject and value of all that will be stated, each once; only for predicates that the union keeps as they are.

        Where `enough` are found, there may be more.
        """
        pattern = subject, predicate, value
        if pattern not in self._stated:
            coming = self._coming.quads_for_pattern(*pattern, None) if self.come else ()
            found = {(quad.subject, quad.object) for quad in coming}
            for quad in self.database.quads_for_pattern(*pattern, UNION):
                pair = quad.subject, quad.object
                if enough is not None and len(found) >= enough:
                    return frozenset((s, o) for s, o in found if isinstance(s, NamedNode))
                if pair not in found and self._stays(quad):
                    found.add(pair)
            self._stated[pattern] = frozenset((s, o) for s, o in found if isinstance(s, NamedNode))
        return self._stated[pattern]

    def _stays(self, shown: Quad) -> bool:
        """Whether what the union shows as it was put is still stated after the change: sure, where nobody takes it back or concludes it."""
        is_sure = shown.triple not in self._leaving and not any(self.resolved(shown.subject, shown.predicate, shown.object))
        return is_sure or self.states(shown.subject, shown.predicate, shown.object)

    def corrected(self, subject: NamedNode | None, predicate: NamedNode, value: Value | None) -> Iterator[Quad]:
        """What persons will have corrected."""
        if self._are_coming_corrections:
            yield from self._coming.quads_for_pattern(subject, predicate, value, CORRECTIONS)
        if self._are_corrections:
            for quad in self.database.quads_for_pattern(subject, predicate, value, CORRECTIONS):
                if quad not in self.gone:
                    yield quad

    def resolved(self, subject: Subject | None, predicate: NamedNode | None, value: Value | None) -> Iterator[Quad]:
        """What the resolution was before the change; it says little of one thing, which is looked up at once."""
        pattern = (subject, predicate, value) if subject is None else (subject, None, None)
        if pattern not in self._resolved:
            self._resolved[pattern] = tuple(self.database.quads_for_pattern(pattern[0], pattern[1], pattern[2], RESOLUTION))
        return (q for q in self._resolved[pattern] if predicate in (None, q.predicate) and value in (None, q.object))

    def indexed(self, event: NamedNode | None, predicate: NamedNode, value: Value | None) -> Iterator[Quad]:
        """By what an event could be recognised before the change."""
        return self.database.quads_for_pattern(event, predicate, value, INDEX)
