"""The ontology defines every term that graphs use, and its other files agree with it."""

from __future__ import annotations

import json
from typing import Any

import pyshacl
import pytest
import rdflib
from pyoxigraph import NamedNode
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS
from rdflib.namespace import SDO
from rdflib.term import Node

from kg_extract import resources
from kg_extract.model import ENTITY_TYPES, RELATION_TYPES, ROLES, STATUSES
from kg_extract.rdf.build import quads
from kg_extract.rdf.vocab import KG, PREFIXES

from . import sample

NS = rdflib.Namespace(KG.iri)
SCHEMA = rdflib.Namespace(PREFIXES["schema"])
PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """ontology/kgx.ttl."""
    return rdflib.Graph().parse(resources.ontology("kgx.ttl"))


def terms(graph: rdflib.Graph, *types: Node) -> set[str]:
    """The project's own terms of those types."""
    return {str(s).removeprefix(KG.iri) for t in types for s in graph.subjects(RDF.type, t) if str(s).startswith(KG.iri)}


def values(graph: rdflib.Graph, term: str, *properties: Node) -> set[str]:
    """What the term has for any of the properties, the project's own terms without their namespace."""
    return {str(o).removeprefix(KG.iri) for p in properties for o in graph.objects(NS[term], p)}


def test_every_term_has_a_label_a_comment_and_its_ontology(ontology: rdflib.Graph) -> None:
    """Nobody has to guess what a term means."""
    for term in terms(ontology, OWL.Class, OWL.NamedIndividual, RDFS.Datatype, *PROPERTY_TYPES):
        for needed in (RDFS.label, RDFS.comment, RDFS.isDefinedBy):
            assert len(set(ontology.objects(NS[term], needed))) == 1, (term, needed)


def test_every_property_says_what_it_connects(ontology: rdflib.Graph) -> None:
    """Each property has a domain and a range, or the several that schema.org's way of putting it allows."""
    for term in terms(ontology, *PROPERTY_TYPES):
        assert values(ontology, term, RDFS.domain, SCHEMA.domainIncludes), term
        assert values(ontology, term, RDFS.range, SCHEMA.rangeIncludes), term


def test_the_model_is_defined(ontology: rdflib.Graph) -> None:
    """Each type, role, relation and status that kgx extracts is a term, and each role belongs to its events."""
    classes, properties = terms(ontology, OWL.Class), terms(ontology, *PROPERTY_TYPES)
    assert {*ENTITY_TYPES, *ROLES} <= classes
    assert {*RELATION_TYPES} - {"holdsPosition"} <= properties
    assert set(STATUSES) == terms(ontology, NS.Status)
    for event, roles in ROLES.items():
        for role in roles:
            assert event in values(ontology, role, RDFS.domain, SCHEMA.domainIncludes), (event, role)


def test_events_and_entities_are_below_their_superclass(ontology: rdflib.Graph) -> None:
    """`?x a/rdfs:subClassOf* kg:Event` finds every event once the ontology is loaded, likewise entities."""
    for names, top in ((ROLES, "Event"), (ENTITY_TYPES, "Entity")):
        for name in names:
            assert NS[top] in ontology.transitive_objects(NS[name], RDFS.subClassOf), name


def test_what_graphs_use_is_defined(ontology: rdflib.Graph) -> None:
    """No term in a graph that the ontology does not know."""
    known = terms(ontology, OWL.Class, OWL.NamedIndividual, RDFS.Datatype, *PROPERTY_TYPES)
    used = {term for quad in quads(sample.extraction()) for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)}
    assert {t.value.removeprefix(KG.iri) for t in used if t.value.startswith(KG.iri)} <= known


def test_the_context_has_every_term(ontology: rdflib.Graph) -> None:
    """JSON-LD can name each class and property without a prefix."""
    context = json.loads(resources.ontology("context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert terms(ontology, OWL.Class, *PROPERTY_TYPES) <= set(context)


def test_the_shapes_use_defined_terms(ontology: rdflib.Graph) -> None:
    """A shape about a misspelt term would never fail."""
    shapes = rdflib.Graph().parse(resources.ontology("shapes.ttl"))
    known = terms(ontology, OWL.Class, OWL.NamedIndividual, RDFS.Datatype, *PROPERTY_TYPES)
    used = {
        str(o).removeprefix(KG.iri)
        for p in (SH.path, SH.targetClass, SH["class"])
        for o in shapes.objects(None, p)
        if str(o).startswith(KG.iri)
    }
    assert used <= known


def test_every_kind_of_event_and_entity_has_a_shape() -> None:
    """Nothing goes unchecked."""
    shapes = rdflib.Graph().parse(resources.ontology("shapes.ttl"))
    targets = {str(o).removeprefix(KG.iri) for o in shapes.objects(None, SH.targetClass)}
    assert {*ROLES, *ENTITY_TYPES, "Post", "Evidence", "MonetaryAmount", "Article"} <= targets


def test_the_alignments_reach_each_vocabulary(ontology: rdflib.Graph) -> None:
    """schema.org, W3C ORG, PROV-O, Web Annotation, ePO and Wikidata are all aligned with."""
    links = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, SKOS.closeMatch, SKOS.relatedMatch)
    reached = {str(o) for link in links for o in ontology.objects(None, link)}
    for prefix in ("schema", "org", "prov", "oa", "epo", "wd", "wdt"):
        assert any(iri.startswith(PREFIXES[prefix]) for iri in reached), prefix


@pytest.mark.parametrize("namespace", [DCTERMS, FOAF, ORG, PROV, SDO, SKOS], ids=lambda n: n._NS)
def test_aligned_terms_exist(ontology: rdflib.Graph, namespace: Any) -> None:
    """No alignment points at a term that the other vocabulary does not have."""
    links = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, SKOS.closeMatch, SKOS.relatedMatch)
    aligned = {str(o) for link in links for o in ontology.objects(None, link) if str(o).startswith(str(namespace))}
    assert aligned
    assert {iri for iri in aligned if iri.removeprefix(str(namespace)) not in namespace} == set()


def test_the_shapes_are_well_formed() -> None:
    """The shapes conform to the shapes of SHACL itself."""
    conforms, _, report = pyshacl.validate(
        rdflib.Graph(), shacl_graph=rdflib.Graph().parse(resources.ontology("shapes.ttl")), meta_shacl=True
    )
    assert conforms, report


def test_prefixes_are_the_ontologys() -> None:
    """A prefix means the same in a query, an export and the ontology's own files."""
    for name in ("kgx.ttl", "shapes.ttl"):
        declared = {p: str(n) for p, n in rdflib.Graph(bind_namespaces="none").parse(resources.ontology(name)).namespaces()}
        assert {p: n for p, n in declared.items() if p != "kgsh"}.items() <= PREFIXES.items()
