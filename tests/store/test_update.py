"""Updates: tried on a copy, backed up, checked, adopted at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad

from kg_extract.errors import QueryError, StoreError
from kg_extract.store.backup import restore
from kg_extract.store.results import Rows, text_of
from kg_extract.store.store import Store, open_store
from kg_extract.store.update import CORRECTIONS, update
from tests.store.conftest import AWARD, LAUNCHES, YEAR, article_graphs

RENAME = """DELETE { ?x rdfs:label "Acme Orbital" } INSERT { ?x rdfs:label "Acme Orbital plc" } WHERE { ?x rdfs:label "Acme Orbital" }"""


@pytest.fixture(params=["memory", "disk"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The three articles, in memory and on disk."""
    with open_store("memory" if request.param == "memory" else tmp_path / "store", mode="write") as store:
        for graph, quads in article_graphs().items():
            store.replace(graph, quads)
        yield store


def ask(store: Store, text: str) -> list[tuple[str, ...]]:
    """The rows of a SELECT as text."""
    result = store.query(text)
    assert isinstance(result, Rows)
    return sorted(tuple(text_of(term) for term in row) for row in result)


def test_a_name_is_corrected_everywhere(filled: Store) -> None:
    """What is deleted goes from every article that states it; what is inserted goes into the corrections."""
    change = update(filled, RENAME)
    assert (change.added, change.removed) == (1, 3)
    assert ask(filled, "SELECT ?n { id:organization\\/acme-orbital rdfs:label ?n }") == [("Acme Orbital plc",)]
    assert filled.graphs() == sorted([AWARD, LAUNCHES, YEAR, CORRECTIONS])
    assert len(list(filled.quads(CORRECTIONS))) == 1
    assert list(filled.faults()) == []


def test_one_graph_is_changed_and_no_other(filled: Store) -> None:
    """With GRAPH, only that article changes; what others state stays in the union."""
    update(filled, f"DELETE WHERE {{ GRAPH <{AWARD}> {{ ?x rdfs:label 'Acme Orbital' }} }}")
    assert ask(filled, "SELECT ?g { GRAPH ?g { ?x rdfs:label 'Acme Orbital' } }") == [(LAUNCHES,), (YEAR,)]
    assert ask(filled, "SELECT ?n { ?x rdfs:label ?n FILTER(?n = 'Acme Orbital') }") == [("Acme Orbital",)]
    update(filled, f"INSERT DATA {{ GRAPH <{AWARD}> {{ <http://x/a> rdfs:label 'a' }} }}")
    assert ask(filled, "SELECT ?g { GRAPH ?g { ?x rdfs:label 'a' } }") == [(AWARD,)]
    assert ask(filled, "SELECT ?x { ?x rdfs:label 'a' }") == [("http://x/a",)]
    assert list(filled.faults()) == []


def test_a_graph_is_dropped(filled: Store) -> None:
    """An article without content is no article."""
    update(filled, f"CLEAR GRAPH <{AWARD}>")
    assert filled.graphs() == [LAUNCHES, YEAR]
    assert list(filled.faults()) == []


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


def test_an_update_that_breaks_the_shapes_is_refused(filled: Store) -> None:
    """Unless forced; faults that were there before are no reason."""

    def validate(quads: Iterable[Quad]) -> list[str]:
        names = [quad.object.value for quad in quads if quad.predicate.value.endswith("#label") and hasattr(quad.object, "value")]
        return [f"{name} is too short" for name in names if len(name) < 6]

    before = set(filled.quads())
    text = "INSERT DATA { <http://x/a> rdfs:label 'Ab' }"
    with pytest.raises(QueryError, match=r"breaks the shapes: Ab is too short\. .*--force"):
        update(filled, text, validate=validate)
    assert set(filled.quads()) == before
    update(filled, "INSERT DATA { <http://x/a> rdfs:label 'Long enough' }", validate=validate)
    assert update(filled, text, validate=validate, force=True).added == 1


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
def test_what_is_refused_changes_nothing(filled: Store, text: str, message: str) -> None:
    """Each with one clear line."""
    before = set(filled.quads())
    with pytest.raises(QueryError, match=message):
        update(filled, text)
    assert set(filled.quads()) == before
    assert list(filled.faults()) == []


def test_an_endless_update_ends(tmp_path: Path) -> None:
    """The limits of queries hold for updates, too."""
    with open_store(tmp_path / "store", mode="write") as store:
        store.replace(AWARD, article_graphs()[AWARD])
        with pytest.raises(QueryError, match="ran past"):
            update(store, "INSERT { ?a ?b ?l } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }", timeout=0.5)
        assert store.graphs() == [AWARD]


def test_a_server_changes_itself(server: str) -> None:
    """kgx does not update what it cannot copy."""
    with open_store(server, mode="write") as store, pytest.raises(StoreError, match="is a server"):
        update(store, RENAME)
