"""JSON-LD, compacted by hand with the terms of ontology/context.jsonld, which is written into the file (no network to read it)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg_extract import resources
from kg_extract.errors import UsageError
from kg_extract.rdf.terms import Object, Row, by_subject, graphs
from kg_extract.rdf.vocab import PREFIXES, RDF, XSD

__all__ = ["write_jsonld"]

#: Property IRI → its term and the type it coerces values to ("@id", a datatype's IRI, or "").
Terms = dict[str, tuple[str, str]]


def write_jsonld(quads: Iterable[Quad], out: BinaryIO) -> None:
    """Every graph as JSON-LD 1.1, one object per node."""
    context = ",\n".join(f" {json.dumps(term)}: {json.dumps(told, ensure_ascii=False)}" for term, told in _context().items())
    out.write(f'{{\n"@context": {{\n{context}\n}},\n"@graph": ['.encode())
    separator = b"\n"
    for graph, rows in graphs(quads):
        nodes = [json.dumps(node, ensure_ascii=False, indent=1) for node in _nodes(rows)]
        if graph:
            nodes = [f'{{"@id": {json.dumps(_name(graph), ensure_ascii=False)}, "@graph": [\n' + ",\n".join(nodes) + "\n]}"]
        for node in nodes:
            out.write(separator + node.encode())
            separator = b",\n"
    out.write(b"\n]\n}\n")


def _nodes(rows: list[Row]) -> Iterable[dict[str, Any]]:
    terms = _terms()
    for subject, properties in by_subject(rows):
        node: dict[str, Any] = {"@id": _reference(subject)}
        for predicate, objects in properties:
            if predicate == RDF["type"] and all(isinstance(o, NamedNode) for o in objects):
                node["@type"] = _one_or_all([_class(_reference(o)) for o in objects])
                continue
            term, coerced = terms.get(predicate.value, (predicate.value, ""))
            node[term] = _one_or_all([_value(o, coerced) for o in objects])
        yield node


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _class(iri: str) -> str:
    """A class of the project by its bare name (the context maps it), any other by its IRI."""
    name = iri.removeprefix(PREFIXES["kg"])
    return name if name != iri and name in _context() else iri


def _value(value: Object, coerced: str) -> Any:
    if not isinstance(value, Literal):
        iri = _reference(value)
        return iri if coerced == "@id" else {"@id": iri}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == (coerced or XSD["string"].value):
        return _native(value.value, datatype)
    return {"@value": value.value} if datatype == XSD["string"].value else {"@value": value.value, "@type": datatype}


def _native(value: str, datatype: str) -> str | int | bool:
    """A JSON number or boolean where it reads back as the same lexical form."""
    if datatype == XSD["boolean"].value and value in ("true", "false"):
        return value == "true"
    if datatype == XSD["integer"].value and value.isdecimal() and value == str(int(value)) and len(value) < 16:
        return int(value)
    return value


def _reference(node: Object) -> str:
    match node:
        case NamedNode():
            return node.value
        case BlankNode():
            return str(node)
        case Literal() | Triple():
            raise UsageError("JSON-LD cannot carry a triple term.", "Export to Turtle, TriG or N-Quads instead.")


def _name(graph: str) -> str:
    return graph[1:-1] if graph.startswith("<") else graph


@cache
def _context() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resources.ontology("context.jsonld").read_text(encoding="utf-8"))["@context"]
    return loaded


@cache
def _terms() -> Terms:
    context = _context()
    terms: Terms = {}
    for term, told in context.items():
        if isinstance(told, dict) and "@id" in told:
            coerced = _full(told.get("@type", ""), context)
            terms[_full(told["@id"], context)] = (term, coerced)
    return terms


def _full(name: str, context: dict[str, Any]) -> str:
    prefix, colon, local = name.partition(":")
    return f"{context[prefix]}{local}" if colon and isinstance(context.get(prefix), str) else name
