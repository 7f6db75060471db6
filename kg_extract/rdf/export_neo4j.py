"""CSV files for `neo4j-admin database import` (Neo4j Operations Manual, "CSV header format")."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad

from kg_extract.rdf.property_graph import property_graph

__all__ = ["write_neo4j"]

_TYPES = {"confidence": "double", "value": "double", "approximate": "boolean", "altLabel": "string[]"}
_COMMAND = """# Load these files into an empty database with
neo4j-admin database import full --nodes=nodes.csv --relationships=relationships.csv
"""


def write_neo4j(quads: Iterable[Quad], folder: Path) -> None:
    """nodes.csv, relationships.csv and the command that loads them."""
    graph = property_graph(quads)
    names = sorted({name for node in graph.nodes for name in node.properties})
    rows = [[node.iri, ";".join(node.types), _cell([node.name]), *_cells(node.properties, names)] for node in graph.nodes]
    _write(folder / "nodes.csv", ["iri:ID", ":LABEL", "name", *map(_header, names)], rows)
    names = sorted({name for edge in graph.edges for name in edge.properties})
    rows = [[edge.source, edge.type, edge.target, *_cells(edge.properties, names)] for edge in graph.edges]
    _write(folder / "relationships.csv", [":START_ID", ":TYPE", ":END_ID", *map(_header, names)], rows)
    (folder / "import.sh").write_text(_COMMAND, encoding="utf-8")


def _header(name: str) -> str:
    return f"{name}:{_TYPES[name]}" if name in _TYPES else name


def _cells(properties: dict[str, list[str]], names: list[str]) -> list[str]:
    return [_array(properties.get(n, [])) if n == "altLabel" else _cell(properties.get(n, [])) for n in names]


def _cell(values: list[str]) -> str:
    """On one line, as the importer takes by default."""
    return " ".join(" | ".join(values).split())


def _array(values: list[str]) -> str:
    """The importer parts an array at each semicolon and knows no way to escape one."""
    return ";".join(" ".join(value.replace(";", ",").split()) for value in values)


def _write(file: Path, header: list[str], rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
