"""Triples as an rdflib Graph, for SHACL and for people who know rdflib."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pyoxigraph
import rdflib
from pyoxigraph import RdfFormat, Triple

from kg_extract.rdf.vocab import PREFIXES

__all__ = ["graph_of"]


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    """The triples in a new graph that knows the prefixes of kgx."""
    data = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph.parse(io.BytesIO(data), format="nt")
