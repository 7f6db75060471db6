"""Quads of one article: checked, in the form in which a database gives them back, and as the text of an update."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple
from pyoxigraph import Store as Oxigraph

__all__ = ["UNION", "as_stored", "canonical", "exchange", "in_graphs"]

Value = NamedNode | BlankNode | Literal | Triple

#: The default graph, where the union of all articles is kept.
UNION = DefaultGraph()
#: The datatypes of plain text, which is kept as it is.
_TEXTS = ("#string", "#langString")


def as_stored(quads: Iterable[Quad], graph: NamedNode) -> set[Quad]:
    """The quads, all in `graph`, as the database gives them back: it writes numbers and dates in canonical form ("1.0" as "1")."""
    scratch = Oxigraph()
    scratch.extend(_placed(quad, graph) for quad in quads)
    return set(scratch)


def exchange(gone: Iterable[Quad], come: Iterable[Quad]) -> str:
    """One update request, and so one transaction: `gone` out of its graphs, `come` in."""
    return f"DELETE DATA {{ {in_graphs(gone)} }} ; INSERT DATA {{ {in_graphs(come)} }}"


def in_graphs(quads: Iterable[Quad]) -> str:
    """The quads as SPARQL writes them, graph by graph."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        graphs[str(quad.graph_name)].append(quad)
    union = graphs.pop(str(UNION), [])
    return "\n".join([_triples(union), *(f"GRAPH {graph} {{ {_triples(content)} }}" for graph, content in graphs.items())])


def canonical(term: Value) -> Value:
    """The term as the database gives it back: other databases write a boolean as "0", or keep "1.0" as it came."""
    if isinstance(term, Literal) and not term.datatype.value.endswith(_TEXTS):
        return _canonical(term)
    return term


@lru_cache(maxsize=10_000)
def _canonical(term: Literal) -> Value:
    node = NamedNode("urn:x")
    scratch = Oxigraph()
    scratch.add(Quad(node, node, term, UNION))
    found: Value = next(iter(scratch)).object
    return found


def _placed(quad: Quad, graph: NamedNode) -> Quad:
    if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
        raise ValueError(f"A blank node has no place in the store: {quad}")
    if quad.graph_name == graph:
        return quad
    if quad.graph_name != UNION:
        raise ValueError(f"{quad} belongs to another graph than {graph}")
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _triples(quads: Iterable[Quad]) -> str:
    return "\n".join(f"{quad.triple} ." for quad in quads)
