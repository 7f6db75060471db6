"""Looks quads up on a server as in a database of this process, many at a time.

What follows from a change (view.py) is found by hundreds of small look-ups, each of which depends on earlier ones; one request for
each would take seconds an article. So it is computed again and again: what is not known yet counts as nothing and is noted,
everything noted is asked for in a few requests, and once a run has asked for nothing new, its result is right.

    facts = Distant(server)
    effects = facts.settled(lambda: view.effects(facts, gone, come))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg_extract.store.change import HIDDEN, INDEX, RESOLUTION, VIEW, Subject, Value
from kg_extract.store.quads import UNION
from kg_extract.store.results import Row, text_of
from kg_extract.store.server import Server

__all__ = ["Distant"]

Found = TypeVar("Found")

Graph = NamedNode | BlankNode | DefaultGraph
Pattern = tuple[Subject | None, NamedNode | None, Value | None, Graph | None]

#: So many quads of a pattern are fetched at first; most look-ups want to know whether there is any, or to count to 20.
_FIRST = 32
#: So many patterns go into one request; Virtuoso's compiler takes long for more.
_TOGETHER = 40
_NAMES = ("s", "p", "o", "g")
_OTHERS = ", ".join(map(str, (*HIDDEN, RESOLUTION, INDEX)))


class Distant:
    """The dataset on a server, as far as it has been looked at; without a graph, a pattern is looked for in articles and corrections."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._union = f"GRAPH {VIEW}" if server.own_union else ""
        self._known: dict[Pattern, tuple[list[Quad], bool]] = {}
        self._wanted: dict[Pattern, bool] = {}

    def settled(self, compute: Callable[[], Found]) -> Found:
        """The result of `compute`, once it has got to know all that it asks for."""
        while True:
            result = compute()
            if not self._wanted:
                return result
            wanted = sorted(self._wanted.items(), key=str)
            self._wanted.clear()
            for start in range(0, len(wanted), _TOGETHER):
                self._fetch(wanted[start : start + _TOGETHER])

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        object: Value | None,
        graph_name: Graph | None = None,
        /,
    ) -> Iterator[Quad]:
        """The quads that match, as far as they are known."""
        pattern = (subject, predicate, object, graph_name)
        found = self._known.get(pattern) or self._covered(pattern)
        if found is None:
            self._wanted.setdefault(pattern, False)
            return
        yield from found[0]
        if not found[1]:
            self._wanted[pattern] = True

    def __contains__(self, quad: Quad, /) -> bool:
        """Whether there is this very quad, as far as is known."""
        return next(self.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name), None) is not None

    def _covered(self, pattern: Pattern) -> tuple[list[Quad], bool] | None:
        """What a wider pattern that is known as a whole has."""
        subject, predicate, _, graph = pattern
        for wider in ((subject, predicate, None, graph), (subject, None, None, graph), (None, None, None, graph)):
            rows, is_all = self._known.get(wider, ((), False))
            if is_all:
                return [quad for quad in rows if _matches(quad, pattern)], True
        return None

    def _fetch(self, wanted: list[tuple[Pattern, bool]]) -> None:
        """Ask for the patterns, up to the first quads of each or for all of them."""
        parts = [self._part(number, pattern, everything) for number, (pattern, everything) in enumerate(wanted)]
        found: list[list[Quad]] = [[] for _ in wanted]
        for number, *row in self._server.rows(f"SELECT ?i ?s ?p ?o ?g WHERE {{ {' UNION '.join(parts)} }}"):
            place = int(text_of(number))
            found[place].append(_quad(wanted[place][0], tuple(row)))
        for (pattern, everything), quads in zip(wanted, found, strict=True):
            self._known[pattern] = quads, everything or _is_whole(pattern) or len(quads) < _FIRST

    def _part(self, number: int, pattern: Pattern, everything: bool) -> str:
        subject, predicate, value, graph = pattern
        terms = " ".join(f"?{name}" if term is None else str(term) for name, term in zip(_NAMES, (subject, predicate, value), strict=False))
        if graph is None:
            inner = f"GRAPH ?g {{ {terms} }} FILTER(?g NOT IN ({_OTHERS}))"
        else:
            place = self._union if graph == UNION else f"GRAPH {graph}"
            inner = f"{place} {{ {terms} }}"
        columns = "".join(f" ?{name}" for name, term in zip(_NAMES, pattern, strict=True) if term is None)
        limit = "" if everything or _is_whole(pattern) else f" LIMIT {_FIRST}"
        return f"{{ SELECT ({number} AS ?i){columns} WHERE {{ {inner} }}{limit} }}"


def _is_whole(pattern: Pattern) -> bool:
    """Whether it asks for a whole graph, of which every quad will be needed."""
    return pattern[:3] == (None, None, None)


def _matches(quad: Quad, pattern: Pattern) -> bool:
    subject, predicate, value, _ = pattern
    return subject in (None, quad.subject) and predicate in (None, quad.predicate) and value in (None, quad.object)


def _quad(pattern: Pattern, row: Row) -> Quad:
    subject, predicate, value, graph = (known if known is not None else found for known, found in zip(pattern, row, strict=True))
    assert isinstance(subject, NamedNode | BlankNode | Triple)
    assert isinstance(predicate, NamedNode)
    assert isinstance(value, NamedNode | BlankNode | Literal | Triple)
    assert isinstance(graph, NamedNode | BlankNode | DefaultGraph)
    return Quad(subject, predicate, value, graph)
