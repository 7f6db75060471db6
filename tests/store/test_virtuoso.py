"""Virtuoso, as one of the servers for graphs beyond one machine: digest authentication, Graph Store Protocol, its own dialect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg_extract.errors import StoreError
from kg_extract.store import named
from kg_extract.store.facts import entity_card, find_entities
from kg_extract.store.results import Answer, Rows, Triples, text_of
from kg_extract.store.store import Store, open_store
from tests.store.conftest import AWARD, LAUNCHES, YEAR, article_graphs


@pytest.fixture(scope="module")
def store(virtuoso: str) -> Iterator[Store]:
    """The three articles on the server."""
    with open_store(virtuoso, mode="write") as opened:
        for graph, quads in article_graphs().items():
            opened.replace(graph, quads)
        yield opened


def test_articles_come_and_go(store: Store) -> None:
    """Replaced, unchanged, changed, forgotten, added again."""
    quads = article_graphs()[AWARD]
    assert store.replace(AWARD, quads) == "unchanged"
    assert store.replace(AWARD, quads[3:]) == "changed"
    assert store.forget(AWARD)
    assert AWARD not in store.graphs()
    assert store.replace(AWARD, quads) == "added"
    assert {AWARD, LAUNCHES, YEAR} <= set(store.graphs())
    assert [row.iri for row in store.articles()] == [LAUNCHES, YEAR, AWARD]


def test_all_kinds_of_queries(store: Store) -> None:
    """SELECT over the union (which Virtuoso counts once for each graph, hence DISTINCT), ASK both ways, CONSTRUCT."""
    rows = store.query("SELECT DISTINCT ?x { ?x rdfs:label 'Acme Orbital' }")
    assert isinstance(rows, Rows)
    assert len(list(rows)) == 1
    assert store.query("ASK { ?x a kg:Launch }") == Answer(True)
    assert store.query("ASK { ?x a kg:Nothing }") == Answer(False)
    made = store.query("CONSTRUCT { ?x rdfs:label ?n } WHERE { ?x a kg:Person ; rdfs:label ?n }")
    assert isinstance(made, Triples)
    assert len(list(made)) == 1


def test_contracts(store: Store) -> None:
    """The shipped query, with parameters."""
    rows = store.query(named.get("contracts").sparql({"agency": "NSA", "min": "1e8", "since": "2024"}))
    assert isinstance(rows, Rows)
    (row,) = [dict(zip(rows.variables, map(text_of, row), strict=True)) for row in rows]
    assert (row["awarder"], row["awardee"], row["amount"], row["currency"]) == ("Norland Space Agency", "Acme Orbital", "804000000", "CNY")
    assert row["subject"] == "ground station; radar satellite"


def test_what_is_known_of_an_entity(store: Store) -> None:
    """The card that `kgx show` prints."""
    (acme,) = find_entities(store, "acme")
    card = entity_card(store, acme.iri)
    assert [each.predicate for each in card.statements] == ["headquarteredIn", "foundedOn", "subsidiaryOf", "manufacturer"]
    assert len(card.events) == 5


def test_a_wrong_password(virtuoso: str) -> None:
    """One clear line."""
    with pytest.raises(StoreError, match="refuses access"):
        open_store(virtuoso.replace("dba:dba", "dba:wrong"))
