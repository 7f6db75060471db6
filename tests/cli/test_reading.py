"""`kgx show`, `why`, `articles`, `export`, `forget`, `store`: whole outputs over one made-up article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg_extract.rdf.serialize import RDF_FORMATS
from tests.cli.conftest import Kgx

IRI = "https://w3id.org/kg-extract/id/article/borealis-65d64838efa3"

CARD = """\
Borealis Aerospace Ltd. (Company)
  also known as Borealis, Northern Light Systems
  headquartered in Tromvik
  founded 2017
  maker of Polaris-3 (planned)
  Jane Roe, chief executive, Borealis Aerospace Ltd.
  Events:
    2025-05-18  ContractAward: Borealis Aerospace Ltd. wins contract from Norland Space Agency, CNY 804 million, \
about USD 111 million, 2025-05-18
  Articles:
    2025-05-26  Borealis wins  (news/borealis.txt)
"""

WHY = """\
Polaris-3
  Spacecraft
  2025-05-26  Borealis wins  (news/borealis.txt)
    126–223: “Borealis, officially known as Northern Light Systems, will build the Polaris-3 weather satellite.”

Polaris-3: manufacturer Borealis Aerospace Ltd.
  manufacturer, planned, confidence 0.7
  2025-05-26  Borealis wins  (news/borealis.txt)
    126–223: “Borealis, officially known as Northern Light Systems, will build the Polaris-3 weather satellite.”

Launch of Polaris-3 on Skua-2, 2026-Q4 (planned)
  Launch, planned, confidence 0.9
  2025-05-26  Borealis wins  (news/borealis.txt)
    312–422: “Polaris-3 is to lift off on a Skua-2 rocket in the fourth quarter of 2026, but Roe "did not" rule out a delay.”
