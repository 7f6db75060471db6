"""What is exported reads back as the same dataset, in every format, by rdflib and by pyoxigraph."""

from __future__ import annotations

import io
import json
import random
import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from kg_extract.errors import InputError, UsageError
from kg_extract.rdf.build import quads
from kg_extract.rdf.serialize import RDF_FORMATS, format_of, read, write
from kg_extract.rdf.vocab import KG, RDF, XSD

from . import sample

DATASETS = ("trig", "nquads", "jsonld")
RDFLIB_NAMES = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}


def written(found: list[Quad], format: str) -> bytes:
    """The bytes of an export."""
    out = io.BytesIO()
    write(found, out, format)
    return out.getvalue()


def expected(found: list[Quad], format: str) -> set[Quad]:
    """The dataset itself, or its union where the format has no named graphs."""
    return set(found) if format in DATASETS else {Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in found}


def through_pyoxigraph(data: bytes, format: str) -> set[Quad]:
    """The dataset as pyoxigraph reads it."""
    return set(pyoxigraph.parse(io.BytesIO(data), format=RDF_FORMATS[format].parser))


def through_rdflib(data: bytes, format: str) -> set[Quad]:
    """The dataset as rdflib reads it."""
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=RDFLIB_NAMES[format])
    nquads = dataset.serialize(format="nquads", encoding="utf-8")
    read_back = set(pyoxigraph.parse(io.BytesIO(nquads), format=RdfFormat.N_QUADS))
    if format in DATASETS:
        return read_back
    return {Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in read_back}


IRIS = st.builds(
    lambda namespace, local: NamedNode(namespace + local),
    st.sampled_from(
        [KG.iri, "https://w3id.org/kg-extract/id/person/", "https://w3id.org/kg-extract/id/article/a-1#", "http://x.example/é/"]
    ),
    st.text(st.sampled_from("abzABZ019-_.~é漢,=%"), min_size=1, max_size=6).map(lambda t: t.replace("%", "%41")),
)
PROPERTIES = st.sampled_from(
    [KG["subject"], KG["date"], KG["evidence"], KG["value"], KG["start"], RDF["type"], NamedNode("http://x.example/p-1")]
)
TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff") | st.sampled_from("\n\r\t\"'\\<>&\x85\u2028")
)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.integers(-(10**20), 10**20).map(lambda n: Literal(str(n), datatype=XSD["integer"])),
    st.integers(1, 999).map(lambda n: Literal(f"0.{n:03}".rstrip("0"), datatype=XSD["decimal"])),
    st.dates().map(lambda d: Literal(d.isoformat(), datatype=XSD["date"])),
    st.sampled_from(["2026-Q1", "2026-Q4"]).map(lambda q: Literal(q, datatype=KG["quarter"])),
    st.booleans().map(lambda b: Literal(str(b).lower(), datatype=XSD["boolean"])),
    TEXTS.map(lambda t: Literal(t, language="en-gb")),
)


def row(subject: NamedNode, property_: NamedNode, value: NamedNode | Literal, graph: NamedNode | DefaultGraph) -> Quad:
    """A quad; a type is never a literal."""
    return Quad(subject, property_, subject if property_ == RDF["type"] else value, graph)


DATA = st.lists(st.builds(row, IRIS, PROPERTIES, IRIS | LITERALS, IRIS | st.just(DefaultGraph())), max_size=12)


@pytest.mark.parametrize("format", RDF_FORMATS)
def test_the_sample_reads_back_the_same(format: str) -> None:
    """An article's graph survives every format and both libraries."""
    found = quads(sample.extraction())
    data = written(found, format)
    assert through_pyoxigraph(data, format) == expected(found, format)
    assert through_rdflib(data, format) == expected(found, format)


@pytest.mark.parametrize("format", RDF_FORMATS)
@given(DATA)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_dataset_reads_back_the_same(format: str, found: list[Quad]) -> None:
    """Whatever the characters of names and texts, an export is the dataset."""
    data = written(found, format)
    assert through_pyoxigraph(data, format) == expected(found, format)
    assert through_rdflib(data, format) == expected(found, format)


