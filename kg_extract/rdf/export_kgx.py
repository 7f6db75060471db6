"""nodes.tsv and edges.tsv in the KGX format of NCATS Translator (biolink/kgx, specification/kgx-format.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from kg_extract import met, resources
from kg_extract.model import ROLES
from kg_extract.rdf.property_graph import Edge, Node, property_graph
from kg_extract.rdf.vocab import PREFIX_OF

__all__ = ["write_kgx"]

_ROLES = {role for roles in ROLES.values() for role in roles}

_SOURCE = "infores:kg-extract"
_NODE_COLUMNS = ("id", "category", "name", "synonym", "same_as", "iri", "provided_by", "type")
_EDGE_COLUMNS = (
    *("id", "subject", "predicate", "object", "category", "original_predicate"),
    *("primary_knowledge_source", "knowledge_level", "agent_type", "has_confidence_level", "supporting_text"),
)
#: Properties with a column of their own name in the specification, or told by another column.
_NODE_TOLD, _EDGE_TOLD = {"altLabel", "sameAs"}, {"confidence", "quote"}


def write_kgx(quads: Iterable[Quad], folder: Path) -> None:
    """nodes.tsv and edges.tsv; several values of one cell are parted by |, as the format wants it."""
    graph = property_graph(quads)
    mapping = resources.read_toml("rdf/biolink.toml")
    more = sorted({p for node in graph.nodes for p in node.properties} - _NODE_TOLD)
    _write(folder / "nodes.tsv", [*_NODE_COLUMNS, *more], (_node(node, mapping) for node in graph.nodes))
    more = sorted({p for edge in graph.edges for p in edge.properties} - _EDGE_TOLD)
    _write(folder / "edges.tsv", [*_EDGE_COLUMNS, *more], (_edge(edge, mapping) for edge in graph.edges))


Record = dict[str, list[str]]


def _node(node: Node, mapping: dict[str, Any]) -> Record:
    categories = list(dict.fromkeys(mapping["category"].get(t, "biolink:NamedThing") for t in node.types))
    told = {"id": [_curie(node.iri)], "category": categories, "name": [node.name], "iri": [node.iri]}
    told |= {"synonym": node.properties.get("altLabel", []), "provided_by": [_SOURCE], "type": [_term(t) for t in node.types]}
    told |= {"same_as": [_curie(iri) for iri in node.properties.get("sameAs", [])]}
    return {**node.properties, **told}


def _edge(edge: Edge, mapping: dict[str, Any]) -> Record:
    ends = [_curie(iri) for iri in (edge.source, edge.target)]
    key = hashlib.sha256("\x1f".join((edge.source, edge.type, edge.target)).encode()).hexdigest()[:16]
    told = {"id": [f"kg:edge-{key}"], "subject": ends[:1], "object": ends[1:], "category": ["biolink:Association"]}
    told |= {"predicate": [mapping["predicate"].get(edge.type, "biolink:related_to")], "original_predicate": [_term(edge.type)]}
    told |= {"primary_knowledge_source": [_SOURCE], "knowledge_level": ["not_provided"], "agent_type": ["text_mining_agent"]}
    told |= {"has_confidence_level": edge.properties.get("confidence", []), "supporting_text": edge.properties.get("quote", [])}
    return {**edge.properties, **told}


def _term(name: str) -> str:
    """A term of the vocabulary, of kgx or of a profile, with its prefix."""
    if name in _ROLES:
        return f"kg:{name}"
    words = (profile.vocabulary for profile in met.PROFILES.values())
    return next((term for each in words if (term := f"{each.prefix}:{name}") in each.terms()), f"kg:{name}")


def _curie(iri: str) -> str:
    """The IRI as prefix:local where there is a prefix for it, else the IRI."""
    namespace = max((n for n in PREFIX_OF if iri.startswith(n)), key=len, default="")
    return f"{PREFIX_OF[namespace]}:{iri[len(namespace) :]}" if namespace else iri


def _write(file: Path, columns: list[str], records: Iterable[Record]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write("\t".join(columns) + "\n")
        for record in records:
            out.write("\t".join(_cell(record.get(column, [])) for column in columns) + "\n")


def _cell(values: list[str]) -> str:
    """The format has no quoting: no tabs, line ends or bars of the text itself."""
    return "|".join(" ".join(value.replace("|", "/").split()) for value in values)
