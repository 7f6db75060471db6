"""The graph as nodes and edges with properties, the form that GraphML, Neo4j and the NCATS KGX format share.

Statements and posts become edges that carry their status, confidence and sentences; evidence becomes the property `quote`
and an edge to the article; everything else that has a type is a node.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.rdf.terms import split_iri
from kg_extract.rdf.vocab import KG, OWL, RDF, RDFS, SKOS

__all__ = ["Edge", "Node", "PropertyGraph", "property_graph"]

_ON_EDGES = {RDF["Statement"], KG["Post"]}
_FOLDED = {*_ON_EDGES, KG["Evidence"]}
#: What is no edge though its value is an IRI.
_NOT_EDGES = {RDF["type"], KG["status"], KG["evidence"]}
_RENAMED = {RDFS["label"]: "name", SKOS["altLabel"]: "altLabel"}


@dataclass
class Node:
    """A node: its IRI, its types' local names, its preferred name, and every literal by its property's local name."""

    iri: str
    types: tuple[str, ...]
    name: str
    properties: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Edge:
    """An edge between two nodes; `properties` tells status, confidence, position and quotes where they are known."""

    source: str
    type: str
    target: str
    properties: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class PropertyGraph:
    """Nodes and edges, each in a stable order."""

    nodes: list[Node]
    edges: list[Edge]


def property_graph(quads: Iterable[Quad]) -> PropertyGraph:
    """The union of all articles as a property graph."""
    return _Folding(quads).folded()


Told = dict[NamedNode, list[NamedNode | Literal]]


class _Folding:
    """Turns triples into nodes and edges; what an article denies is no edge."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.told: dict[NamedNode, Told] = defaultdict(lambda: defaultdict(list))
        self.labels: dict[NamedNode, Counter[str]] = defaultdict(Counter)
        for quad in sorted(set(quads), key=str):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._add(quad.subject, quad.predicate, quad.object)

    def _add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        if predicate == RDFS["label"]:
            self.labels[subject][value.value] += 1
        if value not in self.told[subject][predicate]:
            self.told[subject][predicate].append(value)

    def folded(self) -> PropertyGraph:
        """All nodes and edges."""
        inner = {iri for iri, told in self.told.items() if told[RDF["type"]] and not _FOLDED.intersection(told[RDF["type"]])}
        nodes = [self._node(iri, self.told[iri]) for iri in sorted(inner, key=lambda n: n.value)]
        edges: dict[tuple[str, str, str], Edge] = {}
        for edge in self._edges(inner):
            known = edges.setdefault((edge.source, edge.type, edge.target), edge)
            if known is not edge:
                _join(known, edge)
        return PropertyGraph(nodes, [edges[key] for key in sorted(edges)])

    def _node(self, iri: NamedNode, told: Told) -> Node:
        types = tuple(sorted(_local(t) for t in told[RDF["type"]]))
        properties = self._properties(told)
        names = self.labels[iri]
        name = min(names, key=lambda n: (-names[n], n)) if names else _unnamed(iri, properties)
        others = {*properties.pop("name", ()), *properties.pop("altLabel", ())} - {name}
        if others:
            properties["altLabel"] = sorted(others)
        return Node(iri.value, types, name, properties)

    def _properties(self, told: Told) -> dict[str, list[str]]:
        """The literals of a node, its status and its sentences, by local name."""
        properties: dict[str, list[str]] = {}
        for predicate, values in told.items():
            literals = [value.value for value in values if isinstance(value, Literal)]
            if literals:
                properties[_RENAMED.get(predicate, _local(predicate))] = literals
        properties |= {"sameAs": [s.value for s in told[OWL["sameAs"]]]} if told[OWL["sameAs"]] else {}
        properties |= {"status": [_local(s) for s in told[KG["status"]]]} if told[KG["status"]] else {}
        quotes = [q.value for e in told[KG["evidence"]] if isinstance(e, NamedNode) for q in self.told[e][KG["quote"]]]
        return properties | ({"quote": quotes} if quotes else {})

    def _edges(self, inner: set[NamedNode]) -> Iterator[Edge]:
        for subject, told in list(self.told.items()):
            if _ON_EDGES.intersection(told[RDF["type"]]):
                yield from self._statement(told, inner)
            if subject not in inner:
                continue
            for predicate, values in told.items():
                targets = [v for v in values if isinstance(v, NamedNode) and v in inner and predicate not in _NOT_EDGES]
                yield from (Edge(subject.value, _local(predicate), target.value) for target in targets)
            yield from (Edge(subject.value, "statedIn", article) for article in self._articles(told))

    def _statement(self, told: Told, inner: set[NamedNode]) -> Iterator[Edge]:
        """The edge that a post or a statement stands for, with all that is said of it."""
        is_post = KG["Post"] in told[RDF["type"]]
        ends = (KG["person"], KG["organization"]) if is_post else (RDF["subject"], RDF["object"])
        type_ = "holdsPosition" if is_post else "".join(_local(p) for p in told[RDF["predicate"]][:1])
        properties = self._properties(told)
        properties.pop("name", None)
        if properties.get("status") == ["negated"]:
            return
        for source in told[ends[0]]:
            for target in told[ends[1]]:
                if source in inner and target in inner:
                    yield Edge(source.value, type_, target.value, dict(properties))

    def _articles(self, told: Told) -> list[str]:
        evidence = [e for e in told[KG["evidence"]] if isinstance(e, NamedNode)]
        return sorted({a.value for e in evidence for a in self.told[e][KG["article"]]})


def _join(known: Edge, other: Edge) -> None:
    """Two statements of one edge: every value of both, the highest confidence."""
    for name, values in other.properties.items():
        known.properties[name] = list(dict.fromkeys([*known.properties.get(name, []), *values]))
    if confidences := known.properties.get("confidence"):
        known.properties["confidence"] = [max(confidences, key=lambda c: (len(c.partition(".")[0]), c))]


def _unnamed(iri: NamedNode, properties: dict[str, list[str]]) -> str:
    """What to call a node without a label: an article by its headline, an amount by its words."""
    return next((properties[p][0] for p in ("headline", "text") if p in properties), _local(iri))


def _local(term: NamedNode | Literal) -> str:
    return split_iri(term.value)[1] or term.value
