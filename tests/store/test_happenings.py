"""One happening told by many: counted once, with all its sources and what they do not agree on."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from benchmarks.resolution import Counting
from kg_extract.store import named, view
from kg_extract.store.change import INDEX
from kg_extract.store.embedded import EmbeddedStore
from kg_extract.store.happenings import SIGNATURE
from kg_extract.store.results import Rows, text_of
from tests.store.articles import Telling, kg
from tests.store.test_resolve import FULL, NASA, filled

ACME = "organization/acme-orbital"


def award(number: int, published: str, awarder: str, **said: str) -> Telling:
    """An article that tells of an award to Acme."""
    article = Telling(number, published).entity(ACME, "Company", "Acme Orbital")
    if awarder == FULL:
        article.entity(FULL, "Agency", "National Aeronautics and Space Administration", ("NASA", NASA))
    else:
        article.entity(awarder, "Agency", awarder.rsplit("/", 1)[-1].upper())
    return article.event("award", "ContractAward", awardee=ACME, awarder=awarder, **said)


def asked(store: EmbeddedStore, query: str, **values: str) -> list[dict[str, str]]:
    """The rows of a shipped query, without empty cells."""
    result = store.query(named.get(query).sparql(values))
    assert isinstance(result, Rows)
    return [{c: text_of(t) for c, t in zip(result.variables, row, strict=True) if text_of(t)} for row in result]


def contracts(store: EmbeddedStore, **values: str) -> list[dict[str, str]]:
    """The rows of `kgx query contracts`, without empty cells."""
    return asked(store, "contracts", **values)


def told_in_may_and_june() -> EmbeddedStore:
    """Planned in May under one name of the awarder, occurred in June under another."""
    may = award(1, "2025-05-10", NASA, status="planned", day="2025-06-01", money="100")
    june = award(2, "2025-06-02", FULL, status="occurred", day="2025-06-02", money="100")
    return filled([may, june])


def test_an_award_told_twice_is_one_row() -> None:
    """The row says what happened in the end, and what the sources disagree on."""
    (row,) = contracts(told_in_may_and_june())
    assert row["awarder"] == "National Aeronautics and Space Administration"
    assert (row["amount"], row["currency"], row["status"]) == ("100", "USD", "occurred")
    assert row["disagreement"] == "date: 2025-06-01 / 2025-06-02. status: planned (told 2025-05-10) / occurred (told 2025-06-02)."


def test_what_was_known_on_a_day() -> None:
    """In May it was only planned."""
    (row,) = contracts(told_in_may_and_june(), known="2025-05-31")
    assert row["status"] == "planned"
    assert "disagreement" not in row


def test_the_link_says_its_rule() -> None:
    """kg:resolution names the rule by which two accounts are one happening."""
    rows = told_in_may_and_june().select("SELECT ?rule { ?one kg:sameHappening ?other ; kg:joinedBy ?rule }")
    assert [row[0] for row in rows] == [Literal("same awarder, awardee and amount, within a month")]


def test_different_amounts_or_times_are_two_happenings() -> None:
    """A second contract of the same parties is no second account of the first."""
    first = award(1, "2025-05-10", NASA, money="100")
    other = award(2, "2025-05-12", NASA, money="200")
    later = award(3, "2025-11-10", NASA, money="100")
    assert len(contracts(filled([first, other, later]))) == 3


def test_what_did_not_happen_is_never_joined() -> None:
    """A denial is no account of the happening."""
    said = award(1, "2025-05-10", NASA, money="100")
    denied = award(2, "2025-05-12", NASA, status="negated", money="100")
    assert len(contracts(filled([said, denied]))) == 2


def test_a_payload_without_a_name_links_nothing() -> None:
    """Two launches of "six satellites" in one month are two; two accounts of one named satellite are one."""
    articles = []
    for number in (1, 2):
        article = Telling(number, "2025-05-10").entity("spacecraft/polaris-3", "Spacecraft", "Polaris-3")
        article.event("crowd", "Launch").event("polaris", "Launch", payload="spacecraft/polaris-3")
        this = NamedNode(f"{article.graph.value}#crowd")
        article.quads.append(Quad(this, kg("payload"), Literal("six satellites"), article.graph))
        articles.append(article)
    rows = list(filled(articles).select("SELECT ?one ?other { ?one kg:sameHappening ?other }"))
    assert [[text_of(term).rsplit("#", 1)[-1] for term in row] for row in rows] == [["polaris", "polaris"]]


@st.composite
def launches(draw: st.DrawFn) -> list[Telling]:
    """Articles that tell of launches, alike in this or that."""
    articles = []
    for number in range(draw(st.integers(2, 8))):
        article = Telling(number, draw(st.sampled_from(["2025-05-10", "2025-06-12", "2025-09-01"])))
        for event in range(draw(st.integers(0, 3))):
            roles = draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "payload": st.sampled_from(["spacecraft/polaris-1", "spacecraft/polaris-2"]),
                        "vehicle": st.sampled_from(["launch-vehicle/arrow", "launch-vehicle/bolt"]),
                        "provider": st.sampled_from(["organization/acme", "organization/zenith"]),
                    },
                )
            )
            article.event(f"e{event}", "Launch", day=draw(st.sampled_from(["", "2025-05-10", "2025-06-12"])), **roles)
        articles.append(article)
    return articles


def clusters(store: EmbeddedStore) -> set[frozenset[str]]:
    """The happenings of several events, as the store has linked them."""
    found: dict[str, set[str]] = {}
    for event, first in store.select("SELECT ?e ?first { ?e kg:sameHappening ?first }"):
        found.setdefault(text_of(first), {text_of(first)}).add(text_of(event))
    return {frozenset(events) for events in found.values()}


def expected(store: EmbeddedStore) -> set[frozenset[str]]:
    """The same, put together from the signatures in the slow and certain way."""
    holders: dict[str, set[str]] = {}
    for quad in store._database.quads_for_pattern(None, SIGNATURE, None, INDEX):
        assert isinstance(quad.object, Literal)
        holders.setdefault(quad.object.value, set()).add(text_of(quad.subject))
    found = [set(events) for events in holders.values()]
    while pair := next(((one, other) for one, other in combinations(found, 2) if one & other), None):
        found = [group for group in found if group not in pair] + [pair[0] | pair[1]]
    return {frozenset(events) for events in found if len(events) > 1}


@settings(max_examples=60, deadline=None)
@given(launches(), launches(), st.randoms(use_true_random=False))
def test_clusters_are_what_signatures_connect(articles: list[Telling], drafts: list[Telling], chance: random.Random) -> None:
    """In any order, after any detour, the links are those of a store that was filled at once."""
    store = EmbeddedStore.in_memory()
    versions = [*articles, *drafts]
    for article in chance.sample(versions, len(versions)):
        if chance.random() < 0.3:
            store.forget(chance.choice(versions).graph.value)
        store.replace(article.graph.value, article.quads)
        assert clusters(store) == expected(store)
    for article in drafts[len(articles) :]:
        store.forget(article.graph.value)
    for article in chance.sample(articles, len(articles)):
        store.replace(article.graph.value, article.quads)
        assert clusters(store) == expected(store)
    assert set(store.quads()) == set(filled(articles).quads())


def test_a_happening_that_many_tell_costs_no_more_to_add_to() -> None:
    """The hundredth account of a launch asks the database for as much as the tenth."""
    cost = []
    store = EmbeddedStore.in_memory()
    for number in range(100):
        article = Telling(number).entity("spacecraft/polaris-3", "Spacecraft", "Polaris-3")
        article.event("launch", "Launch", day="2025-05-10", payload="spacecraft/polaris-3")
        counter = Counting(store._database)
        view.effects(counter, (), article.quads)
        cost.append(counter.read)
        store.replace(article.graph.value, article.quads)
    assert cost[99] <= cost[10] + 2


@pytest.mark.parametrize(
    ("query", "type_", "entities", "roles"),
    [
        ("funding", "Funding", ["organization/acme"], {"recipient": "organization/acme"}),
        ("launches", "Launch", ["spacecraft/polaris-3"], {"payload": "spacecraft/polaris-3"}),
        (
            "acquisitions",
            "Acquisition",
            ["organization/acme", "organization/bolt"],
            {"acquirer": "organization/acme", "target": "organization/bolt"},
        ),
        ("tenders", "Tender", ["organization/acme"], {"issuer": "organization/acme"}),
        (
            "approvals",
            "Approval",
            ["organization/nsa", "organization/acme"],
            {"approver": "organization/nsa", "recipient": "organization/acme"},
        ),
        (
            "people",
            "Appointment",
            ["person/jane-roe", "organization/acme"],
            {"person": "person/jane-roe", "organization": "organization/acme"},
        ),
        (
            "people",
            "Departure",
            ["person/jane-roe", "organization/acme"],
            {"person": "person/jane-roe", "organization": "organization/acme"},
        ),
        ("timeline", "Funding", ["organization/acme"], {"recipient": "organization/acme"}),
    ],
)
def test_every_query_counts_a_happening_once(query: str, type_: str, entities: list[str], roles: dict[str, str]) -> None:
    """Told in May as planned and in June as done, it is one row with both sources; asked what was known in May, it is planned."""
    articles = []
    for number, (published, status, day) in enumerate([("2025-05-28", "planned", "2025-06-02"), ("2025-06-05", "occurred", "2025-06-03")]):
        article = Telling(number, published)
        for path in entities:
            article.entity(path, "Person" if path.startswith("person") else "Company", path.rsplit("/", 1)[-1])
        article.quads.append(Quad(article.graph, kg("fileName"), Literal(f"{published}.txt"), article.graph))
        articles.append(article.event("told", type_, status, day, "100", **roles))
    store = filled(articles)
    (row,) = asked(store, query)
    assert (row["date"], row["status"], row["source"]) == ("2025-06-02", "occurred", "2025-05-28.txt; 2025-06-05.txt")
    if query != "timeline":
        assert row["disagreement"] == "date: 2025-06-02 / 2025-06-03. status: planned (told 2025-05-28) / occurred (told 2025-06-05)."
    (before,) = asked(store, query, known="2025-05")
    assert (before["status"], before["source"]) == ("planned", "2025-05-28.txt")
    assert "disagreement" not in before


def test_an_agreement_told_twice_is_one_row() -> None:
    """Two accounts of one day with the same parties are one, with the sum that only one of them tells."""
    articles = []
    for number, money in enumerate(["", "70"]):
        article = Telling(number).entity("organization/acme", "Company", "Acme").entity("organization/bolt", "Company", "Bolt")
        article.event("told", "Agreement", day="2025-05-20", money=money, party="organization/acme")
        this = NamedNode(f"{article.graph.value}#told")
        article.quads.append(Quad(this, kg("party"), NamedNode("https://w3id.org/kg-extract/id/organization/bolt"), article.graph))
        articles.append(article)
    (row,) = asked(filled(articles), "agreements")
    assert (row["parties"], row["amount"]) == ("Acme; Bolt", "70")
    assert "disagreement" not in row