@pytest.mark.parametrize("format", RDF_FORMATS)
def test_the_order_of_the_quads_does_not_matter(format: str) -> None:
    """The same dataset gives the same bytes, with repetitions and in any order."""
    found = quads(sample.extraction())
    first = written(found, format)
    shuffled = found + found[:5]
    random.Random(3).shuffle(shuffled)
    assert written(shuffled, format) == first


def test_turtle_is_for_reading() -> None:
    """Prefixes that are used are declared, and only those; types come first; an article's own nodes have short names."""
    text = written(quads(sample.extraction()), "turtle").decode()
    assert "@prefix kg:" in text
    assert "@prefix wdt:" not in text
    assert '\n    a kg:Company ;\n    rdfs:label "Borealis Aerospace Ltd." ;\n' in text
    assert re.search(r"kg:evidence :text-0-\d+ ", text)


def test_another_base_has_short_names_too() -> None:
    """Who mints under an address of their own gets as readable a file, and the same data back."""
    found = quads(sample.extraction(), base="https://graph.example/things/")
    text = written(found, "turtle").decode()
    assert "@prefix organization: <https://graph.example/things/organization/> ." in text
    assert "\norganization:borealis-aerospace\n" in text
    both = [*found, *quads(sample.extraction())]
    for format in ("turtle", "trig"):
        assert through_pyoxigraph(written(both, format), format) == expected(both, format)


def test_jsonld_needs_no_network_and_has_plain_keys() -> None:
    """The context lies in the file, and what is in the vocabulary goes by its bare name."""
    document = json.loads(written(quads(sample.extraction()), "jsonld"))
    assert document["@context"]["kg"] == KG.iri
    [graph] = document["@graph"]
    award = next(node for node in graph["@graph"] if node.get("@type") == "ContractAward")
    assert award["awardee"] == "https://w3id.org/kg-extract/id/organization/borealis-aerospace"
    assert award["label"].startswith("Borealis Aerospace Ltd. wins contract")
    assert next(node for node in graph["@graph"] if node.get("@type") == "Evidence")["start"] == 0


@pytest.mark.parametrize(("name", "format"), [("a.ttl", "turtle"), ("a.NQ", "nquads"), ("x/a.b.jsonld", "jsonld"), ("a.rdf", "rdfxml")])
def test_the_ending_tells_the_format(name: str, format: str) -> None:
    """Capitals and further points do not confuse it."""
    assert format_of(Path(name)) == format


@pytest.mark.parametrize("name", ["graph", "graph.docx", ".ttl.gz"])
def test_an_unknown_ending_lists_the_known_ones(name: str) -> None:
    """The error says which endings there are."""
    with pytest.raises(UsageError, match=r"\.ttl, .*\.nq"):
        format_of(Path(name))


def test_an_unknown_format_lists_the_known_ones() -> None:
    """The error says which names there are."""
    with pytest.raises(UsageError, match="turtle, trig, nquads"):
        write([], io.BytesIO(), "yaml")


@pytest.mark.parametrize("format", RDF_FORMATS)
def test_nothing_is_a_valid_file_too(format: str) -> None:
    """An empty store exports to a file that parses and holds nothing."""
    assert through_pyoxigraph(written([], format), format) == set()


def test_a_file_is_read_back(tmp_path: Path) -> None:
    """`read` finds the format by the ending."""
    target = tmp_path / "graph.trig"
    found = quads(sample.extraction())
    target.write_bytes(written(found, "trig"))
    assert set(read(target)) == set(found)


def test_a_broken_file_is_reported_with_its_name(tmp_path: Path) -> None:
    """The error names the file and where it is malformed."""
    target = tmp_path / "graph.ttl"
    target.write_text("<a> <b> .\n")
    with pytest.raises(InputError, match=r"graph\.ttl.*line 1"):
        list(read(target))


def test_rdfxml_refuses_what_xml_cannot_say() -> None:
    """A property without a name that XML takes, or a control character, is an error that names another format."""
    odd = Quad(KG["a"], NamedNode("http://x.example/1"), Literal("x"), DefaultGraph())
    bell = Quad(KG["a"], KG["subject"], Literal("\x07"), DefaultGraph())
    for quad in (odd, bell):
        with pytest.raises(UsageError, match="N-Quads"):
            written([quad], "rdfxml")
