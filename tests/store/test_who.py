"""Corrections of who is who: they hold, survive what articles say later, and can be carried to another store."""

from __future__ import annotations

import pytest

from kg_extract.errors import UsageError
from kg_extract.store import facts, integrity, who
from kg_extract.store.store import Store
from tests.store.articles import BASE, Telling, node
from tests.store.test_resolve import FULL, NASA, bare, canonical, filled, full, labels

ACME, APEX = "organization/acme", "organization/apex"


def acme(number: int) -> Telling:
    """An article about Acme and Apex, which are not known to be one."""
    return Telling(number).entity(ACME, "Company", "Acme").entity(APEX, "Company", "Apex Orbital")


def test_merge_and_split() -> None:
    """A merge joins what nothing else joins; a split takes it back."""
    store = filled([acme(1)])
    who.merge(store, BASE + ACME, BASE + APEX)
    assert canonical(store, ACME) == APEX
    assert who.joined(store, BASE + APEX) == [who.Joined(BASE + ACME, ("Acme",), "correction")]
    with pytest.raises(UsageError, match="one already"):
        who.merge(store, BASE + ACME, BASE + APEX)
    assert who.split(store, BASE + ACME) == [BASE + APEX]
    assert set(store._database) == set(filled([acme(1)])._database)


def test_a_split_outlives_new_articles() -> None:
    """What a person took apart stays apart, however many articles say otherwise."""
    store = filled([bare(1), full(2)])
    who.split(store, BASE + NASA)
    for number in range(3, 6):
        store.replace(full(number).graph.value, full(number).quads)
    assert canonical(store, NASA) == NASA
    with pytest.raises(UsageError, match="Nothing is joined"):
        who.split(store, BASE + NASA)


def test_rename() -> None:
    """The chosen name is the one label; the others stay as further names."""
    store = filled([bare(1), full(2)])
    who.rename(store, BASE + NASA, "Nasa of the USA")
    assert labels(store, FULL) == ["Nasa of the USA"]
    card = facts.entity_card(store, BASE + NASA)
    assert (card.iri, card.name) == (BASE + FULL, "Nasa of the USA")
    who.rename(store, BASE + FULL, "NASA")
    assert labels(store, FULL) == ["NASA"]


def test_corrections_can_be_carried_over() -> None:
    """The corrections of one store do the same in another, in whichever order they and the articles come."""
    first = filled([acme(1)])
    who.merge(first, BASE + ACME, BASE + APEX)
    second = filled([])
    who.correct(second, who.corrections(first))
    second.replace(acme(1).graph.value, acme(1).quads)
    assert set(second._database) == set(first._database)


def test_names_lead_to_the_one_entity() -> None:
    """Any name finds the one node, with what all articles say of it."""
    store = filled([bare(1), full(2)])
    (found,) = facts.find_entities(store, "NASA")
    assert (found.iri, found.name) == (BASE + FULL, "National Aeronautics and Space Administration")


def test_corrections_on_any_store(empty: Store) -> None:
    """Corrections are written and read on every kind of store."""
    empty.replace(acme(1).graph.value, acme(1).quads)
    who.rename(empty, BASE + ACME, "Acme, renamed")
    assert [quad.subject for quad in who.corrections(empty)] == [node(ACME)]


def test_a_changed_graph_is_found_out() -> None:
    """A triple that somebody takes out behind the store's back is noticed by the checksum of its graph."""
    store = filled([bare(1)])
    assert integrity.check(store) == [] or all("checksum" not in each.what for each in integrity.check(store))
    quad = next(q for q in store._database.quads_for_pattern(None, None, None, bare(1).graph))
    store._database.remove(quad)
    assert any("checksum" in each.what for each in integrity.check(store))
