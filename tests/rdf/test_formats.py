"""What leaves kgx is read back by the libraries that the users of each format use."""

from __future__ import annotations

import csv
import importlib
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, RdfFormat, Store
from rdflib.namespace import SDO

from kg_extract import resources
from kg_extract.errors import UsageError
from kg_extract.model import ENTITY_TYPES, RELATION_TYPES, ROLES, STATUSES, Amount, Event
from kg_extract.rdf.build import quads
from kg_extract.rdf.export_csv import spreadsheet_safe
from kg_extract.rdf.formats import FORMATS, export, format_of, translated
from kg_extract.rdf.vocab import KG, RDF, SCHEMA

from . import sample

networkx = pytest.importorskip("networkx")
pandas = pytest.importorskip("pandas")

BOREALIS = "https://w3id.org/kg-extract/id/organization/borealis-aerospace"
TROMVIK = "https://w3id.org/kg-extract/id/place/tromvik"


@pytest.fixture(scope="module")
def found() -> list[Quad]:
    """The sample's graph."""
    return quads(sample.extraction())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_whole_and_always_the_same(name: str, found: list[Quad], tmp_path: Path) -> None:
    """The same dataset in any order gives the same bytes, and nothing unfinished is left behind."""
    first = export(found, tmp_path / "a", name)
    second = export(list(reversed(found)), tmp_path / "b", name)
    assert first
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_store_can_leave_too(name: str, tmp_path: Path) -> None:
    """No format fails for want of content."""
    export([], tmp_path / "a", name)


def test_graphml_is_read_by_networkx(found: list[Quad], tmp_path: Path) -> None:
    """Nodes have names and types, numbers are numbers, and an edge tells what it is and how sure."""
    [file] = export(found, tmp_path / "graph.graphml")
    graph = networkx.read_graphml(file, force_multigraph=True)
    assert graph.is_directed()
    assert graph.nodes[BOREALIS]["name"] == "Borealis Aerospace Ltd."
    assert graph.nodes[BOREALIS]["type"] == "Company"
    [edge] = graph.get_edge_data(BOREALIS, TROMVIK).values()
    assert (edge["label"], edge["confidence"], edge["status"]) == ("headquarteredIn", 0.95, "occurred")
    assert {data["value"] for _, data in graph.nodes(data=True) if "value" in data} == {804000000.0, 111000000.0}
    award = next(node for node, data in graph.nodes(data=True) if data["type"] == "ContractAward")
    assert {data["label"] for *_, data in graph.out_edges(award, data=True)} == {"awardee", "awarder", "amount", "statedIn"}


def test_what_is_denied_is_no_edge(tmp_path: Path) -> None:
    """Who draws the graph does not see a headquarters that an article denies."""
    denied = replace(sample.extraction(), relations=(replace(sample.RELATIONS[1], status="negated"),))
    [file] = export(quads(denied), tmp_path / "graph.graphml")
    assert "headquarteredIn" not in {data["label"] for *_, data in networkx.read_graphml(file).edges(data=True)}


def test_neo4j_files_follow_the_import_headers(found: list[Quad], tmp_path: Path) -> None:
    """Each file has the fields that the importer asks for, every relationship's ends are nodes, and each cell is one line."""
    export(found, tmp_path / "neo4j", "neo4j")
    nodes, edges = (
        pandas.read_csv(tmp_path / "neo4j" / name, dtype=str, keep_default_na=False) for name in ("nodes.csv", "relationships.csv")
    )
    assert {"iri:ID", ":LABEL", "name"} <= set(nodes.columns)
    assert list(edges.columns[:3]) == [":START_ID", ":TYPE", ":END_ID"]
    assert nodes["iri:ID"].is_unique
    assert set(edges[":START_ID"]) | set(edges[":END_ID"]) <= set(nodes["iri:ID"])
    types = {column.split(":")[1] for table in (nodes, edges) for column in table.columns if column.split(":")[0] and ":" in column}
    assert types <= {"ID", "double", "boolean", "string[]"}
    borealis = nodes[nodes["iri:ID"] == BOREALIS].iloc[0]
    assert borealis["altLabel:string[]"].split(";") == ["Borealis", "Northern Light Systems"]
    assert not any("\n" in cell for table in (nodes, edges) for row in table.to_numpy() for cell in row)


