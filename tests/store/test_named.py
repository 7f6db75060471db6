"""The shipped queries: every one answers over the same three articles, and binds its parameters safely."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg_extract.errors import NotFoundError, UsageError
from kg_extract.store import named, sparql
from kg_extract.store.results import Rows, text_of
from kg_extract.store.store import Store, open_store
from tests.store.articles import Telling, kg
from tests.store.conftest import article_graphs

NAMES = [
    *("acquisitions", "agreements", "approvals", "articles", "contracts", "entities", "evidence"),
    *("funding", "launch-table", "launches", "organizations", "people", "tenders", "timeline"),
]


def ask(store: Store, name: str, /, **values: str) -> list[dict[str, str]]:
    """The rows of a shipped query, each without its empty cells."""
    result = store.query(named.get(name).sparql(values))
    assert isinstance(result, Rows)
    return [{column: text_of(term) for column, term in zip(result.variables, row, strict=True) if text_of(term)} for row in result]


def column(store: Store, query: str, column: str, /, **values: str) -> list[str]:
    """One column of a shipped query."""
    return [row.get(column, "") for row in ask(store, query, **values)]


def test_all_queries_are_there_and_say_what_they_answer() -> None:
    """The list that `kgx query --list` shows."""
    assert [query.name for query in named.all()] == NAMES
    assert all(query.about and len(query.about) < 80 for query in named.all())


@pytest.mark.parametrize("name", NAMES)
def test_a_query_answers_alike_whatever_the_order_of_ingestion(name: str) -> None:
    """The same rows in the same order, whichever article and quad came first."""
    answers = []
    for seed in range(4):
        with open_store("memory") as store:
            graphs = list(article_graphs().items())
            random.Random(seed).shuffle(graphs)
            for graph, quads in graphs:
                random.Random(seed).shuffle(quads)
                store.replace(graph, quads)
            answers.append(ask(store, name))
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_sparql_by_itself(name: str) -> None:
    """With all its parameter lines, too, a query file can be run by any SPARQL tool (COUNT needs its number)."""
    body = named.get(name).body.replace("LIMIT $limit", "LIMIT 5")
    Oxigraph().query(body, prefixes=sparql.prefixes())


def test_contracts_of_an_agency(store: Store) -> None:
    """`kgx query contracts --agency NSA --min 1e8 --since 2024`: by an abbreviation, the exact amount first."""
    assert ask(store, "contracts", agency="NSA", min="1e8", since="2024") == [
        {
            "date": "2025-05-18",
            "awarder": "Norland Space Agency",
            "awardee": "Acme Orbital",
            "amount": "804000000",
            "currency": "CNY",
            "also": "about USD 111000000",
            "subject": "ground station; radar satellite",
            "status": "occurred",
            "source": "Acme Orbital wins radar satellite contract",
        }
    ]


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ({"min": "1e9"}, 0),
        ({"min": "804 million"}, 1),
        ({"max": "100m"}, 0),
        ({"currency": "usd"}, 1),
        ({"currency": "EUR"}, 0),
        ({"since": "2025-05-19"}, 0),
        ({"since": "2025-05"}, 1),
        ({"until": "2025"}, 1),
        ({"until": "2025-05-17"}, 0),
        ({"agency": "ESA"}, 0),
        ({"who": "acme orb"}, 1),
        ({"company": "orbital"}, 1),
        ({"company": "bital"}, 0),
        ({"status": "planned"}, 0),
        ({"limit": "0"}, 0),
    ],
)
def test_parameters_of_contracts(store: Store, values: dict[str, str], number: int) -> None:
    """Each parameter narrows the answer; a name is matched at the start of a word, so ESA is not in Aeresa."""
    assert len(ask(store, "contracts", **values)) == number


def test_launches_by_date_with_all_payloads(store: Store) -> None:
    """Months and quarters are placed in time, several payloads are one cell in a stable order."""
    assert column(store, "launches", "date") == ["2024-10", "2024-11-02", "2026-Q4"]
    assert column(store, "launches", "payload", vehicle="heron-2") == ["Tern-A; Tern-B; a test dummy"]
    assert column(store, "launches", "date", since="2026-09") == ["2026-Q4"]
    assert column(store, "launches", "date", until="2026-09") == ["2024-10", "2024-11-02"]
    assert column(store, "launches", "outcome", status="occurred") == ["failure", "success"]


def test_an_undated_fact_counts_from_its_publication(store: Store) -> None:
    """The funding round has no date; its article is of February 2025."""
    assert column(store, "funding", "about", since="2025-02") == ["up to"]
    assert ask(store, "funding", since="2025-03") == []


def test_people_hold_and_take_posts(store: Store) -> None:
    """A post and an appointment of the same person."""
    assert column(store, "people", "what", who="Roe") == ["appointed", "holds"]
    assert ask(store, "people", company="Zenith") == []


def test_a_post_that_two_articles_tell_is_one_row(empty: Store) -> None:
    """Who tells of the same post, of the same person at the same organization, stands in one row; another post has its own."""
    for number, position in enumerate(("chief engineer", "Chief engineer", "director"), 1):
        told = Telling(number).entity("person/ada-roe", "Person", "Ada Roe").entity("organization/acme", "Company", "Acme")
        told.event("post", "Post", person="person/ada-roe", organization="organization/acme")
        post = NamedNode(f"{told.graph.value}#post")
        told.quads.append(Quad(post, kg("position"), Literal(position), told.graph))
        told.quads.append(Quad(told.graph, kg("fileName"), Literal(f"{number}.txt"), told.graph))
        empty.replace(told.graph.value, told.quads)
    assert [(row["position"], row["source"]) for row in ask(empty, "people")] == [
        ("chief engineer; Chief engineer", "1.txt; 2.txt"),
        ("director", "3.txt"),
    ]


def test_organizations_gather_what_articles_say(store: Store) -> None:
    """Seat, founding and owner come from different articles."""
    (acme,) = ask(store, "organizations", name="acme")
    assert (acme["headquarters"], acme["founded"], acme["owners"]) == ("Oslo", "2017", "Zenith Group")


def test_timeline_entities_articles_evidence(store: Store) -> None:
    """What the remaining queries are for, one fact each."""
    assert column(store, "timeline", "type", who="zenith") == ["Acquisition", "Funding"]
    assert column(store, "entities", "articles", name="acme") == ["3"]
    assert column(store, "articles", "events", since="2025") == ["6", "1"]
    assert column(store, "evidence", "quote", about="headquarteredIn oslo") == ["Acme Orbital has its head office in Oslo."]


def test_unknown_queries_and_parameters_name_the_nearest() -> None:
    """The error says what was probably meant."""
    with pytest.raises(NotFoundError, match="Did you mean contracts"):
        named.get("contract")
    with pytest.raises(UsageError, match="Did you mean --agency"):
        named.get("contracts").sparql({"agencies": "NASA"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("min", "lots"),
        ("min", "1 gazillion"),
        ("since", "last year"),
        ("since", "2024-13"),
        ("status", "done"),
        ("limit", "-1"),
        ("agency", " "),
    ],
)
def test_values_of_the_wrong_type_are_refused(name: str, value: str) -> None:
    """The error names the parameter, the value and an example."""
    with pytest.raises(UsageError, match=f"--{name} "):
        named.get("contracts").sparql({name: value})


@settings(max_examples=60, deadline=None)
@given(value=st.text(min_size=1).filter(str.strip))
def test_no_value_can_change_the_query(value: str) -> None:
    """Whatever is passed as a name or text is one literal of the query: it parses, and matches only what it is."""
    store = Oxigraph()
    store.query(named.get("contracts").sparql({"agency": value}), prefixes=sparql.prefixes())
    store.query(named.get("evidence").sparql({"about": value}), prefixes=sparql.prefixes())
    text = named.get("evidence").sparql({"about": value})
    assert sum(token.kind == "string" for token in sparql.tokens(text)) == sum(
        token.kind == "string" for token in sparql.tokens(named.get("evidence").sparql({"about": "x"}))
    )
