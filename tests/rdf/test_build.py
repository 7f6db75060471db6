"""The graph of one article follows the rules that queries rely on."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from kg_extract.model import Amount, Argument, Article, DateValue, Entity, EntityRef, Event, Evidence, Extraction, Mention, Relation, Text
from kg_extract.rdf.build import quads
from kg_extract.rdf.vocab import KG, RDF, RDFS, SKOS, XSD

from . import sample


def ask(found: list[Quad], pattern: str) -> bool:
    """Whether the dataset has the SPARQL pattern."""
    store = Store()
    store.extend(found)
    prefixes = {"kg": KG.iri, "rdf": RDF.iri, "rdfs": RDFS.iri, "skos": SKOS.iri, "xsd": XSD.iri}
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=prefixes, use_default_graph_as_union=True))


@pytest.mark.parametrize(
    "pattern",
    [
        "?e a kg:ContractAward ; kg:awardee/rdfs:label 'Borealis Aerospace Ltd.' ; kg:awarder/rdfs:label 'Norland Space Agency'",
        "?e a kg:ContractAward ; kg:amount ?m . ?m kg:value 804000000.0 ; kg:currency 'CNY' ; kg:approximate false",
        "?e a kg:ContractAward ; kg:amount ?m . ?m kg:value 111000000.0 ; kg:currency 'USD' ; kg:approximate true ; kg:text ?t",
        "?e a kg:ContractAward ; kg:date '2025-05-18'^^xsd:date ; kg:status kg:occurred ; kg:confidence 0.831",
        "?e a kg:Launch ; kg:date '2026-Q4'^^kg:quarter ; kg:status kg:planned",
        "?c kg:foundedOn '2017'^^xsd:gYear ; kg:headquarteredIn/rdfs:label 'Tromvik'",
        "?s a rdf:Statement ; rdf:predicate kg:headquarteredIn ; rdf:object ?o ; kg:status kg:occurred ; kg:evidence ?e",
        "?p a kg:Post ; kg:person/rdfs:label 'Jane Roe' ; kg:organization ?o ; kg:position 'chief executive' ; kg:evidence ?e",
        "?x a kg:Company ; skos:altLabel 'Borealis' ; skos:altLabel 'Northern Light Systems'",
        "GRAPH ?a { ?a a kg:Article ; kg:fileName 'news/borealis.txt' ; kg:dateline 'TROMVIK' }",
    ],
)
def test_the_sample_can_be_asked(pattern: str) -> None:
    """Each fact of the sample is found by the query a reader of the vocabulary would write."""
    assert ask(quads(sample.extraction()), pattern)


def test_every_node_has_an_iri_and_everything_lies_in_the_articles_graph() -> None:
    """No blank node, one named graph, which is the article."""
    found = quads(sample.extraction())
    assert not any(isinstance(term, BlankNode) for quad in found for term in (quad.subject, quad.object))
    assert len({quad.graph_name for quad in found}) == 1
    assert Quad(found[0].graph_name, RDF["type"], KG["Article"], found[0].graph_name) in found  # type: ignore[arg-type]


def test_every_fact_and_entity_has_evidence_that_quotes_the_text() -> None:
    """Each event, post, statement and entity points at a stretch of the text with the right offsets."""
    told = by_subject(quads(sample.extraction()))
    free = {"Article", "Evidence", "MonetaryAmount"}
    for node, properties in told.items():
        kind = str(properties[RDF["type"]][0].value).rsplit("#")[-1]
        assert kind in free or properties[KG["evidence"]], node
        if kind == "Evidence":
            start, end = (int(properties[KG[p]][0].value) for p in ("start", "end"))
            assert properties[KG["quote"]][0].value == sample.TEXT[start:end]


def by_subject(found: list[Quad]) -> dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]]:
    """Node → property → values."""
    told: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in found:
        told[quad.subject][quad.predicate].append(quad.object)  # type: ignore[index, arg-type]
    return told


def values_of(found: list[Quad], property_: NamedNode) -> set[str]:
    """The literals that the property has anywhere in the graph."""
    return {quad.object.value for quad in found if quad.predicate == property_ and isinstance(quad.object, Literal)}


def test_at_most_six_provenance_triples_per_fact() -> None:
    """A fact is a filled role, a relation or a post; provenance is evidence, statements, status and confidence."""
    found = quads(sample.extraction())
    told = by_subject(found)
    provenance = Counter(
        "provenance" if is_provenance(quad, told) else "other" for quad in found if quad.predicate not in (RDFS["label"], SKOS["altLabel"])
    )
    facts = sum(len(event.arguments) for event in (sample.AWARD, sample.LAUNCH)) + len(sample.RELATIONS)
    assert provenance["provenance"] / facts <= 6


def is_provenance(quad: Quad, told: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]]) -> bool:
    """Whether the quad says who says so and how sure that is, not what is said."""
    if quad.predicate in (KG["evidence"], KG["status"], KG["confidence"]):
        return True
    assert isinstance(quad.subject, NamedNode)
    return told[quad.subject][RDF["type"]][0] in (KG["Evidence"], RDF["Statement"])


def test_order_does_not_matter() -> None:
    """Events, relations, arguments and evidence in any order give the same quads."""
    whole = sample.extraction()
    expected = quads(whole)
    rng = random.Random(7)
    for _ in range(10):
        events, relations = list(whole.events), list(whole.relations)
        rng.shuffle(events)
        rng.shuffle(relations)
        assert quads(replace(whole, events=tuple(events), relations=tuple(relations))) == expected


def test_iris_do_not_depend_on_confidence() -> None:
    """A better calibrated model keeps the names of events and statements."""
    whole = sample.extraction()
    surer = replace(whole, events=tuple(replace(e, confidence=0.5) for e in whole.events))
    assert {q.subject for q in quads(surer)} == {q.subject for q in quads(whole)}


def test_entities_that_share_an_iri_are_merged_with_one_label() -> None:
    """Two entities of one article whose names agree become one, with the narrower type and all names."""
    wide = Entity(0, "Organization", "Borealis", ("Borealis",), (Mention(126, 134, "Borealis"),), (sample.sentence(1),))
    narrow = Entity(1, "Company", "Borealis Ltd.", ("Borealis Ltd.",), (Mention(0, 8, "Borealis"),), (sample.sentence(0),))
    told = by_subject(quads(Extraction(sample.ARTICLE, (wide, narrow))))
    merged = told[NamedNode("https://w3id.org/kg-extract/id/organization/borealis")]
    assert merged[RDF["type"]] == [KG["Company"]]
    assert merged[RDFS["label"]] == [Literal("Borealis")]
    assert merged[SKOS["altLabel"]] == [Literal("Borealis Ltd.")]


def test_a_fact_told_twice_is_one_node_with_both_sentences() -> None:
    """The same relation from two sentences gives one statement, the higher confidence and both quotes."""
    once = sample.RELATIONS[1]
    again = replace(once, confidence=0.99, evidence=(sample.sentence(0),))
    told = by_subject(quads(replace(sample.extraction(), relations=(once, again))))
    [statement] = [node for node, properties in told.items() if properties[RDF["type"]] == [RDF["Statement"]]]
    assert [c.value for c in told[statement][KG["confidence"]]] == ["0.99"]
    assert len(told[statement][KG["evidence"]]) == 2


def test_a_denied_relation_is_no_plain_triple() -> None:
    """Who asks for headquarters does not get those that an article denies; the statement still tells it."""
    denied = replace(sample.RELATIONS[1], status="negated")
    found = quads(replace(sample.extraction(), relations=(denied,)))
    assert not ask(found, "?a kg:headquarteredIn ?b")
    assert ask(found, "?s rdf:predicate kg:headquarteredIn ; kg:status kg:negated")


@pytest.mark.parametrize(
    ("written", "literal"),
    [
        ("2025-05-18", Literal("2025-05-18", datatype=XSD["date"])),
        ("2024-06", Literal("2024-06", datatype=XSD["gYearMonth"])),
        ("2017", Literal("2017", datatype=XSD["gYear"])),
        ("2026-Q4", Literal("2026-Q4", datatype=KG["quarter"])),
        ("2025-02-30", Literal("2025-02-30")),
        ("2025-13", Literal("2025-13")),
    ],
)
def test_dates_are_typed_as_exactly_as_they_are_told(written: str, literal: Literal) -> None:
    """What is no date of the calendar stays a string, which the shapes report."""
    event = Event("Agreement", "occurred", 0.5, (Argument("date", DateValue(written), 0, 4),), (Evidence(0, 4),))
    assert literal in [q.object for q in quads(Extraction(sample.ARTICLE, (), (event,)))]


def test_amounts_keep_their_digits_as_the_store_writes_them() -> None:
    """What is built equals what the store gives back: canonical decimals without exponent or trailing zeros."""
    values = ["8.04E+8", "0.50", "1234567890123.45", "0", "100"]
    arguments = tuple(Argument("amount", Amount(Decimal(v), "EUR", v), 0, 1) for v in values)
    found = quads(Extraction(sample.ARTICLE, (), (Event("Funding", "occurred", 1.0, arguments, (Evidence(0, 9),)),)))
    store = Store()
    store.extend(found)
    assert sorted(map(str, store)) == sorted(map(str, found))
    assert values_of(found, KG["value"]) == {"804000000", "0.5", "1234567890123.45", "0", "100"}


@given(st.text(min_size=1), st.text(), st.text())
def test_any_text_can_be_stored(text: str, name: str, title: str) -> None:
    """Whatever characters an article has, its graph can be loaded into the store."""
    evidence = (Evidence(0, len(text)),)
    entity = Entity(0, "Person", name, (name, title), (Mention(0, len(text), text),), evidence)
    post = Relation("holdsPosition", EntityRef(0), EntityRef(0), "occurred", 0.5, evidence, title)
    event = Event("Launch", "occurred", 0.5, (Argument("payload", Text(title), 0, 1),), evidence)
    article = Article(text.encode("utf-8", "replace").decode(), "-", title=title)
    found = quads(Extraction(article, (entity,), (event,), (post,)))
    store = Store()
    store.extend(found)
    assert len(store) == len(found)


def test_labels_of_events_are_one_readable_line() -> None:
    """Who did what, for how much, when, and whether it happened at all."""
    labels = values_of(quads(sample.extraction()), RDFS["label"])
    assert "Borealis Aerospace Ltd. wins contract from Norland Space Agency, CNY 804 million, about USD 111 million, 2025-05-18" in labels
    assert "Launch of Polaris-3 on Skua-2, 2026-Q4 (planned)" in labels
    assert "Jane Roe, chief executive, Borealis Aerospace Ltd." in labels


@pytest.mark.parametrize(
    ("event", "label"),
    [
        (("Funding", "possible", (("round", Text("Series C")),)), "Funding (Series C) (possible)"),
        (("Launch", "negated", (("vehicle", Text("Skua-2")),)), "Launch on Skua-2 (did not happen)"),
        (("Agreement", "occurred", tuple(("party", Text(n)) for n in "ABCDE")), "Agreement of A, B, C and 2 more"),
        (
            ("Acquisition", "occurred", (("amount", Amount(Decimal(12345678), "EUR", "", bound="max")),)),
            "Acquisition, up to EUR 12,345,678",
        ),
    ],
)
def test_labels_with_parts_missing(event: tuple[str, str, tuple[tuple[str, Text | Amount], ...]], label: str) -> None:
    """A role that is not filled leaves no hole in the line."""
    type_, status, fillers = event
    arguments = tuple(Argument(role, filler, 0, 1) for role, filler in fillers)
    found = quads(Extraction(sample.ARTICLE, (), (Event(type_, status, 0.5, arguments, (Evidence(0, 9),)),)))
    assert label in values_of(found, RDFS["label"])
