"""RDF 1.2: each fact as a triple term that its statement, event or post reifies (W3C RDF 1.2 Concepts, "Reification").

Relations lose their four-triple rdf:Statement: the node that carries status, confidence and evidence says
`rdf:reifies <<( subject predicate object )>>` instead. An event or a post reifies, beside what it has, the triples of its roles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg_extract.rdf.vocab import KG, RDF, RDFS

__all__ = ["RDF12_FORMATS", "to_rdf12"]

#: The syntaxes that can carry triple terms.
RDF12_FORMATS = ("turtle", "trig", "nquads", "ntriples")

Term = NamedNode | BlankNode | Literal | Triple
_STATEMENT = {RDF["subject"], RDF["predicate"], RDF["object"]}
#: What is said of an event or a post beside what fills its roles.
_BESIDE = {RDF["type"], RDFS["label"], KG["status"], KG["confidence"], KG["evidence"]}


def to_rdf12(quads: Iterable[Quad]) -> list[Quad]:
    """The dataset with triple terms in place of rdf:Statement, and for the roles of events and posts."""
    nodes: dict[tuple[object, object], list[Quad]] = defaultdict(list)
    for quad in quads:
        nodes[quad.graph_name, quad.subject].append(quad)
    return [made for told in nodes.values() for made in _node(told)]


def _node(told: list[Quad]) -> Iterator[Quad]:
    types = {quad.object for quad in told if quad.predicate == RDF["type"]}
    if RDF["Statement"] in types:
        stated = _stated({quad.predicate: quad.object for quad in told})
        dropped = _STATEMENT if stated else set()
        yield from (quad for quad in told if quad.predicate not in dropped and not (stated and quad.object == RDF["Statement"]))
        yield from [_reifies(told[0], stated)] if stated else []
        return
    yield from told
    if any(quad.predicate == KG["status"] for quad in told):
        yield from (_reifies(quad, quad.triple) for quad in told if quad.predicate not in _BESIDE)


def _stated(told: dict[NamedNode, Term]) -> Triple | None:
    """The triple that a statement is about, if all three parts of it are there."""
    subject, predicate, value = (told.get(RDF[name]) for name in ("subject", "predicate", "object"))
    if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
        return Triple(subject, predicate, value)
    return None


def _reifies(of: Quad, fact: Triple) -> Quad:
    return Quad(of.subject, RDF["reifies"], fact, of.graph_name)
