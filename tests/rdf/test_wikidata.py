"""Well-known entities are linked to Wikidata, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg_extract import resources
from kg_extract.model import Entity, Extraction, Mention
from kg_extract.rdf.build import quads
from kg_extract.rdf.formats import export, translated
from kg_extract.rdf.iri import name_key
from kg_extract.rdf.vocab import OWL, PREFIXES, SCHEMA
from kg_extract.rdf.wikidata import same_as

from . import sample


@pytest.mark.parametrize(
    ("type_", "names", "qid"),
    [
        ("Agency", ["NASA"], "Q23548"),
        ("Organization", ["the European Space Agency", "ESA"], "Q42262"),
        ("Place", ["the U.S."], "Q30"),
        ("LaunchSite", ["Baikonur Cosmodrome"], "Q177477"),
        ("LaunchVehicle", ["Lijian-1", "Kinetica-1"], "Q111212242"),
        ("LaunchVehicle", ["Kinetica-2"], "Q124801063"),
        ("LaunchVehicle", ["Long March-5B"], "Q93359357"),
        ("Spacecraft", ["Starship"], None),
        ("Place", ["NASA"], None),
        ("Place", ["Georgia"], None),
        ("Agency", ["CSA"], None),
        ("Company", ["Borealis Aerospace"], None),
        ("Agency", ["NASA", "ESA"], None),
    ],
)
def test_a_name_is_linked_only_where_it_is_certain(type_: str, names: list[str], qid: str | None) -> None:
    """The type has to fit, and names that contradict each other link to nothing."""
    found = same_as(type_, names)
    assert (found.value if found else None) == (PREFIXES["wd"] + qid if qid else None)


def test_the_link_is_in_the_graph() -> None:
    """An entity that the table knows has owl:sameAs."""
    agency = Entity(0, "Agency", "NASA", ("NASA",), (Mention(0, 4, "NASA"),), (sample.sentence(0),))
    found = [q.object for q in quads(Extraction(sample.ARTICLE, (agency,))) if q.predicate == OWL["sameAs"]]
    assert found == [same_as("Agency", ["NASA"])]


def test_the_table_is_sound() -> None:
    """Every row has an identifier of Wikidata's form, each identifier stands once, and no name has two."""
    rows = resources.read_csv("rdf/wikidata.csv")
    assert all(re.fullmatch(r"Q[1-9][0-9]*", row["qid"]) for row in rows)
    assert len({row["qid"] for row in rows}) == len(rows)
    keys = [(row["family"], row["qid"], name_key(name, row["family"])) for row in rows for name in row["names"].split("|")]
    assert len({(family, key) for family, _, key in keys}) == len(set(keys))


def test_the_link_leaves_with_the_entity(tmp_path: Path) -> None:
    """Exports for other tools keep it under the name that it has there."""
    agency = Entity(0, "Agency", "NASA", ("NASA",), (Mention(0, 4, "NASA"),), (sample.sentence(0),))
    found = quads(Extraction(sample.ARTICLE, (agency,)))
    files = [*export(found, tmp_path / "kgx", "kgx"), *export(found, tmp_path / "graph.graphml"), *export(found, tmp_path / "graph.jsonld")]
    texts = {file.name: file.read_text() for file in files}
    assert "\twd:Q23548\t" in texts["nodes.tsv"]
    assert '<data key="n-sameAs">http://www.wikidata.org/entity/Q23548</data>' in texts["graph.graphml"]
    assert '"sameAs": "http://www.wikidata.org/entity/Q23548"' in texts["graph.jsonld"]
    assert SCHEMA["sameAs"] in {quad.predicate for quad in translated(found, "turtle", vocab="schema.org")}
