"""Whether a profile's ontology defines its terms under those of kgx, and whether its shapes speak of terms that there are."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from kg_extract import resources
from kg_extract.profiles import Profile
from kg_extract.profiles.text import Fault, Text
from kg_extract.rdf.rdflib_graph import graph_of
from kg_extract.rdf.vocab import KG
from kg_extract.vocabulary import SHARED

__all__ = ["faults"]


def faults(profile: Profile) -> Iterator[Fault]:
    """Every fault of ontology.ttl and shapes.ttl."""
    file = profile.folder / "ontology.ttl"
    if not file.is_file():
        yield Fault(str(file), 1, "the file is missing: it says what the terms of the profile mean")
        return
    ontology, broken = _parsed(file)
    yield from broken
    if not broken:
        yield from _terms(profile, ontology, Text(file))
        yield from _shapes(profile, ontology, profile.folder / "shapes.ttl")


def _parsed(file: Path) -> tuple[rdflib.Graph, list[Fault]]:
    """The graph in a Turtle file, or where it is malformed."""
    try:
        triples = [quad.triple for quad in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE)]
    except SyntaxError as fault:
        return rdflib.Graph(), [Fault(str(file), fault.lineno or 1, f"not Turtle: {fault.msg}")]
    return graph_of(triples), []


def _terms(profile: Profile, ontology: rdflib.Graph, text: Text) -> Iterator[Fault]:
    words, own = profile.vocabulary, rdflib.Namespace(profile.vocabulary.namespace)
    known = rdflib.Graph().parse(resources.ontology("kgx.ttl"), format="turtle") + ontology
    classes = dict.fromkeys(words.events, "Event") | dict.fromkeys(words.entities, "Entity")
    for name, top in classes.items():
        if (own[name], RDF.type, OWL.Class) not in ontology:
            yield text.fault(f"{words.prefix}:{name} is missing: the class of a type of the profile")
        elif rdflib.URIRef(KG[top].value) not in set(known.transitive_objects(own[name], RDFS.subClassOf)):
            yield text.fault(f"{words.prefix}:{name} is no rdfs:subClassOf kg:{top}", f"{words.prefix}:{name}")
    roles = {role for event in words.events.values() for role in event.roles} - SHARED
    for name in sorted({*roles, *words.relations}):
        if not _PROPERTIES.intersection(ontology.objects(own[name], RDF.type)):
            yield text.fault(f"{words.prefix}:{name} is missing: the property of a role or relation of the profile")
    for term in sorted({s for s in ontology.subjects(RDF.type) if isinstance(s, rdflib.URIRef) and s.startswith(own)}):
        if ontology.value(term, RDFS.label) is None:
            name = term.removeprefix(own)
            yield text.fault(f"{words.prefix}:{name} has no rdfs:label", f"{words.prefix}:{name}")


_PROPERTIES = {OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property}


def _shapes(profile: Profile, ontology: rdflib.Graph, file: Path) -> Iterator[Fault]:
    if not file.is_file():
        return
    shapes, broken = _parsed(file)
    yield from broken
    if broken:
        return
    text, prefix, own = Text(file), profile.vocabulary.prefix, profile.vocabulary.namespace
    defined = set(ontology.subjects(RDF.type))
    for term in sorted({o for o in shapes.objects() if isinstance(o, rdflib.URIRef) and o.startswith(own)} - defined):
        name = term.removeprefix(own)
        yield text.fault(f"{prefix}:{name} is no term of ontology.ttl", f"{prefix}:{name}")
    yield from _not_shacl(shapes, text)


def _not_shacl(shapes: rdflib.Graph, text: Text) -> Iterator[Fault]:
    """Where the shapes are none, by the W3C's shapes for shapes."""
    from pyshacl import validate  # slow to import (0.5 s)
    from pyshacl.errors import ReportableRuntimeError

    logging.disable(logging.CRITICAL)  # it prints what it raises
    try:
        validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    except ReportableRuntimeError as fault:
        found = re.findall(r"(?:Result Path: (\S+)\n\s*)?Message: ([^\n]+)", str(fault)) or [("", str(fault).splitlines()[0])]
        for path, message in dict.fromkeys(found):
            yield text.fault(f"not SHACL: {path} {message[:160]}".replace(":  ", ": "), path or "sh:")
    finally:
        logging.disable(logging.NOTSET)
