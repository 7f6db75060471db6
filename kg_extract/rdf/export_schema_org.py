"""The graph in schema.org terms, by the table data/rdf/schema_org.toml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg_extract import resources
from kg_extract.rdf.vocab import KG, OWL, RDF, RDFS, SCHEMA, SKOS, XSD

__all__ = ["to_schema_org"]

Value = NamedNode | BlankNode | Literal | Triple
_NAMES = {RDFS["label"]: "label", SKOS["altLabel"]: "altLabel", OWL["sameAs"]: "sameAs"}
_QUARTERS = {"Q1": ("01", "03"), "Q2": ("04", "06"), "Q3": ("07", "09"), "Q4": ("10", "12")}


def to_schema_org(quads: Iterable[Quad]) -> list[Quad]:
    """Every graph in schema.org terms; what schema.org cannot say (confidence, offsets, statements) is left out."""
    nodes: dict[tuple[object, NamedNode], list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            nodes[quad.graph_name, quad.subject].append(quad)
    return [Quad(s, p, o, told[0].graph_name) for (_, node), told in nodes.items() for s, p, o in _node(node, told)]


Row = tuple[NamedNode, NamedNode, Value]


def _node(node: NamedNode, told: list[Quad]) -> Iterator[Row]:
    types = [q.object.value.removeprefix(KG.iri) for q in told if q.predicate == RDF["type"] and isinstance(q.object, NamedNode)]
    if RDF["Statement"].value in types:
        return
    for type_ in types:
        if type_ in _table()["class"]:
            yield node, RDF["type"], SCHEMA[_table()["class"][type_]]
    bound = next((q.object.value for q in told if q.predicate == KG["bound"] and isinstance(q.object, Literal)), "")
    for quad in told:
        yield from _triple(quad, types, bound)


def _triple(quad: Quad, types: list[str], bound: str) -> Iterator[Row]:
    assert isinstance(quad.subject, NamedNode)
    name, value = quad.predicate.value.removeprefix(KG.iri), quad.object
    if quad.predicate in _NAMES:
        yield quad.subject, SCHEMA[_table()["label"][_NAMES[quad.predicate]]], value
    elif quad.predicate.value.startswith(SCHEMA.iri):
        yield quad.subject, quad.predicate, value
    elif name == "status" and isinstance(value, NamedNode) and "Post" not in types:
        status = _table()["status"].get(value.value.removeprefix(KG.iri))
        yield from [(quad.subject, SCHEMA["actionStatus"], SCHEMA[status])] if status else []
    elif name == "person" and "Post" in types and isinstance(value, NamedNode):
        # A role stands between a thing and its property's value, and is reached from the thing by that same property.
        yield value, SCHEMA["worksFor"], quad.subject
    elif name in _table()["inverse"] and isinstance(value, NamedNode):
        yield value, SCHEMA[_table()["inverse"][name]], quad.subject
    elif name == "value" and bound in _table()["bound"]:
        yield quad.subject, SCHEMA[_table()["bound"][bound]], value
    else:
        yield from _mapped(quad.subject, _property(name, types), value)


def _mapped(subject: NamedNode, property_: str, value: Value) -> Iterator[Row]:
    if not property_:
        return
    if isinstance(value, Literal) and value.datatype == KG["quarter"] and value.value[5:] in _QUARTERS:
        year, quarter = value.value[:4], value.value[5:]
        first, last = (Literal(f"{year}-{month}", datatype=XSD["gYearMonth"]) for month in _QUARTERS[quarter])
        yield subject, SCHEMA[property_], first
        if property_ == "startTime":
            yield subject, SCHEMA["endTime"], last
    else:
        yield subject, SCHEMA[property_], value


def _property(name: str, types: list[str]) -> str:
    """schema.org's property for the project's own, "" where there is none."""
    table = _table()
    special = next((table["of"][t][name] for t in types if name in table["of"].get(t, {})), None)
    return str(special or table["property"].get(name, ""))


@cache
def _table() -> dict[str, Any]:
    return resources.read_toml("rdf/schema_org.toml")