def test_kgx_files_have_the_columns_of_the_specification(found: list[Quad], tmp_path: Path) -> None:
    """Identifiers and categories are CURIEs, every edge's ends are nodes, and each edge says who made it."""
    export(found, tmp_path / "kgx", "kgx")
    options = {"sep": "\t", "dtype": str, "keep_default_na": False, "quoting": csv.QUOTE_NONE}
    nodes, edges = (pandas.read_csv(tmp_path / "kgx" / name, **options) for name in ("nodes.tsv", "edges.tsv"))
    assert {"id", "category", "name", "provided_by"} <= set(nodes.columns)
    assert {"id", "subject", "predicate", "object", "primary_knowledge_source", "knowledge_level", "agent_type"} <= set(edges.columns)
    assert nodes["id"].is_unique
    assert edges["id"].is_unique
    assert nodes["category"].str.startswith("biolink:").all()
    assert edges["predicate"].str.startswith("biolink:").all()
    assert set(edges["subject"]) | set(edges["object"]) <= set(nodes["id"])
    [row] = edges[edges["original_predicate"] == "kg:headquarteredIn"].to_dict("records")
    assert (row["subject"], row["predicate"], row["object"]) == ("organization:borealis-aerospace", "biolink:located_in", "place:tromvik")


def test_kgx_files_are_read_by_the_kgx_toolkit(found: list[Quad], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NCATS's own reader takes the files, and every category and predicate is one of the Biolink Model."""
    toolkit = biolink_toolkit(monkeypatch)
    source, transformer = (importlib.import_module(f"kgx.{name}") for name in ("source", "transformer"))
    export(found, tmp_path / "kgx", "kgx")
    records = [
        r
        for name in ("nodes.tsv", "edges.tsv")
        for r in source.TsvSource(transformer.Transformer()).parse(str(tmp_path / "kgx" / name), format="tsv")
    ]
    nodes = {record[0]: record[1] for record in records if len(record) == 2}
    assert nodes["organization:borealis-aerospace"]["synonym"] == ["Borealis", "Northern Light Systems"]
    mapping = resources.read_toml("rdf/biolink.toml")
    assert all(toolkit.is_predicate(predicate) for predicate in mapping["predicate"].values())
    assert all(toolkit.get_element(category) for category in mapping["category"].values())


def biolink_toolkit(monkeypatch: pytest.MonkeyPatch) -> Any:
    """NCATS's toolkit over the Biolink Model as installed, where it is; by itself it would fetch both from the network."""
    biolink_model = pytest.importorskip("biolink_model")
    toolkit = pytest.importorskip("bmt.toolkit")
    schema = Path(biolink_model.__path__[0]) / "schema" / "biolink_model.yaml"
    monkeypatch.setattr(toolkit.Toolkit.__init__, "__defaults__", (str(schema), {"predicate mappings": []}))
    config = pytest.importorskip("kgx.config")
    monkeypatch.setitem(config.jsonld_context_map, "biolink", {})
    return toolkit.Toolkit()


def test_csv_tables_are_read_by_pandas(found: list[Quad], tmp_path: Path) -> None:
    """One table per event type that there is, with names beside IRIs and both amounts of an award."""
    files = export(found, tmp_path / "tables", "csv")
    assert [f.stem for f in files] == ["ContractAward", "Launch", "articles", "entities", "posts", "relations"]
    [award] = pandas.read_csv(tmp_path / "tables" / "ContractAward.csv", dtype=str, keep_default_na=False).to_dict("records")
    assert award["awardee"] == "Borealis Aerospace Ltd."
    assert award["awardee_iri"] == BOREALIS
    assert award["amount_value"] == "804000000; 111000000"
    assert award["amount_currency"] == "CNY; USD"
    assert (award["date"], award["status"], award["published"]) == ("2025-05-18", "occurred", "2025-05-26")
    assert award["quote"] == sample.SENTENCES[0]
    relations = pandas.read_csv(tmp_path / "tables" / "relations.csv", dtype=str)
    assert set(relations["predicate"]) == {"manufacturer", "headquarteredIn", "foundedOn"}
    [post] = pandas.read_csv(tmp_path / "tables" / "posts.csv").to_dict("records")
    assert (post["person"], post["position"], post["organization"]) == ("Jane Roe", "chief executive", "Borealis Aerospace Ltd.")


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\n=1"])
def test_no_cell_is_a_formula(name: str, tmp_path: Path) -> None:
    """A name that a spreadsheet would run is written as text."""
    whole = sample.extraction()
    first = replace(whole.entities[0], name=name, names=(name,))
    export(quads(replace(whole, entities=(first, *whole.entities[1:]))), tmp_path / "tables", "csv")
    cells = [
        cell for file in (tmp_path / "tables").iterdir() for row in csv.reader(io.StringIO(file.read_bytes().decode())) for cell in row
    ]
    assert any(cell == spreadsheet_safe(name) for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\n")) for cell in cells)


def test_schema_org_terms_exist() -> None:
    """Every class, property and status of the mapping is one of schema.org."""
    table = resources.read_toml("rdf/schema_org.toml")
    used = {term for name in ("class", "property", "inverse", "bound", "status", "label") for term in table[name].values()}
    used |= {term for special in table["of"].values() for term in special.values()}
    assert [term for term in used if term not in SDO] == []


def test_schema_org_mapping_covers_the_model() -> None:
    """Each type, role, relation and status has a counterpart."""
    table = resources.read_toml("rdf/schema_org.toml")
    assert {*ENTITY_TYPES, *ROLES} <= set(table["class"])
    assert {role for roles in ROLES.values() for role in roles} <= set(table["property"])
    assert {*RELATION_TYPES} - {"holdsPosition"} <= {*table["property"], *table["inverse"]}
    assert set(STATUSES) == set(table["status"])


def test_schema_org_answers_questions_in_its_own_terms(found: list[Quad]) -> None:
    """A user of schema.org finds order, price, employment and quotation, and nothing of the project's own vocabulary."""
    store = Store()
    store.extend(translated(found, "trig", vocab="schema.org"))
    patterns = (
        "?a a schema:OrderAction ; schema:agent/schema:name 'Norland Space Agency' ; schema:provider/schema:name 'Borealis Aerospace Ltd.'",
        "?a a schema:OrderAction ; schema:priceSpecification ?p . ?p schema:price 804000000.0 ; schema:priceCurrency 'CNY'",
        "?a a schema:TransferAction ; schema:actionStatus schema:PotentialActionStatus ; schema:startTime ?t ; schema:endTime ?u",
        "?p a schema:Person ; schema:worksFor ?r . ?r schema:roleName 'chief executive' ; schema:worksFor ?o . ?o schema:name ?name",
        "?a schema:subjectOf ?q . ?q a schema:Quotation ; schema:isPartOf ?n . ?n a schema:NewsArticle ; schema:headline 'Borealis wins'",
    )
    for pattern in patterns:
        query = f"ASK {{ {pattern} }}"
        assert bool(store.query(query, prefixes={"schema": SCHEMA.iri}, use_default_graph_as_union=True)), pattern
    assert KG.iri not in "".join(map(str, store))


def test_an_upper_bound_is_a_maximum_price() -> None:
    """ "Up to 5 million" must not read as a price of 5 million."""
    arguments = (sample.argument("amount", Amount(Decimal(5000000), "EUR", "up to 5 million euros", bound="max"), "804 million yuan"),)
    event = Event("ContractAward", "occurred", 0.5, arguments, sample.AWARD.evidence)
    told = translated(quads(replace(sample.extraction(), events=(event,))), "nquads", vocab="schema.org")
    properties = {quad.predicate for quad in told}
    assert SCHEMA["maxPrice"] in properties
    assert SCHEMA["price"] not in properties


@pytest.mark.parametrize("name", ["turtle", "trig", "nquads", "ntriples"])
def test_triple_terms_are_read_by_pyoxigraph(name: str, found: list[Quad], tmp_path: Path) -> None:
    """In RDF 1.2 a relation is reified by the node that has its evidence, in every syntax that can say so."""
    [file] = export(found, tmp_path / "graph", name, rdf12=True)
    parser = {"turtle": RdfFormat.TURTLE, "trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS, "ntriples": RdfFormat.N_TRIPLES}[name]
    store = Store()
    store.extend(pyoxigraph.parse(file.read_bytes(), format=parser))
    prefixes = {"kg": KG.iri, "rdf": RDF.iri}
    told = (
        "?s rdf:reifies <<( ?a kg:headquarteredIn ?b )>> ; kg:status kg:occurred ; kg:evidence/kg:quote ?quote . ?a kg:headquarteredIn ?b"
    )
    role = "?e a kg:ContractAward ; rdf:reifies <<( ?e kg:awardee ?who )>>"
    for pattern in (told, role):
        assert bool(store.query(f"ASK {{ {pattern} }}", prefixes=prefixes, use_default_graph_as_union=True)), pattern
    assert not bool(store.query("ASK { ?s a rdf:Statement }", prefixes=prefixes, use_default_graph_as_union=True))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("graphml", {"vocab": "schema.org"}),
        ("rdfxml", {"rdf12": True}),
        ("csv", {"rdf12": True}),
        ("turtle", {"vocab": "dublin"}),
        ("yaml", {}),
    ],
)
def test_what_a_format_cannot_hold_is_refused(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    """The error says what goes together, and no file is made."""
    with pytest.raises(UsageError):
        export([], tmp_path / "a", name, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(found: list[Quad], tmp_path: Path) -> None:
    """A missing folder or a file in the way is an error of the call, not a crash."""
    (tmp_path / "file").write_text("x")
    for target, name in ((tmp_path / "missing" / "a.ttl", "turtle"), (tmp_path / "file" / "a.ttl", "turtle"), (tmp_path / "file", "csv")):
        with pytest.raises(UsageError, match="cannot be written"):
            export(found, target, name)
    assert (tmp_path / "file").read_text() == "x"


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """An export that fails half-way does not harm what is there."""
    target = tmp_path / "graph.rdf"
    export([], target)
    before = target.read_bytes()
    with pytest.raises(UsageError):
        export([Quad(KG["a"], KG["text"], Literal("\x07"), KG["g"])], target)
    assert target.read_bytes() == before


@pytest.mark.parametrize(("file", "name"), [("a.graphml", "graphml"), ("a.ttl", "turtle"), ("a.NT", "ntriples")])
def test_the_ending_tells_the_format(file: str, name: str) -> None:
    """Files of other tools are known by their endings as RDF is."""
    assert format_of(Path(file)) == name


def test_a_folder_needs_its_format_named() -> None:
    """The error lists both the endings and the formats that write a folder."""
    with pytest.raises(UsageError, match=r"\.graphml.*neo4j, kgx, csv write a folder"):
        format_of(Path("out"))


def test_shards_together_are_the_dataset(tmp_path: Path) -> None:
    """Each article's graph is in one file, all files together hold everything, and one shard is the plain export."""
    whole = sample.extraction()
    articles = [quads(replace(whole, article=replace(whole.article, source=f"{n}.txt"))) for n in range(6)]
    everything = [quad for article in articles for quad in article]
    files = export(everything, tmp_path / "shards", shards=3)
    assert [f.name for f in files] == ["part-1-of-3.nq", "part-2-of-3.nq", "part-3-of-3.nq"]
    parts = [set(pyoxigraph.parse(f.read_bytes(), format=RdfFormat.N_QUADS)) for f in files]
    assert set().union(*parts) == set(everything)
    graphs = [{quad.graph_name for quad in part} for part in parts]
    assert sum(map(len, graphs)) == len(set().union(*graphs)) == 6
    [single] = export(everything, tmp_path / "one", shards=1)
    [plain] = export(everything, tmp_path / "plain.nq")
    assert single.read_bytes() == plain.read_bytes()


@pytest.mark.parametrize(("name", "shards"), [("turtle", 2), ("nquads", 0), ("nquads", -1)])
def test_shards_that_cannot_be_made_are_refused(name: str, shards: int, tmp_path: Path) -> None:
    """Only N-Quads can be cut up, and into one part at least."""
    with pytest.raises(UsageError, match="--shards"):
        export([], tmp_path / "a", name, shards=shards)


_NODES = st.sampled_from([KG[name] for name in ("a", "b", "planned", "Company", "ContractAward", "Post", "Evidence")])
_PROPERTIES = st.sampled_from(
    [RDF[name] for name in ("type", "subject", "predicate", "object")]
    + [
        KG[name]
        for name in ("status", "evidence", "article", "quote", "bound", "value", "date", "amount", "person", "organization", "confidence")
    ]
)
_VALUES = _NODES | st.sampled_from(
    [RDF["Statement"], Literal(""), Literal("max"), Literal("=x"), Literal("2026-Q9", datatype=KG["quarter"])]
)
_ANYTHING = st.lists(st.builds(Quad, _NODES, _PROPERTIES, _VALUES, _NODES), max_size=12)


@pytest.mark.parametrize("name", FORMATS)
@given(odd=_ANYTHING)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_an_odd_dataset_leaves_without_a_crash(name: str, odd: list[Quad], tmp_path: Path) -> None:
    """A store may hold what kgx did not build; every export takes it."""
    export(odd, tmp_path / "a", name)
    if FORMATS[name].is_rdf:
        list(translated(odd, name, vocab="schema.org"))
    if name in ("turtle", "nquads"):
        list(translated(odd, name, rdf12=True))
