"""The Python API and the spaCy component: the examples of docs/python.md, and what they do not show."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import spacy

import kg_extract
from kg_extract.errors import NotFoundError, StoreError, UsageError
from kg_extract.model import Amount
from kg_extract.views import Extraction
from tests.rdf import sample

ROOT = Path(__file__).parents[1]
BLOCKS = re.compile(r"(?<=```pycon\n).*?(?=```)", re.DOTALL)


@pytest.fixture
def found() -> Extraction:
    """The sample, to walk."""
    return Extraction(sample.extraction(), "kgx, sample")


def test_the_examples_of_the_document_give_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of docs/python.md, one after the other in one process."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    file = ROOT / "docs" / "python.md"
    examples = "\n".join(BLOCKS.findall(file.read_text(encoding="utf-8")))
    test = doctest.DocTestParser().get_doctest(examples, {}, "docs/python.md", str(file), 0)
    told: list[str] = []
    done = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)
    assert (done.attempted > 40, "".join(told)) == (True, "")


def test_importing_costs_nothing() -> None:
    """`import kg_extract` imports neither spaCy nor an RDF library, and asking a store needs no spaCy."""
    script = """
import sys, kg_extract
assert not {"spacy", "rdflib", "pyoxigraph", "kg_extract.model"} & set(sys.modules)
store = kg_extract.open_store("memory")
store.query("contracts")
store.ingest([])
store.articles()
assert "spacy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_all_names_are_there() -> None:
    """Every public name can be had, is listed, and nothing else is made up."""
    assert {name for name in kg_extract.__all__ if not hasattr(kg_extract, name)} == set()
    assert set(kg_extract.__all__) <= set(dir(kg_extract))
    with pytest.raises(AttributeError, match="no_such"):
        kg_extract.no_such  # noqa: B018


def test_an_extraction_is_walked(found: Extraction) -> None:
    """Roles by name, entities by any of their names, the way back from an entity, relations with both sides."""
    award, launch = found.events
    borealis = found.entity("northern light systems")
    assert borealis.events == (award,)
    assert [str(relation) for relation in borealis.relations] == [
        "Polaris-3 manufacturer Borealis Aerospace Ltd.",
        "Borealis Aerospace Ltd. headquarteredIn Tromvik",
        "Borealis Aerospace Ltd. foundedOn 2017",
        "Jane Roe holdsPosition (chief executive) Borealis Aerospace Ltd.",
    ]
    assert [amount.currency for amount in award["amount"] if isinstance(amount, Amount)] == ["CNY", "USD"]
    assert (launch.first("provider"), launch["provider"]) == (None, ())
    assert launch.quotes == (sample.SENTENCES[3],)
    with pytest.raises(UsageError, match="Launch has no role 'awardee'"):
        launch["awardee"]
    with pytest.raises(NotFoundError, match="Polaris-3"):
        found.entity("Nobody")


def test_a_store_in_memory_takes_extractions(found: Extraction) -> None:
    """It keeps what it was given while it lives, and has it once."""
    with kg_extract.open_store("memory") as store:
        assert store.ingest([found]).changes["added"] == 1
        assert store.ingest([found]).changes["unchanged"] == 1
        [row] = store.query("SELECT ?day ?value { ?e kg:awardee ?who ; kg:date ?day ; kg:amount/kg:value ?value } ORDER BY ?value LIMIT 1")
        assert (row["day"], str(row["value"])) == (date(2025, 5, 18), "111000000")
        [row] = store.query("SELECT ?none ('' AS ?empty) (<urn:x> AS ?iri) {}")
        assert row == {"none": None, "empty": "", "iri": "urn:x"}
        assert len(store.graph("Borealis wins")) == len(found.graph())
        store.forget("Borealis wins")
        assert not store.query("ASK { ?s ?p ?o }")


def test_a_store_on_disk_is_free_between_two_calls(found: Extraction, tmp_path: Path) -> None:
    """Somebody else may write while it is open; what is asked for is what is there then."""
    ours, theirs = kg_extract.open_store(tmp_path / "store"), kg_extract.open_store(tmp_path / "store")
    with pytest.raises(StoreError, match="no store at"):
        ours.articles()
    ours.ingest([found])
    theirs.forget("borealis.txt")
    assert ours.articles() == []


def test_wrong_calls_are_told(found: Extraction) -> None:
    """Each says what to write instead."""
    store = kg_extract.open_store("memory")
    with pytest.raises(UsageError, match=r"ingest\(\['news'\]\)"):
        store.ingest("news")
    with pytest.raises(UsageError, match="Only shipped queries take parameters"):
        store.query("SELECT * {}", agency="x")
    with pytest.raises(UsageError, match="no SELECT"):
        list(store.query("ASK {}"))
    with pytest.raises(UsageError, match="no triples"):
        store.query("SELECT * {}").graph()
    with pytest.raises(UsageError, match="not a date"):
        store.ingest([], published="soon")
    with pytest.raises(NotFoundError, match="no article"):
        store.forget("nothing")


def test_spacy_knows_the_component_by_itself() -> None:
    """A script that imports nothing of kgx can add it; before it is used, nothing but its module is imported."""
    script = """
import sys, spacy
nlp = spacy.blank("en")
assert "kg_extract.nlp" not in sys.modules
nlp.add_pipe("kgx")
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_docs_of_any_kind_go_through(tmp_path: Path) -> None:
    """The same text twice, an empty one, other processes; saved and loaded it finds the same."""
    text = "Borealis Aerospace acquired Example Networks for $7 million."
    nlp = spacy.blank("en")
    nlp.add_pipe("kgx", config={"min_confidence": 0.2})
    docs = [doc._.kgx for doc in nlp.pipe([text, text, "", " \n", text])]
    assert [len(each.events) for each in docs] == [1, 1, 0, 0, 1]
    assert docs[0] == docs[1] == docs[4]
    nlp.to_disk(tmp_path / "pipeline")
    assert spacy.load(tmp_path / "pipeline")(text)._.kgx == docs[0]
    assert nlp.make_doc(text)._.kgx is None