"""

ARTICLES = """\
published   headline       file               events  relations  entities
2025-05-26  Borealis wins  news/borealis.txt       2          4         6
"""


def test_show_prints_a_card(kgx: Kgx) -> None:
    """Names, relations both ways, posts, events and articles of one entity, found by any of its names."""
    assert kgx("show", "northern light systems").out == CARD
    assert kgx("show", "organization:borealis-aerospace").out == CARD


def test_show_gives_the_same_as_json(kgx: Kgx) -> None:
    """For programs, a list of cards."""
    (card,) = json.loads(kgx("show", "Borealis", "--format", "json").out)
    assert (card["name"], card["types"], len(card["statements"])) == ("Borealis Aerospace Ltd.", ["Company"], 3)


def test_show_suggests_near_names(kgx: Kgx) -> None:
    """A misspelt name leads to the right one; exit code 7."""
    done = kgx("show", "Boralis")
    assert (done.code, done.out) == (7, "")
    assert "Did you mean Borealis" in done.err


def test_why_prints_the_sentences(kgx: Kgx) -> None:
    """Every fact about a name with its status, confidence, article, offsets and sentence, verbatim."""
    assert kgx("why", "Polaris-3").out == WHY


def test_why_takes_one_fact_or_one_article(kgx: Kgx) -> None:
    """The IRI of an event asks about that event; --article narrows to one article."""
    launch = json.loads(kgx("why", "Skua-2", "--format", "json").out)[-1]["iri"]
    assert kgx("why", launch).out.startswith("Launch of Polaris-3 on Skua-2")
    assert kgx("why", "Skua-2", "--article", "borealis").code == 0
    assert kgx("why", "Skua-2", "--article", "another").code == 7


def test_articles_lists_what_was_read(kgx: Kgx) -> None:
    """One line for each article with its counts; the same as JSON with its IRI."""
    assert kgx("articles").out == ARTICLES
    assert json.loads(kgx("articles", "--format", "json").out)[0]["iri"] == IRI


@pytest.mark.parametrize("name", ["borealis", "borealis.txt", "news/borealis.txt", "Borealis Wins", IRI, f"<{IRI}>"])
def test_an_article_is_found_by_all_its_names(kgx: Kgx, name: str) -> None:
    """File name with or without folder and ending, headline in any case, IRI."""
    assert kgx("forget", name, "--dry-run").out == "would forget news/borealis.txt: 2 events, 4 relations\n"


def test_forget_takes_an_article_out(kgx: Kgx, own_store: Path) -> None:
    """Afterwards the store holds no quad of it, and forgetting it again is an error that suggests a look at the list."""
    assert kgx("forget", "borealis").out == "forgot news/borealis.txt: 2 events, 4 relations\n"
    assert "quads  " in kgx("store", "stats").out
    assert json.loads(kgx("store", "stats", "--format", "json").out)["quads"] == 0
    again = kgx("forget", "borealis")
    assert (again.code, again.err) == (7, "kgx: The store has no article borealis. See them all: kgx articles\n")


def test_forget_with_one_unknown_article_forgets_none(kgx: Kgx, own_store: Path) -> None:
    """All or nothing."""
    assert kgx("forget", "borealis", "unknown").code == 7
    assert kgx("articles").out == ARTICLES


@pytest.mark.parametrize("ending", ["ttl", "trig", "nq", "nt", "jsonld", "rdf"])
def test_export_writes_by_ending_and_twice_the_same(kgx: Kgx, tmp_path: Path, ending: str) -> None:
    """Every format can be read back, and the same store gives the same bytes."""
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    assert (kgx("export", str(first)).code, kgx("export", str(second)).code) == (0, 0)
    syntax = next(each for each in RDF_FORMATS.values() if f".{ending}" in each.endings)
    assert first.read_bytes() == second.read_bytes()
    assert len({quad.triple for quad in parse(path=str(first), format=syntax.parser)}) > 100


def test_export_goes_to_standard_output(kgx: Kgx) -> None:
    """Without a file, Turtle or what --format says; --article takes one graph."""
    assert kgx("export").out.startswith("@prefix kg: ")
    quads = kgx("export", "--format", "nquads", "--article", "borealis").out
    assert {quad.graph_name.value for quad in parse(quads, format=RdfFormat.N_QUADS)} == {IRI}


def test_export_speaks_other_vocabularies_and_tools(kgx: Kgx, tmp_path: Path) -> None:
    """schema.org terms, RDF 1.2 triple terms, GraphML by its ending, and a folder of tables for what needs several files."""
    assert "a schema:Organization" in kgx("export", "--vocab", "schema.org").out
    assert "<<( " in kgx("export", "--rdf12").out
    assert kgx("export", str(tmp_path / "x.graphml")).code == 0
    assert kgx("export", str(tmp_path / "tables"), "--format", "csv").code == 0
    assert any(file.suffix == ".csv" for file in (tmp_path / "tables").iterdir())
    assert kgx("export", "--format", "neo4j").code == 2


def test_export_writes_all_or_nothing(kgx: Kgx, tmp_path: Path) -> None:
    """An unwritable path, an unknown ending or an unknown article is told, and no file is left behind."""
    assert kgx("export", str(tmp_path / "no" / "x.ttl")).code == 2
    assert "ending" in kgx("export", str(tmp_path / "x.doc")).err
    assert kgx("export", str(tmp_path / "x.ttl"), "--article", "nobody").code == 7
    assert list(tmp_path.iterdir()) == []


def test_store_stats_counts(kgx: Kgx) -> None:
    """Articles, quads and every type."""
    found = json.loads(kgx("store", "stats", "--format", "json").out)
    assert (found["articles"], found["events"]) == (1, {"ContractAward": 1, "Launch": 1})
    assert found["relations"] == {"Post": 1, "foundedOn": 1, "headquarteredIn": 1, "manufacturer": 1}


def test_store_validate_checks_the_shapes(kgx: Kgx) -> None:
    """A graph that kgx made conforms."""
    done = kgx("store", "validate")
    assert (done.code, done.out) == (0, "everything conforms.\n")
