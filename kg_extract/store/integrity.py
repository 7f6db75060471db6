"""Checks that a store is sound: `kgx store check`.

    check(store) → [Problem(graph, node, what), …], sorted; an empty list is a sound store

Reading everything makes the database verify its own checksums; then each article is looked at by itself. The shapes of the
ontology (what a complete event looks like) are checked elsewhere (rdf/shapes.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.model import Article
from kg_extract.store.store import Store

__all__ = ["Problem", "check"]

_KG = "https://w3id.org/kg-extract/ns#"
#: What a node is described by, if only by its type; all others that an article's own nodes point to must be described.
_OUTSIDE = (_KG, "http://www.w3.org/", "https://schema.org/", "http://www.wikidata.org/")

#: What may point to what other articles, or an ontology, describe.
_ELSEWHERE = frozenset({"alias", "duplicateOf", "sameAs", "type", "predicate"})

#: A node: property (its local name) → its values.
Node = dict[str, list[NamedNode | Literal]]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: in which graph, with which node, and what."""

    graph: str
    node: str
    what: str

    def __str__(self) -> str:
        return f"{self.node or self.graph or 'the store'}: {self.what}"


def check(store: Store) -> list[Problem]:
    """Everything that is wrong, sorted."""
    problems: list[Problem] = []
    for graph in store.graphs():
        quads = list(store.quads(graph))
        if not graph.startswith(_KG):
            problems += _article(graph, quads, store.source(graph))
    problems += (Problem("", "", what) for what in store.faults())
    return sorted(problems)


def _article(graph: str, quads: Iterable[Quad], source: Article | None) -> Iterator[Problem]:
    nodes = _nodes(quads)
    article = nodes.get(graph)
    if article is None or NamedNode(f"{_KG}Article") not in article["type"]:
        yield Problem(graph, graph, "the graph does not describe its article")
    elif source is not None and [value.value for value in article["contentHash"]] != [source.content_hash]:
        yield Problem(graph, graph, "the kept text is not the one that the graph was made from")
        source = None
    for iri, node in nodes.items():
        yield from (Problem(graph, iri, what) for what in _faults(iri, node, nodes, graph, source))


def _nodes(quads: Iterable[Quad]) -> dict[str, Node]:
    nodes: dict[str, Node] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            nodes[quad.subject.value][quad.predicate.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]].append(quad.object)
    return nodes


def _faults(iri: str, node: Node, nodes: dict[str, Node], graph: str, source: Article | None) -> Iterator[str]:
    types = {value.value.rsplit("#", 1)[-1] for value in node["type"]}
    if not types:
        yield "the node has no type"
    if "Evidence" in types:
        yield from _evidence(node, graph, source)
    elif not types & {"Article", "MonetaryAmount"} and not node["evidence"]:
        yield "no sentence states it"
    for name, values in list(node.items()):
        for value in values:
            if (
                isinstance(value, NamedNode)
                and value.value not in nodes
                and not value.value.startswith(_OUTSIDE)
                and name not in _ELSEWHERE
            ):
                yield f"{name} points to {value.value}, which the graph does not describe"


def _evidence(node: Node, graph: str, source: Article | None) -> Iterator[str]:
    try:
        (quote,), (start,), (end,) = node["quote"], node["start"], node["end"]
        first, last = int(start.value), int(end.value)
    except ValueError:
        yield "the evidence lacks its quote, start or end, or has several"
        return
    if [value.value for value in node["article"]] != [graph]:
        yield "the evidence belongs to another article"
    if not 0 <= first < last or last - first != len(quote.value):
        yield f"the offsets {first} to {last} do not fit a quote of {len(quote.value)} characters"
    elif source is not None and source.text[first:last] != quote.value:
        yield f"the text from {first} to {last} is not the quote"
