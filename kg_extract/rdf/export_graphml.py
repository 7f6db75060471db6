"""GraphML, for networkx, Gephi, yEd, igraph and the like (graphml.graphdrawing.org, GraphML Primer)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from pyoxigraph import Quad

from kg_extract.rdf.property_graph import property_graph
from kg_extract.rdf.rdfxml import escape

__all__ = ["write_graphml"]

_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES = {"confidence": "double", "value": "double", "approximate": "boolean"}
#: GraphML has no lists: several values stand in one string, parted by this.
_BETWEEN = " | "


def write_graphml(quads: Iterable[Quad], out: BinaryIO) -> None:
    """The union of all articles as a directed graph, nodes by IRI; the edge's type is its `label`."""
    graph = property_graph(quads)
    node_keys = sorted({name for node in graph.nodes for name in node.properties} | {"name", "type"})
    edge_keys = sorted({name for edge in graph.edges for name in edge.properties} | {"label"})
    out.write((_HEADER + _keys("node", node_keys) + _keys("edge", edge_keys) + '<graph id="kgx" edgedefault="directed">\n').encode())
    for node in graph.nodes:
        values = {"name": [node.name], "type": list(node.types), **node.properties}
        out.write(f'<node id="{escape(node.iri)}">\n{_data("n", values)}</node>\n'.encode())
    for number, edge in enumerate(graph.edges):
        ends = f'source="{escape(edge.source)}" target="{escape(edge.target)}"'
        out.write(f'<edge id="{number}" {ends}>\n{_data("e", {"label": [edge.type], **edge.properties})}</edge>\n'.encode())
    out.write(b"</graph>\n</graphml>\n")


def _keys(of: str, names: list[str]) -> str:
    return "".join(f'<key id="{of[0]}-{n}" for="{of}" attr.name="{n}" attr.type="{_TYPES.get(n, "string")}"/>\n' for n in names)


def _data(of: str, values: dict[str, list[str]]) -> str:
    cells = ((name, told[0] if name in _TYPES else _BETWEEN.join(told)) for name, told in sorted(values.items()))
    return "".join(f'  <data key="{of}-{escape(name)}">{escape(text)}</data>\n' for name, text in cells)
