"""Backups, kept articles, and the check of a store."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Store as Oxigraph

from kg_extract.errors import StoreError
from kg_extract.model import Article
from kg_extract.store.backup import Contents, backup, restore, verify
from kg_extract.store.integrity import check
from kg_extract.store.sources import Sources
from kg_extract.store.store import Store, open_store
from tests.store.conftest import AWARD, BASE, LAUNCHES, YEAR, article_graphs

KG = "https://w3id.org/kg-extract/ns#"
TEXT = "Acme Orbital, of “Oslo”, builds tugs.\nIt has 20 people."
ARTICLE = Article(TEXT, source="tugs.txt", published="2025-01-01", title="Tugs")
IRI = f"{BASE}article/tugs"


def graph_of(article: Article, quote: tuple[int, int] = (0, 37)) -> list[Quad]:
    """A small, sound graph of an article: itself, one entity and its evidence."""
    iri, place, proof = NamedNode(IRI), NamedNode(f"{BASE}place/oslo"), NamedNode(f"{IRI}#text")
    rdf_type = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

    def kg(name: str) -> NamedNode:
        return NamedNode(KG + name)

    return [
        *(Quad(iri, rdf_type, kg("Article")), Quad(iri, kg("contentHash"), Literal(article.content_hash))),
        *(Quad(place, rdf_type, kg("Place")), Quad(place, kg("evidence"), proof)),
        *(Quad(proof, rdf_type, kg("Evidence")), Quad(proof, kg("article"), iri), Quad(proof, kg("quote"), Literal(TEXT[slice(*quote)]))),
        *(Quad(proof, kg("start"), Literal(quote[0])), Quad(proof, kg("end"), Literal(quote[1]))),
    ]


@pytest.mark.parametrize("target", ["memory", "disk"])
def test_a_backup_brings_everything_back(store: Store, tmp_path: Path, target: str) -> None:
    """From any store into any other, with the kept articles; the same store gives the same bytes."""
    store.replace(IRI, graph_of(ARTICLE), ARTICLE)
    contents = backup(store, tmp_path / "a.nq.gz")
    assert contents == verify(tmp_path / "a.nq.gz") == Contents(4, len(list(store.quads())))
    with open_store("memory" if target == "memory" else tmp_path / "restored", mode="write") as other:
        assert restore(tmp_path / "a.nq.gz", other) == contents
        assert set(other.quads()) == set(store.quads())
        assert other.source(IRI) == store.source(IRI)
        backup(other, tmp_path / "b.nq.gz")
    assert (tmp_path / "a.nq.gz").read_bytes() == (tmp_path / "b.nq.gz").read_bytes()


def test_a_backup_is_plain_n_quads(store: Store, tmp_path: Path) -> None:
    """Any RDF tool reads it."""
    backup(store, tmp_path / "a.nq.gz")
    with gzip.open(tmp_path / "a.nq.gz") as file:
        assert set(parse(file.read(), RdfFormat.N_QUADS)) == set(store.quads())


def test_a_store_that_is_not_empty_is_replaced_only_on_demand(store: Store, tmp_path: Path) -> None:
    """What the backup does not hold is gone after a forced restore, and untouched without force."""
    backup(store, tmp_path / "a.nq.gz")
    before = set(store.quads())
    store.forget(AWARD)
    store.replace(IRI, graph_of(ARTICLE))
    with pytest.raises(StoreError, match="is not empty"):
        restore(tmp_path / "a.nq.gz", store)
    assert IRI in store.graphs()
    restore(tmp_path / "a.nq.gz", store, replace=True)
    assert set(store.quads()) == before


def test_a_damaged_backup_is_never_restored(store: Store, tmp_path: Path) -> None:
    """Cut short, changed, or something else altogether: one clear line, and the store stays as it is."""
    path = tmp_path / "a.nq.gz"
    backup(store, path)
    whole = path.read_bytes()
    text = gzip.decompress(whole)
    for damaged in (whole[:-20], gzip.compress(text.replace(b"804", b"805")), gzip.compress(text[:200]), b"hello", gzip.compress(b"")):
        path.write_bytes(damaged)
        with open_store("memory") as other:
            with pytest.raises(StoreError, match="is damaged or none"):
                restore(path, other)
            assert other.graphs() == []
    with pytest.raises(StoreError, match="There is no backup"):
        verify(tmp_path / "none")


def test_a_backup_that_cannot_be_written(store: Store, tmp_path: Path) -> None:
    """A folder that does not exist; nothing is left behind."""
    with pytest.raises(StoreError, match="cannot be written: No such file"):
        backup(store, tmp_path / "none" / "a.nq.gz")
    assert not (tmp_path / "none").exists()


def test_articles_are_kept_and_forgotten(tmp_path: Path) -> None:
    """The text comes back exactly, survives reopening, and goes with its graph."""
    with open_store(tmp_path / "store", mode="write") as store:
        store.replace(IRI, graph_of(ARTICLE), ARTICLE)
    with open_store(tmp_path / "store", mode="write") as store:
        assert store.source(IRI) == ARTICLE
        assert dict(store.sources()) == {IRI: ARTICLE}
        store.forget(IRI)
        assert store.source(IRI) is None
        assert list(store.sources()) == []


def test_a_sound_store_has_no_problems(empty: Store) -> None:
    """Nothing to report."""
    empty.replace(IRI, graph_of(ARTICLE), ARTICLE)
    assert check(empty) == []


def test_what_a_check_finds(empty: Store) -> None:
    """Offsets that do not fit, nodes that nobody describes, nodes without evidence, a graph without an article."""
    quads = graph_of(ARTICLE)
    moved = [quad for quad in quads if quad.predicate.value != f"{KG}end"] + [Quad(quads[4].subject, NamedNode(f"{KG}end"), Literal(99))]
    dangling = Quad(NamedNode(f"{BASE}place/oslo"), NamedNode(f"{KG}locatedIn"), NamedNode(f"{BASE}place/norway"))
    empty.replace(IRI, [*moved, dangling])
    empty.replace(f"{BASE}article/none", [Quad(NamedNode(f"{BASE}x"), NamedNode(f"{KG}name"), Literal("x"))])
    assert [problem.what for problem in check(empty)] == [
        "the graph does not describe its article",
        "no sentence states it",
        "the node has no type",
        "the offsets 0 to 99 do not fit a quote of 37 characters",
        f"locatedIn points to {BASE}place/norway, which the graph does not describe",
    ]


def test_a_check_reads_the_kept_text(tmp_path: Path) -> None:
    """A quote that is not at its place, and a text that is another one than the graph was made from."""
    with open_store(tmp_path / "store", mode="write") as store:
        shifted = [quad for quad in graph_of(ARTICLE, (1, 38)) if quad.predicate.value != f"{KG}quote"]
        shifted.append(Quad(NamedNode(f"{IRI}#text"), NamedNode(f"{KG}quote"), Literal(TEXT[0:37])))
        store.replace(IRI, shifted, ARTICLE)
        assert [problem.what for problem in check(store)] == ["the text from 1 to 38 is not the quote"]
        store.replace(IRI, graph_of(ARTICLE), Article("Something else.", source="tugs.txt"))
        assert [problem.what for problem in check(store)] == ["the kept text is not the one that the graph was made from"]


def test_a_union_that_lost_a_triple_is_found(tmp_path: Path) -> None:
    """The default graph is compared with the graphs of the articles."""
    with open_store(tmp_path / "store", mode="write") as store:
        store.replace(IRI, graph_of(ARTICLE), ARTICLE)
    database = Oxigraph(tmp_path / "store" / "quads")
    quad = next(iter(database.quads_for_pattern(None, None, None, DefaultGraph())))
    database.remove(quad)
    database.flush()
    del database
    with open_store(tmp_path / "store") as store:
        assert [str(problem) for problem in check(store)] == [
            "the store: the union of the articles is wrong: 1 triples are missing in it, 0 too many"
        ]


def test_a_text_whose_graph_never_came_is_no_fault(tmp_path: Path) -> None:
    """A text is kept before its graph: what a killed process leaves, or a copy made in between, misses nothing that was stored."""
    with open_store(tmp_path / "store", mode="write") as store:
        store.replace(IRI, graph_of(ARTICLE), ARTICLE)
    Sources(tmp_path / "store" / "sources").keep(f"{BASE}article/unfinished", Article("Nothing yet.", source="unfinished.txt"))
    with open_store(tmp_path / "store") as store:
        assert check(store) == []


def test_a_graph_that_is_gone_is_found(tmp_path: Path) -> None:
    """What was stored and is no longer there is told with its name."""
    with open_store(tmp_path / "store", mode="write") as store:
        store.replace(IRI, graph_of(ARTICLE), ARTICLE)
    database = Oxigraph(tmp_path / "store" / "quads")
    database.remove_graph(NamedNode(IRI))
    database.flush()
    del database
    with open_store(tmp_path / "store") as store:
        assert f"the store: the article {IRI} is kept, but its graph is gone" in [str(problem) for problem in check(store)]


def test_the_fixture_is_what_the_check_expects(store: Store) -> None:
    """Of the hand-written articles only the made-up offsets are reported."""
    assert store.graphs() == [AWARD, LAUNCHES, YEAR]
    assert {problem.what.split(" ")[1] for problem in check(store)} == {"offsets"}
    assert article_graphs().keys() == {AWARD, LAUNCHES, YEAR}
