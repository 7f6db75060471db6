"""What every store does, in memory and on disk."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from kg_extract.errors import QueryError
from kg_extract.store.results import Answer, Rows, Triples
from kg_extract.store.store import ArticleRow, Store
from tests.store.articles import LABEL, Telling, kg, node
from tests.store.conftest import AWARD, BASE, LAUNCHES, YEAR, article_graphs

GRAPH = f"{BASE}article/new"


def one(text: str, graph: str = GRAPH) -> Quad:
    """A quad whose object is `text`."""
    return Quad(NamedNode(f"{BASE}thing"), NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(text), NamedNode(graph))


def rows(result: object) -> list[list[str]]:
    """The rows of a SELECT as plain text."""
    assert isinstance(result, Rows)
    return [[getattr(term, "value", "") for term in row] for row in result]


def test_the_same_article_twice_changes_nothing(empty: Store) -> None:
    """A second replace by the same quads, in any order, says "unchanged"."""
    quads = article_graphs()[AWARD]
    assert empty.replace(AWARD, quads) == "added"
    assert empty.replace(AWARD, reversed(quads)) == "unchanged"
    assert {quad.subject for quad in empty.quads(AWARD)} == {quad.subject for quad in quads}
    assert len(list(empty.quads())) == len(quads)


def test_a_changed_article_replaces_its_graph_and_no_other(store: Store) -> None:
    """What the new version does not state is gone; the other articles stay as they were."""
    others = set(store.quads(LAUNCHES)) | set(store.quads(YEAR))
    assert store.replace(AWARD, [one("Acme", AWARD)]) == "changed"
    assert set(store.quads(AWARD)) == {one("Acme", AWARD)}
    assert set(store.quads()) == others | {one("Acme", AWARD)}


def test_forget_drops_one_article(store: Store) -> None:
    """A forgotten article is gone; forgetting it again says that there was none."""
    assert store.forget(AWARD)
    assert store.graphs() == [LAUNCHES, YEAR]
    assert not store.forget(AWARD)


def test_what_two_articles_say_stays_when_one_is_gone(store: Store) -> None:
    """The union holds a triple once, and as long as any article states it."""
    label = "SELECT ?n { id:organization\\/acme-orbital rdfs:label ?n }"
    for graph in (AWARD, YEAR):
        store.forget(graph)
        assert rows(store.query(label)) == [["Acme Orbital"]]
    store.replace(LAUNCHES, [one("Heron", LAUNCHES)])
    assert rows(store.query(label)) == []
    assert rows(store.query("SELECT * { ?s rdfs:label ?o }")) == [[f"{BASE}thing", "Heron"]]


def test_an_article_of_nothing_is_no_graph(store: Store) -> None:
    """Replacing by no quads is forgetting it."""
    assert store.replace(AWARD, []) == "changed"
    assert store.graphs() == [LAUNCHES, YEAR]


def test_blank_nodes_and_foreign_graphs_are_refused(empty: Store) -> None:
    """The vocabulary allows no blank nodes, and an article writes into its own graph only; a refusal writes nothing."""
    with pytest.raises(ValueError, match="blank node"):
        empty.replace(GRAPH, [one("good"), Quad(BlankNode(), one("x").predicate, Literal("x"), NamedNode(GRAPH))])
    with pytest.raises(ValueError, match="another graph"):
        empty.replace(GRAPH, [one("good"), one("bad", AWARD)])
    assert list(empty.quads()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(texts=st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_any_text_survives_a_replace(empty: Store, texts: list[tuple[str, str]]) -> None:
    """Quotes, line breaks, control characters and SPARQL in a text come back as they were, and inject nothing."""
    for before, after in texts:
        empty.replace(GRAPH, [one(before), one("stays")])
        empty.replace(GRAPH, [one(after), one("stays")])
        assert set(empty.quads()) == {one(after), one("stays")}


def test_articles_come_with_their_counts_by_date(store: Store) -> None:
    """Oldest first, each with what its graph holds."""
    found = store.articles()
    assert [row.iri for row in found] == [LAUNCHES, YEAR, AWARD]
    assert found[0] == ArticleRow(
        LAUNCHES, "Heron-2 flies, Heron-3 fails", "2024-11-03", "launches.txt", "https://news.example/launches", "bb22", 3, 1, 5
    )
    assert date.fromisoformat(found[1].published or "") == date(2025, 2, 10)


def test_content_hash_tells_what_is_done(store: Store) -> None:
    """The hash as stored, or None for an article that is not there."""
    assert store.content_hash(AWARD) == "aa11"
    assert store.content_hash(GRAPH) is None


def test_stats_count_things_once(store: Store) -> None:
    """An entity that three articles name counts once."""
    stats = store.stats()
    assert stats.articles == 3
    assert stats.quads == len(set(store.quads()))
    assert stats.entities == {"Agency": 1, "Company": 3, "LaunchVehicle": 2, "Person": 1, "Place": 1, "Spacecraft": 2}
    assert stats.events["Launch"] == 3
    assert stats.relations == {"Post": 1, "foundedOn": 1, "headquarteredIn": 1, "manufacturer": 1, "subsidiaryOf": 1}


def test_plain_patterns_see_all_articles(store: Store) -> None:
    """The default graph of a query is the union of all graphs, each triple once; GRAPH says who said it."""
    assert rows(store.query("SELECT ?x { ?x rdfs:label 'Acme Orbital' }")) == [[f"{BASE}organization/acme-orbital"]]
    found = rows(store.query("SELECT ?g { GRAPH ?g { ?x rdfs:label 'Acme Orbital' } } ORDER BY ?g"))
    assert found == [[AWARD], [LAUNCHES], [YEAR]]


def test_the_query_of_the_readme(store: Store) -> None:
    """Who was awarded how much, with property paths and the prefixes known without being declared."""
    text = """SELECT ?who ?value ?cur WHERE { ?a a kg:ContractAward ; kg:awardee/rdfs:label ?who ;
              kg:amount [ kg:value ?value ; kg:currency ?cur ] } ORDER BY ?cur"""
    result = store.query(text)
    assert isinstance(result, Rows)
    assert result.variables == ("who", "value", "cur")
    assert rows(result) == [["Acme Orbital", "804000000", "CNY"], ["Acme Orbital", "111000000", "USD"]]


def test_ask_construct_and_describe(store: Store) -> None:
    """ASK gives a yes or no, CONSTRUCT and DESCRIBE give triples."""
    assert store.query("ASK { ?x a kg:Launch }") == Answer(True)
    assert store.query("ASK { ?x a kg:Nothing }") == Answer(False)
    made = store.query("CONSTRUCT { ?x rdfs:label ?n } WHERE { ?x a kg:Person ; rdfs:label ?n }")
    assert isinstance(made, Triples)
    assert [str(triple) for triple in made] == [
        f'<{BASE}person/jane-roe> <http://www.w3.org/2000/01/rdf-schema#label> "Jane Roe"',
    ]
    described = store.query("DESCRIBE id:vehicle\\/heron-3")
    assert isinstance(described, Triples)
    assert {triple.predicate.value.rsplit("#")[-1] for triple in described} == {"type", "label", "evidence"}


def test_unbound_cells_are_none(store: Store) -> None:
    """A cell that an OPTIONAL leaves open is None."""
    result = store.query("SELECT ?x ?y { VALUES ?x { 1 } OPTIONAL { ?x kg:nothing ?y } }")
    assert isinstance(result, Rows)
    assert [(getattr(x, "value", None), y) for x, y in result] == [("1", None)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK { S\\u0045RVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "INSERT DATA { <http://a> <http://b> 1 }",
        "LOAD <file:///etc/passwd>",
        "DROP ALL",
        "ASK { " + "{ " * 5000 + "} " * 5000 + "}",
        "  # nothing",
    ],
)
def test_what_a_query_may_not_do(store: Store, text: str) -> None:
    """The network, updates, nesting beyond reason and empty queries are refused before they run."""
    before = set(store.quads())
    with pytest.raises(QueryError):
        store.query(text)
    assert set(store.quads()) == before


def test_the_joined_articles_have_one_label_for_one_thing(empty: Store) -> None:
    """What leaves as one graph is what queries see: NASA under its full name is the one node for both articles, and has one label."""
    short, full = "organization/nasa", "organization/national-aeronautics-and-space-administration"
    spelt = Telling(1).entity(full, "Agency", "National Aeronautics and Space Administration", ("NASA", short))
    for article in (spelt, Telling(2).entity(short, "Agency", "NASA").event("award", "ContractAward", awarder=short)):
        empty.replace(article.graph.value, article.quads)
    joined = {(quad.subject, quad.predicate): quad.object for quad in empty.joined() if quad.predicate in (LABEL, kg("awarder"))}
    assert joined[node(full), LABEL] == Literal("National Aeronautics and Space Administration")
    assert (node(short), LABEL) not in joined
    assert node(full) in joined.values()
    assert {quad.graph_name for quad in empty.joined()} == {DefaultGraph()}
