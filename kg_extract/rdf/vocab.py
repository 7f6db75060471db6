"""The namespaces of the graph, and the prefixes that queries and exports know without a declaration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from kg_extract import prefixes
from kg_extract.vocabulary import Vocabulary

__all__ = [
    "DCTERMS",
    "DEFAULT_BASE",
    "EPO",
    "KG",
    "OA",
    "ORG",
    "OWL",
    "PREFIXES",
    "PREFIX_OF",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SKOS",
    "XSD",
    "Namespace",
    "role_term",
    "term",
]

#: Where resources are minted unless the caller says otherwise.
DEFAULT_BASE = "https://w3id.org/kg-extract/id/"


@dataclass(frozen=True)
class Namespace:
    """A namespace: `KG["status"]` is the term, `KG.iri` what all its terms start with."""

    iri: str

    def __getitem__(self, name: str) -> NamedNode:
        """The term `name` of this namespace."""
        return _term(self.iri, name)


def term(vocabulary: Vocabulary, name: str) -> NamedNode:
    """The event type, entity type or relation of that name."""
    return _term(vocabulary.space_of(name), name)


def role_term(vocabulary: Vocabulary, event: str, role: str) -> NamedNode:
    """The property of a role of an event type."""
    return _term(vocabulary.space_of_role(event, role), role)


@cache
def _term(namespace: str, name: str) -> NamedNode:
    return NamedNode(namespace + name)


KG = Namespace("https://w3id.org/kg-extract/ns#")
SCHEMA = Namespace("https://schema.org/")
PROV = Namespace("http://www.w3.org/ns/prov#")
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
EPO = Namespace("http://data.europa.eu/a4g/ontology#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")


#: Prefix → namespace, in the order in which an export declares them, and the other way round.
PREFIXES: dict[str, str] = prefixes.KNOWN
PREFIX_OF: dict[str, str] = prefixes.BY_NAMESPACE
