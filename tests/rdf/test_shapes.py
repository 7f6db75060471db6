"""The shapes accept what kgx builds and name what is missing from a broken graph."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.rdf.build import quads
from kg_extract.rdf.shapes import validate
from kg_extract.rdf.vocab import KG, RDF, RDFS, SKOS, XSD

from . import sample

COMPLETE = quads(sample.extraction())
GRAPH = COMPLETE[0].graph_name


def without(property_: NamedNode, *of: str) -> list[Quad]:
    """The sample without a property (of nodes of these classes only, if given)."""
    nodes = {q.subject for q in COMPLETE if q.predicate == RDF["type"] and q.object in [KG[name] for name in of]}
    return [q for q in COMPLETE if q.predicate != property_ or (of and q.subject not in nodes)]


def changed(property_: NamedNode, value: Callable[[Quad], Literal | NamedNode]) -> list[Quad]:
    """The sample with other values of a property."""
    return [Quad(q.subject, q.predicate, value(q), q.graph_name) if q.predicate == property_ else q for q in COMPLETE]


def test_what_kgx_builds_is_complete() -> None:
    """No fault in the sample, by itself or in a union."""
    assert validate(COMPLETE) == []
    assert validate(COMPLETE, union=True) == []


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (without(KG["status"]), "needs exactly one status"),
        (without(KG["confidence"]), "needs exactly one confidence"),
        (without(KG["evidence"], "Launch"), "needs at least one sentence that says so"),
        (without(KG["evidence"], "Person"), "needs at least one sentence that says so"),
        (without(RDFS["label"], "Company"), "needs a label"),
        (without(KG["currency"]), "an amount needs exactly one currency"),
        (without(KG["value"]), "an amount needs exactly one value"),
        (without(KG["organization"]), "a post needs exactly one organization"),
        (without(RDF["object"]), "a statement needs exactly one rdf:object"),
        (without(KG["contentHash"]), "an article needs exactly one kg:contentHash"),
        (changed(KG["end"], lambda q: Literal("0", datatype=XSD["integer"])), "evidence must start (kg:start) before it ends"),
        (changed(KG["confidence"], lambda q: Literal("1.5", datatype=XSD["decimal"])), "a decimal from 0 to 1"),
        (changed(KG["date"], lambda q: Literal("soon")), "no day, month, quarter or year"),
        (changed(KG["status"], lambda q: KG["maybe"]), "needs exactly one status"),
        (changed(KG["amount"], lambda q: NamedNode("https://x.example/5")), "no kg:MonetaryAmount"),
    ],
)
def test_a_fault_is_named(broken: list[Quad], message: str) -> None:
    """Each rule that is broken is reported in words."""
    faults = validate(broken)
    assert faults
    assert all(message in fault.message for fault in faults)


def test_an_event_without_any_role_is_a_fault() -> None:
    """A launch of nothing by nobody is not one."""
    launch = next(q.subject for q in COMPLETE if q.object == KG["Launch"])
    roles = {KG["payload"], KG["vehicle"]}
    [fault] = validate([q for q in COMPLETE if q.subject != launch or q.predicate not in roles])
    assert fault.message == "a launch needs a payload, a vehicle, a provider, a customer or a site"
    assert str(fault).startswith("Launch of Polaris-3 on Skua-2, 2026-Q4 (planned): a launch needs")


def test_what_a_role_points_at_is_told_of() -> None:
    """An event about a node of which the graph says nothing is a fault."""
    skua = NamedNode("https://w3id.org/kg-extract/id/vehicle/skua-2")
    [fault] = validate([q for q in COMPLETE if q.subject != skua])
    assert fault.message == "has a role filled by something of which this graph says nothing"
    assert fault.label.startswith("Launch of Polaris-3")


def test_two_articles_may_prefer_different_names() -> None:
    """Two labels in one graph are a fault, one in each of two graphs are none."""
    borealis = NamedNode("https://w3id.org/kg-extract/id/organization/borealis-aerospace")
    second = Quad(borealis, RDFS["label"], Literal("Borealis"), GRAPH)
    assert [f.message for f in validate([*COMPLETE, second])] == ["has more than one label (rdfs:label) in one graph"]
    assert validate([*COMPLETE, second], union=True) == []


def test_each_graph_is_checked_by_itself() -> None:
    """What another article says does not complete this one."""
    other = NamedNode("https://x.example/other")
    stray = [Quad(NamedNode("https://x.example/e"), RDF["type"], KG["Person"], other)]
    faults = validate([*COMPLETE, *stray])
    assert {fault.graph for fault in faults} == {other.value}
    assert len(faults) == 2
    assert SKOS["altLabel"].value not in {fault.path for fault in faults}
