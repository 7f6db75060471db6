"""The graph in schema.org terms, by the table data/rdf/schema_org.toml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg_extract import met, resources
from kg_extract.profiles import Profile
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
        if name := _table()["class"].get(type_) or _of_profiles(type_):
            yield node, RDF["type"], SCHEMA[name]
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
    return str(special or table["property"].get(name, "") or _of_profiles(name))


def _of_profiles(iri: str) -> str:
    """schema.org's name for a term of a profile: by its ontology, which puts it under one of schema.org, or under one of kgx."""
    own = (profile for profile in met.PROFILES.values() if iri.startswith(profile.vocabulary.namespace))
    return next((name for profile in own if (name := _aligned(profile).get(iri))), "")


@cache
def _aligned(profile: Profile) -> dict[str, str]:
    """Term of the profile → schema.org's name."""
    file = profile.folder / "ontology.ttl"
    wider = [
        q
        for q in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE)
        if q.predicate in (RDFS["subClassOf"], RDFS["subPropertyOf"])
    ]
    found: dict[str, str] = {}
    for quad in sorted(wider, key=lambda quad: not quad.object.value.startswith(SCHEMA.iri)):
        above = quad.object.value
        own = (
            above.removeprefix(SCHEMA.iri)
            if above.startswith(SCHEMA.iri)
            else _AS.get(above) or _table()["class"].get(above.removeprefix(KG.iri))
        )
        if own:
            found.setdefault(quad.subject.value, own)
    return found


_AS = {KG["Event"].value: "Action", KG["Entity"].value: "Thing"}


@cache
def _table() -> dict[str, Any]:
    return resources.read_toml("rdf/schema_org.toml")
