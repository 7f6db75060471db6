"""Who is who across articles: what joins, what never does, and that neither order nor detours matter."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from benchmarks import resolution
from kg_extract.store import view
from kg_extract.store.embedded import EmbeddedStore
from kg_extract.store.store import Store
from tests.store.articles import BASE, LABEL, SAME, TYPE, Telling, iri, node

NASA, FULL = "organization/nasa", "organization/national-aeronautics-and-space-administration"
RESOLUTION = "https://w3id.org/kg-extract/ns#resolution"


def filled(articles: Iterable[Telling]) -> EmbeddedStore:
    """A store of these articles."""
    store = EmbeddedStore.in_memory()
    for article in articles:
        store.replace(article.graph.value, article.quads)
    return store


def canonical(store: EmbeddedStore, path: str) -> str:
    """The IRI behind which the entity stands."""
    return store.resolver().canonical(node(path))[0].value.rsplit("id/", 1)[-1]


def labels(store: Store, path: str) -> list[str]:
    """The labels that the default graph has for it."""
    return sorted(row[0].value for row in store.select(f"SELECT ?l {{ {node(path)} rdfs:label ?l }}") if isinstance(row[0], Literal))


def full(number: int) -> Telling:
    """An article that spells NASA out and says so."""
    return Telling(number).entity(FULL, "Agency", "National Aeronautics and Space Administration", ("NASA", NASA))


def bare(number: int) -> Telling:
    """An article that says NASA alone."""
    return Telling(number).entity(NASA, "Agency", "NASA").event("award", "ContractAward", awarder=NASA)


def test_an_alias_declared_in_one_article_joins_another() -> None:
    """What one article spells out is known in all: one node, one label, and the events of both."""
    store = filled([bare(1), full(2), bare(3)])
    assert canonical(store, NASA) == FULL
    assert labels(store, FULL) == ["National Aeronautics and Space Administration"]
    assert labels(store, NASA) == []
    assert len(list(store.select(f"SELECT ?e {{ ?e kg:awarder {node(FULL)} }}"))) == 2
    assert {str(q.triple) for q in store.quads(RESOLUTION)} >= {f"{node(NASA)} {SAME} {node(FULL)}"}


def test_forgetting_the_article_parts_them_again() -> None:
    """Nothing stays of what only a forgotten article had said."""
    store = filled([bare(1), full(2)])
    store.forget(iri(2))
    assert set(store._database) == set(filled([bare(1)])._database)


def test_two_that_share_an_acronym_stay_two() -> None:
    """CAS and another CAS: neither gets the bare acronym, and they never join each other."""
    one, other = "organization/chinese-academy-of-sciences", "organization/chemical-abstracts-service"
    store = filled(
        [
            Telling(1).entity(one, "Organization", "Chinese Academy of Sciences", ("CAS", "organization/cas")),
            Telling(2).entity(other, "Organization", "Chemical Abstracts Service", ("CAS", "organization/cas")),
            Telling(3).entity("organization/cas", "Organization", "CAS"),
        ]
    )
    assert {canonical(store, path) for path in (one, other, "organization/cas")} == {one, other, "organization/cas"}


def test_the_same_item_of_wikidata_joins_and_another_parts() -> None:
    """The shipped table of well-known names counts more than what one article calls something."""
    store = filled(
        [
            Telling(1).entity(NASA, "Agency", "NASA", item="Q23548"),
            Telling(2).entity(FULL, "Agency", "National Aeronautics and Space Administration", item="Q23548"),
            Telling(3).entity("organization/nippon-sky", "Company", "Nippon Sky", ("NASA", NASA), item="Q1"),
        ]
    )
    assert canonical(store, NASA) == FULL
    assert canonical(store, "organization/nippon-sky") == "organization/nippon-sky"


def test_a_company_and_a_city_of_one_name_stay_two() -> None:
    """Families are never crossed."""
    store = filled(
        [Telling(1).entity("organization/tromvik", "Company", "Tromvik"), Telling(2).entity("place/tromvik", "Place", "Tromvik")]
    )
    assert canonical(store, "organization/tromvik") != canonical(store, "place/tromvik")


def test_one_label_of_two_spellings() -> None:
    """Two articles spell one name in two ways: the plainer one is the label, the other one a further name."""
    path = "organization/borealis-aerospace"
    store = filled(
        [Telling(1).entity(path, "Company", "Borealis Aerospace Ltd."), Telling(2).entity(path, "Company", "BOREALIS AEROSPACE")]
    )
    assert labels(store, path) == ["Borealis Aerospace Ltd."]
    assert len(list(store.select(f"SELECT ?n {{ {node(path)} skos:altLabel ?n }}"))) == 1


FAMILY = ["a", "b", "c", "d"]


@st.composite
def tellings(draw: st.DrawFn) -> list[Telling]:
    """Articles that name a few entities, claim names for each other, and tell of awards between them."""
    articles = []
    for number in range(draw(st.integers(2, 6))):
        article = Telling(number, draw(st.sampled_from(["2025-05-26", "2025-06-20", "2025-09-01"])))
        for key in draw(st.lists(st.sampled_from(FAMILY), min_size=1, max_size=3, unique=True)):
            aliases = [
                (other, f"organization/{other}")
                for other in draw(st.lists(st.sampled_from(FAMILY), max_size=2, unique=True))
                if other != key
            ]
            item = draw(st.sampled_from(["", "", "Q1", "Q2"]))
            article.entity(f"organization/{key}", "Company", draw(st.sampled_from([key, key.upper()])), *aliases, item=item)
            article.event(
                f"e{key}",
                "ContractAward",
                money=draw(st.sampled_from(["", "5", "7"])),
                awardee=f"organization/{key}",
                awarder="organization/a",
            )
        articles.append(article)
    return articles


@settings(max_examples=60, deadline=None)
@given(tellings(), st.randoms(use_true_random=False))
def test_any_order_and_any_detour_give_the_same_bytes(articles: list[Telling], chance: random.Random) -> None:
    """Whatever came first, was replaced or forgotten on the way: the same articles make the same dataset."""
    expected = sorted(map(str, filled(articles)._database))
    shuffled = [*articles, chance.choice(articles)]
    chance.shuffle(shuffled)
    store = EmbeddedStore.in_memory()
    for article in shuffled:
        other = chance.choice(articles)
        store.replace(article.graph.value, [Quad(q.subject, q.predicate, q.object, article.graph) for q in other.quads])
        if chance.random() < 0.3:
            store.forget(chance.choice(articles).graph.value)
    for article in chance.sample(articles, len(articles)):
        store.replace(article.graph.value, article.quads)
    assert sorted(map(str, store._database)) == expected
    assert list(store.faults()) == []


@settings(max_examples=30, deadline=None)
@given(tellings())
def test_every_named_entity_has_one_label(articles: list[Telling]) -> None:
    """In the default graph no node has two labels, and whatever has a type has one."""
    store = filled(articles)
    counts = store.select("SELECT ?x (COUNT(DISTINCT ?l) AS ?n) { ?x a kg:Company OPTIONAL { ?x rdfs:label ?l } } GROUP BY ?x")
    assert all(isinstance(row[1], Literal) and row[1].value == "1" for row in counts)


@pytest.mark.parametrize("status", ["planned", "occurred"])
def test_types_stay(status: str) -> None:
    """A node that stands behind another one has no type of its own in the default graph."""
    store = filled([bare(1), full(2).event("x", "Launch", status=status, provider=FULL)])
    assert [row[0] for row in store.select(f"SELECT ?t {{ {node(NASA)} a ?t }}")] == []
    assert Quad(NamedNode(iri(1) + "#award"), TYPE, NamedNode("https://w3id.org/kg-extract/ns#ContractAward")) in store._database
    assert LABEL


def test_the_cost_of_an_article_does_not_grow_with_the_store() -> None:
    """The same articles make kgx ask about as much of a store of 600 articles as of one of 150."""
    store = EmbeddedStore.in_memory()
    cost = []
    for number in range(601):
        if number in (150, 600):
            cost.append(resolution.asked(store._database, 40))
        store.replace(f"{BASE}article/{number}", resolution.article(number, random.Random(number)))
    assert cost[1][0] < 1.2 * cost[0][0]
    assert cost[1][1] < 1.8 * cost[0][1]


def test_a_name_that_too_many_claim_is_nobodys() -> None:
    """Forty agencies that all say "AOT" leave it alone, and kgx does not ask for all forty."""
    store = EmbeddedStore.in_memory()
    read = []
    for number in range(40):
        article = Telling(number).entity(
            f"organization/agency-of-things-{number}", "Agency", f"Agency {number}", ("AOT", "organization/aot")
        )
        counter = resolution.Counting(store._database)
        view.effects(counter, (), article.quads)
        read.append(counter.read)
        store.replace(article.graph.value, article.quads)
    store.replace(Telling(40).graph.value, Telling(40).entity("organization/aot", "Agency", "AOT").quads)
    assert canonical(store, "organization/aot") == "organization/aot"
    assert read[39] <= read[20] + 2
