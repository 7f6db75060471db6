"""Quads of one article: checked, in the form in which a database gives them back, and as the text of an update."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

__all__ = ["UNION", "as_stored", "exchange", "exchange_blindly"]

#: The default graph, where the union of all articles is kept.
UNION = DefaultGraph()


def as_stored(quads: Iterable[Quad], graph: NamedNode) -> set[Quad]:
    """The quads, all in `graph`, as the database gives them back: it writes numbers and dates in canonical form ("1.0" as "1")."""
    scratch = Oxigraph()
    scratch.extend(_placed(quad, graph) for quad in quads)
    return set(scratch)


def exchange(gone: Iterable[Quad], come: Iterable[Quad]) -> str:
    """One update request, and so one transaction: `gone` out of its graphs, `come` in."""
    return f"DELETE DATA {{ {_in_graphs(gone)} }} ; INSERT DATA {{ {_in_graphs(come)} }}"


def exchange_blindly(graph: NamedNode, content: Iterable[Quad]) -> str:
    """The same for a database that has to find out by itself what is gone: `content` becomes all of `graph`."""
    triples = _triples(content)
    return f"""DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }}
          FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {graph}) }} }} ;
        DROP SILENT GRAPH {graph} ;
        INSERT DATA {{ {triples} GRAPH {graph} {{ {triples} }} }}"""


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


def _in_graphs(quads: Iterable[Quad]) -> str:
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        graphs[str(quad.graph_name)].append(quad)
    union = graphs.pop(str(UNION), [])
    return "\n".join([_triples(union), *(f"GRAPH {graph} {{ {_triples(content)} }}" for graph, content in graphs.items())])
