"""Updates: tried on a copy, backed up, checked, adopted at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from kg_extract.errors import QueryError
from kg_extract.store.backup import restore
from kg_extract.store.results import Rows, text_of
from kg_extract.store.store import Store, open_store
from kg_extract.store.update import CORRECTIONS, update
from tests.store.conftest import AWARD, LAUNCHES, YEAR, article_graphs

RENAME = """DELETE { ?x rdfs:label "Acme Orbital" } INSERT { ?x rdfs:label "Acme Orbital plc" } WHERE { ?x rdfs:label "Acme Orbital" }"""


def ask(store: Store, text: str) -> list[tuple[str, ...]]:
    """The rows of a SELECT as text."""
    result = store.query(text)
    assert isinstance(result, Rows)
    return sorted(tuple(text_of(term) for term in row) for row in result)


def test_a_name_is_corrected_everywhere(store: Store) -> None:
    """What is deleted goes from every article that states it; what is inserted goes into the corrections."""
    change = update(store, RENAME)
    assert (change.added, change.removed) == (1, 3)
    assert ask(store, "SELECT ?n { id:organization\\/acme-orbital rdfs:label ?n }") == [("Acme Orbital plc",)]
    assert store.graphs() == sorted([AWARD, LAUNCHES, YEAR, CORRECTIONS])
    assert len(list(store.quads(CORRECTIONS))) == 1
    assert list(store.faults()) == []


def test_one_graph_is_changed_and_no_other(store: Store) -> None:
    """With GRAPH, only that article changes; what others state stays in the union."""
    update(store, f"DELETE WHERE {{ GRAPH <{AWARD}> {{ ?x rdfs:label 'Acme Orbital' }} }}")
    assert ask(store, "SELECT ?g { GRAPH ?g { ?x rdfs:label 'Acme Orbital' } }") == [(LAUNCHES,), (YEAR,)]
    assert ask(store, "SELECT ?n { ?x rdfs:label ?n FILTER(?n = 'Acme Orbital') }") == [("Acme Orbital",)]
    update(store, f"INSERT DATA {{ GRAPH <{AWARD}> {{ <http://x/a> rdfs:label 'a' }} }}")
    assert ask(store, "SELECT ?g { GRAPH ?g { ?x rdfs:label 'a' } }") == [(AWARD,)]
    assert ask(store, "SELECT ?x { ?x rdfs:label 'a' }") == [("http://x/a",)]
    assert list(store.faults()) == []


def test_a_graph_is_dropped(store: Store) -> None:
    """An article without content is no article."""
    update(store, f"CLEAR GRAPH <{AWARD}>")
    assert store.graphs() == [LAUNCHES, YEAR]
    assert list(store.faults()) == []


def test_the_state_before_can_be_restored(tmp_path: Path) -> None:
    """Each update leaves a backup."""
    with open_store(tmp_path / "store", mode="write") as store:
        for graph, quads in article_graphs().items():
            store.replace(graph, quads)
        before = set(store.quads())
        kept = [update(store, text).backup for text in ("DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <http://x/a> rdfs:label 'a' }")]
        assert [path.name for path in kept if path] == ["before-update-0001.nq.gz", "before-update-0002.nq.gz"]
        assert kept[0]
        restore(kept[0], store, replace=True)
        assert set(store.quads()) == before
    assert sorted(file.name for file in (tmp_path / "store").iterdir()) == ["backups", "kgx-store.json", "quads"]


def test_an_update_that_breaks_the_shapes_is_refused(store: Store) -> None:
    """Unless forced; faults that were there before are no reason."""

    def validate(quads: Iterable[Quad]) -> list[str]:
        names = [quad.object.value for quad in quads if quad.predicate.value.endswith("#label") and hasattr(quad.object, "value")]
        return [f"{name} is too short" for name in names if len(name) < 6]

    before = set(store.quads())
    text = "INSERT DATA { <http://x/a> rdfs:label 'Ab' }"
    with pytest.raises(QueryError, match=r"breaks the shapes: Ab is too short\. .*--force"):
        update(store, text, validate=validate)
    assert set(store.quads()) == before
    update(store, "INSERT DATA { <http://x/a> rdfs:label 'Long enough' }", validate=validate)
    assert update(store, text, validate=validate, force=True).added == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { ?s ?p ?o }", "This is no update"),
        ("LOAD <http://127.0.0.1:1/x.ttl>", "LOAD would reach into the network"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE would reach"),
        ("INSERT DATA { <http://x/a> rdfs:label 'a }", "is not closed by"),
        ("INSERT DATA { [] rdfs:label 'a' }", "blank node"),
        ("DELETE { ?s ?p ?o WHERE { ?s ?p ?o }", "of the query:|The query is wrong"),
    ],
)
def test_what_is_refused_changes_nothing(store: Store, text: str, message: str) -> None:
    """Each with one clear line."""
    before = set(store.quads())
    with pytest.raises(QueryError, match=message):
        update(store, text)
    assert set(store.quads()) == before
    assert list(store.faults()) == []


def test_an_endless_update_ends(tmp_path: Path) -> None:
    """The limits of queries hold for updates, too."""
    with open_store(tmp_path / "store", mode="write") as store:
        store.replace(AWARD, article_graphs()[AWARD])
        with pytest.raises(QueryError, match="ran past"):
            update(store, "INSERT { ?a ?b ?l } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }", timeout=0.5)
        assert store.graphs() == [AWARD]
