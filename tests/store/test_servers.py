"""A server holds the same dataset as a store in memory, shows it in the same way, and survives what breaks off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg_extract.errors import StoreError
from kg_extract.model import Article
from kg_extract.store import named, who
from kg_extract.store.change import INDEX
from kg_extract.store.results import Answer, Rows, Triples, text_of
from kg_extract.store.store import Store, open_store
from tests.store.articles import iri
from tests.store.conftest import AWARD, BASE, LAUNCHES, SERVERS, YEAR, article_graphs, emptied
from tests.store.corrector import change, telling
from tests.store.proxy import proxy

#: Virtuoso's dialect of SPARQL lacks some of what the queries here use.
ALL = {**SERVERS, "virtuoso": "virtuoso"}


@pytest.fixture(params=list(SERVERS))
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server of either kind, emptied."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    return emptied(request.getfixturevalue(ALL[request.param]))


on_all = pytest.mark.parametrize("address", list(ALL), indirect=True)


def shown(store: Store) -> list[tuple[str, ...]]:
    """Everything in the default graph."""
    found = store.query("SELECT ?s ?p ?o { ?s ?p ?o }")
    assert isinstance(found, Rows)
    return sorted(tuple(str(term) for term in row) for row in found)


def assert_same(store: Store, other: Store) -> None:
    """The two stores hold and show the same."""
    assert set(store.quads()) == set(other.quads())
    assert shown(store) == shown(other)
    assert list(store.faults()) == []


@on_all
def test_a_server_joins_as_a_store_in_memory_does(address: str) -> None:
    """Articles that come, change and go, merges, splits, renamings and updates: always the same dataset and the same view of it."""
    with open_store(address, mode="write") as store, open_store("memory") as other:
        for seed in range(12):
            change(store, random.Random(seed))
            change(other, random.Random(seed))
            assert_same(store, other)
    with open_store(address) as store, open_store("memory") as afresh:
        for graph in store.graphs():
            afresh.replace(graph, list(store.quads(graph)))
        assert_same(store, afresh)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?n { ?x a kg:Company ; rdfs:label ?n }",
        "SELECT ?g ?n WHERE { ?x a kg:Company . GRAPH ?g { ?x rdfs:label ?n } }",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s a kg:Article } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } # a comment with }",
        "SELECT ?x (EXISTS { ?x kg:founder ?y } AS ?b) { ?x a kg:Company }",
        "SELECT ?t (COUNT(?x) AS ?n) { { SELECT DISTINCT ?x ?t { ?x a ?t } } } GROUP BY ?t HAVING (COUNT(?x) > 1)",
        "SELECT ?x { { ?x a kg:Launch } UNION { GRAPH ?g { ?x a kg:Person }} MINUS { ?x kg:status kg:planned } }",
        "SELECT ?n { ?e kg:awardee/rdfs:label ?n . OPTIONAL { GRAPH ?g { ?e kg:subject ?s } } FILTER NOT EXISTS { ?e kg:status 1 } }",
        "SELECT ?n { VALUES ?n { '} {' \"GRAPH ?g {\" } ?x rdfs:label ?n }",
        "PREFIX a: <https://w3id.org/kg-extract/ns#> SELECT ?x { ?x a a:Launch }",
        f"SELECT ?x {{ GRAPH <{AWARD}> {{ ?x a kg:Company }} }}",
    ],
)
def test_queries_see_the_same(address: str, text: str) -> None:
    """Whatever a query looks like."""
    with open_store(address, mode="write") as store, open_store("memory") as other:
        for graph, quads in article_graphs().items():
            store.replace(graph, quads)
            other.replace(graph, quads)
        answers = []
        for each in (store, other):
            found = each.query(text)
            assert isinstance(found, Rows)
            answers.append((found.variables, sorted(tuple(map(str, row)) for row in found)))
        assert answers[0] == answers[1]


def test_a_query_may_name_its_dataset(server: str) -> None:
    """FROM is left to the server (Oxigraph does not heed it where its default graph is the union)."""
    with open_store(emptied(server), mode="write") as store:
        for graph, quads in article_graphs().items():
            store.replace(graph, quads)
        found = store.query(f"SELECT ?x FROM <{AWARD}> {{ ?x a kg:Company }}")
        assert isinstance(found, Rows)
        assert [text_of(row[0]) for row in found] == [f"{BASE}organization/acme-orbital"]


def test_the_other_kinds_of_queries(address: str) -> None:
    """ASK, both ways to CONSTRUCT, and DESCRIBE by name and by pattern."""
    with open_store(address, mode="write") as store, open_store("memory") as other:
        for each in (store, other):
            each.replace(AWARD, article_graphs()[AWARD])
        for text in (
            "CONSTRUCT WHERE { ?x a kg:Company }",
            "CONSTRUCT { ?x rdfs:label ?n } WHERE { GRAPH ?g { ?x a kg:Company } ?x rdfs:label ?n }",
            "DESCRIBE id:organization\\/acme-orbital",
            "PREFIX o: <https://w3id.org/kg-extract/id/organization/> DESCRIBE o:acme-orbital ?x WHERE { ?x a kg:ContractAward }",
            "DESCRIBE ?x { ?x a kg:Nothing }",
        ):
            found, expected = store.query(text), other.query(text)
            assert isinstance(found, Triples)
            assert isinstance(expected, Triples)
            assert set(map(str, found)) == set(map(str, expected)), text
        assert store.query("ASK { ?x a kg:ContractAward }") == Answer(True)
        assert store.query("ASK { GRAPH ?g { <https://w3id.org/kg-extract/ns#sources> ?p ?o } }") == Answer(False)


def test_every_shipped_query_gives_the_same(address: str) -> None:
    """As in memory, row by row."""
    with open_store(address, mode="write") as store, open_store("memory") as other:
        for graph, quads in article_graphs().items():
            store.replace(graph, quads)
            other.replace(graph, quads)
        for query in named.all():
            text = query.sparql()
            found, expected = store.query(text), other.query(text)
            assert isinstance(found, Rows)
            assert isinstance(expected, Rows)
            assert [tuple(map(str, row)) for row in found] == [tuple(map(str, row)) for row in expected], query.name


@on_all
def test_the_text_of_an_article_is_kept(address: str) -> None:
    """However long, with whatever characters; it goes with its article, and is in no query."""
    article = Article("text 'with' \"quotes\" \\ \n\u2028 \U0001f680 é " * 2000, "a.txt", title="A")
    with open_store(address, mode="write") as store:
        assert store.replace(AWARD, article_graphs()[AWARD], article) == "added"
        assert store.source(AWARD) == article
        assert store.replace(AWARD, article_graphs()[AWARD], article) == "unchanged"
        assert list(store.sources()) == [(AWARD, article)]
        assert {name for name in shown_graphs(store) if name.startswith("https://w3id.org/kg-extract/")} == {AWARD, INDEX.value}
        store.forget(AWARD)
        assert store.source(AWARD) is None
        assert list(store.sources()) == []


def shown_graphs(store: Store) -> set[str]:
    """The graphs that a query gets to see."""
    found = store.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(found, Rows)
    return {text_of(row[0]) for row in found}


def broken(address: str, at: int) -> Iterator[str]:
    """The address of a server that after so many requests that write answers none any more."""
    base, mark, given = address.partition("#")
    left = [at]

    def refuse(request: BaseHTTPRequestHandler) -> tuple[int, dict[str, str]] | None:
        writes = (
            request.command in ("PUT", "DELETE") or "/update" in request.path or ("/store" in request.path and request.command == "POST")
        )
        left[0] -= writes
        return (500, {}) if writes and left[0] < 0 else None

    with proxy(base, refuse) as place:
        yield place + mark + given


@pytest.mark.parametrize("at", range(9))
def test_a_run_that_breaks_off_is_completed_by_the_next(address: str, at: int) -> None:
    """Whichever request is the last one: each article is whole at any time, and the next command that writes puts the rest right."""
    graphs = {iri(number): telling(number, random.Random(number)).quads for number in (1, 2)}
    with open_store(address, mode="write") as store:
        for number, graph in enumerate(graphs, 1):
            store.replace(graph, telling(number, random.Random(10 + number)).quads)
        before = {graph: set(store.quads(graph)) for graph in graphs}
    for place in broken(address, at):
        with open_store(place, mode="write") as store, suppress(StoreError):
            for graph, quads in graphs.items():
                store.replace(graph, quads)
    with open_store(address) as store:
        for graph, quads in graphs.items():
            assert set(store.quads(graph)) in (before[graph], set(quads))
    with open_store(address, mode="write", wait=0) as store, open_store("memory") as other:
        assert list(store.faults()) == []
        for graph, quads in graphs.items():
            store.replace(graph, quads)
            other.replace(graph, quads)
        assert_same(store, other)


@on_all
def test_two_writers(address: str) -> None:
    """Who comes second sees what the first has written, even between its own look and its own write."""
    graphs = article_graphs()
    with open_store(address, mode="write") as one, open_store(address, mode="write") as two, open_store("memory") as other:
        for graph, store in ((AWARD, one), (LAUNCHES, two), (YEAR, one)):
            assert store.replace(graph, graphs[graph]) == "added"
            other.replace(graph, graphs[graph])
        who.rename(two, f"{BASE}organization/acme-orbital", "Acme")
        who.rename(other, f"{BASE}organization/acme-orbital", "Acme")
        assert_same(one, other)


@on_all
def test_what_others_have_loaded_is_joined(address: str) -> None:
    """Articles that a bulk loader has put on the server are as if kgx had stored them, from the next command that writes."""
    from kg_extract.store.server import Server

    base, _, given = address.partition("#")
    server = Server.at(base, given)
    for number in (1, 2, 3):
        article = telling(number, random.Random(number))
        server.put(article.graph.value, (quad.triple for quad in article.quads))
    told: list[str] = []
    with open_store(address, mode="write", on_wait=told.append) as store, open_store("memory") as other:
        for number in (1, 2, 3):
            other.replace(telling(number, random.Random(number)).graph.value, telling(number, random.Random(number)).quads)
        assert_same(store, other)
    assert "joining them" in told[0]


@on_all
def test_graphs_of_others_are_left_alone(address: str) -> None:
    """A dataset may hold other graphs: kgx does not list, forget, count or join them."""
    from kg_extract.store.server import Server

    base, _, given = address.partition("#")
    foreign = "http://example.org/foreign"
    server = Server.at(base, given)
    server.put(foreign, [Quad(NamedNode(foreign), NamedNode(foreign), NamedNode(foreign), DefaultGraph()).triple])
    try:
        with open_store(address, mode="write") as store:
            store.replace(AWARD, article_graphs()[AWARD])
            assert store.graphs() == [AWARD]
            assert store.size() == len(list(store.quads())) == store.stats().quads
            assert store.query(f"ASK {{ <{foreign}> ?p ?o }}") == Answer(False)
            assert list(store.faults()) == []
    finally:
        server.drop(foreign)


def test_a_newer_store_is_refused(address: str) -> None:
    """An older kgx does not touch what a newer one has written."""
    from kg_extract.store.server import Server

    base, _, given = address.partition("#")
    server = Server.at(base, given)
    newer = f'GRAPH {INDEX} {{ {INDEX} <https://w3id.org/kg-extract/ns#format> "%d" }}'
    server.update(f"DELETE DATA {{ {newer % 2} }} ; INSERT DATA {{ {newer % 99} }}")
    try:
        with pytest.raises(StoreError, match="written by a newer kgx"):
            open_store(address)
    finally:
        server.update(f"DELETE DATA {{ {newer % 99} }} ; INSERT DATA {{ {newer % 2} }}")
