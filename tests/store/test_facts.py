"""What the store knows of a thing, and who says so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pyoxigraph import Quad

from kg_extract.errors import NotFoundError
from kg_extract.store.facts import Proof, entity_card, find_entities, why
from kg_extract.store.store import Store
from tests.store.conftest import AWARD, BASE, LAUNCHES, YEAR

ACME = f"{BASE}organization/acme-orbital"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Acme Orbital", ["Acme Orbital"]),
        ("acme  ORBITAL", ["Acme Orbital"]),
        ("Acme", ["Acme Orbital"]),
        ("the agency", ["Norland Space Agency"]),
        ("Heron", ["Heron-2", "Heron-3"]),
        ("group", ["Zenith Group"]),
    ],
)
def test_entities_by_any_name(store: Store, name: str, found: list[str]) -> None:
    """Exact names first, capitals aside; else the start of a word."""
    assert [entity.name for entity in find_entities(store, name)] == found


def test_an_entity_counts_the_articles_that_name_it(store: Store) -> None:
    """One entity, however many articles name it."""
    (acme,) = find_entities(store, "Acme Orbital")
    assert (acme.iri, acme.type, acme.articles) == (ACME, "Company", 3)


def test_an_unknown_name_suggests_near_ones(store: Store) -> None:
    """A slip of the pen is answered by the nearest names."""
    with pytest.raises(NotFoundError, match=r"knows nothing by the name 'Acne Orbitel'\. Did you mean Acme Orbital"):
        find_entities(store, "Acne Orbitel")
    with pytest.raises(NotFoundError, match="See all: kgx query entities"):
        find_entities(store, "Qqqq")


def test_the_card_of_an_entity(store: Store) -> None:
    """Names, relations both ways, posts, events by date, articles."""
    card = entity_card(store, ACME)
    assert (card.name, card.types) == ("Acme Orbital", ("Company",))
    assert card.names == ("Acme", "Acme Orbital", "Acme Orbital Systems Ltd.")
    assert [(each.predicate, each.inverse, each.other.text) for each in card.statements] == [
        ("headquarteredIn", False, "Oslo"),
        ("foundedOn", False, "2017"),
        ("subsidiaryOf", False, "Zenith Group"),
        ("manufacturer", True, "Heron-2"),
    ]
    assert [post.texts("position") for post in card.posts] == [("chief executive",)]
    assert [event.type for event in card.events] == ["Acquisition", "Appointment", "Funding", "Agreement", "ContractAward"]
    assert [source.iri for source in card.articles] == [LAUNCHES, YEAR, AWARD]


def test_the_roles_of_an_event(store: Store) -> None:
    """In the order of the vocabulary, amounts as a person reads them, the exact one first."""
    (award,) = [event for event in entity_card(store, ACME).events if event.type == "ContractAward"]
    assert [(role.name, role.text) for role in award.roles] == [
        ("awarder", "Norland Space Agency"),
        ("awardee", "Acme Orbital"),
        ("amount", "CNY 804,000,000"),
        ("amount", "about USD 111,000,000"),
        ("date", "2025-05-18"),
        ("subject", "ground station"),
        ("subject", "radar satellite"),
    ]
    assert (award.status, award.confidence, award.date) == ("occurred", Decimal("0.9"), "2025-05-18")


def test_a_relation_of_two_articles_is_one_statement(store: Store) -> None:
    """The card shows it once, with both articles."""
    copy = [Quad(quad.subject, quad.predicate, quad.object) for quad in store.quads(YEAR)]
    store.replace(f"{BASE}article/copy", copy)
    (owner,) = [each for each in entity_card(store, ACME).statements if each.predicate == "subsidiaryOf"]
    assert [source.iri for source in owner.sources] == [f"{BASE}article/copy", YEAR]


def test_who_says_so_of_an_event(store: Store) -> None:
    """The sentence, its place in the article, and the article."""
    (fact,) = why(store, "id:article/award#event-1")
    assert fact.kind == "event"
    assert fact.proofs == (Proof(0, 92, "The Norland Space Agency awarded Acme Orbital 804 million yuan (around $111 million) on May 18."),)
    assert (fact.source.iri, fact.source.name, fact.source.published) == (AWARD, "Acme Orbital wins radar satellite contract", "2025-05-26")


def test_who_says_so_of_a_relation(store: Store) -> None:
    """By the IRI of its statement, bare or in pointed brackets."""
    for target in (f"{BASE}article/award#statement-1", f"<{BASE}article/award#statement-1>"):
        (fact,) = why(store, target)
        assert (fact.kind, fact.label) == ("relation", "Acme Orbital: headquartered in Oslo")


def test_who_says_so_of_a_name(store: Store) -> None:
    """All facts of the thing, and where it is named, by the date of the article."""
    facts = why(store, "heron-3")
    assert [fact.kind for fact in facts] == ["name", "event", "event"]
    assert [fact.status for fact in facts] == [None, "occurred", "planned"]
    assert [fact.source.iri for fact in why(store, "Acme Orbital") if fact.kind == "name"] == [LAUNCHES, YEAR, AWARD]


def test_who_says_so_of_an_article(store: Store) -> None:
    """Everything that the article states."""
    assert [fact.kind for fact in why(store, LAUNCHES)] == ["relation", "event", "event", "event"]


def test_nothing_is_said_of_it(store: Store) -> None:
    """An IRI that the store does not hold, and an entity that is none."""
    with pytest.raises(NotFoundError, match="holds nothing about id:article/none"):
        why(store, "id:article/none")
    with pytest.raises(NotFoundError, match="holds no entity"):
        entity_card(store, AWARD)
