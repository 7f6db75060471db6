"""A profile from its making to the graph: stored, asked, exported, validated, carried over."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

from kg_extract import met
from kg_extract.cli.main import run
from tests.profiles.change import change

CT = "https://w3id.org/kg-extract/profiles/clinical-trials#"
TRIALS = Path(__file__).parents[2] / "samples" / "clinical-trials"


def test_a_new_profile_works_from_end_to_end(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Made, checked, used, asked, exported and validated; the store remembers the profile even when its folder is gone."""
    store = ["--store", str(tmp_path / "store")]
    assert run(["profile", "check", str(own)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 event type, 1 relation, 1 entity type; every example holds."
    assert run(["ingest", "--profile", str(own), str(own / "samples"), *store]) == 0
    rows = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    assert rows == ["event", "Recall", "Recall", "1 article stored; 2 events, 1 relation, 4 entities."]
    shutil.rmtree(own)
    met.PROFILES.clear()
    assert run(["query", "recalls", "--company", "Norland", "--format", "csv", *store]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "2026-03-02,Norland Appliances,Brisk 300,12000,fire,occurred",
        "2026-03-05,Norland Appliances,Cosy 450,,,possible",
    ]
    assert run(["query", "SELECT (COUNT(*) AS ?n) { ?r a foodsafety:Recall }", "--format", "csv", *store]) == 0
    assert capsys.readouterr().out.splitlines() == ["n", "2"]
    assert run(["show", "Brisk 300", *store]) == 0
    assert "Brisk 300 (Device)\n  sold in Norway\n" in capsys.readouterr().out
    assert run(["store", "validate", *store]) == run(["store", "check", *store]) == 0
    assert run(["export", str(tmp_path / "graph.ttl"), *store]) == 0
    graph = rdflib.Graph().parse(tmp_path / "graph.ttl")
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://example.org/food-safety#Recall")))) == 2
    assert "foodsafety:units 12000 ;" in (tmp_path / "graph.ttl").read_text()


def test_another_version_of_a_profile_reads_articles_again(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The profile is part of the settings: unchanged it costs nothing, changed it counts, without it the article is read as news."""
    command = ["ingest", str(own / "samples"), "--store", str(tmp_path / "store")]
    sums = []
    for after in (None, None, "prior = 0.7"):
        if after:
            change(own / "frames" / "Recall.toml", "prior = 0.8", after)
        run([*command, "--profile", str(own)])
        sums.append(capsys.readouterr().out.splitlines()[-1].partition(";")[0])
    run(command)
    sums.append(capsys.readouterr().out.splitlines()[-1])
    assert sums == [
        "1 article stored",
        "1 article unchanged.",
        "1 article replaced",
        "1 article replaced; 0 events, 0 relations, 0 entities.",
    ]


def test_one_decision_told_twice_is_one_happening(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Events of a profile are linked across articles by the rules of its frames, and by no others."""
    told = {
        "post": ("2026-03-04", "The Norland Medicines Agency approved zelvorimab for multiple sclerosis on Tuesday."),
        "daily": ("2026-03-06", "Zelvorimab was approved by the Norland Medicines Agency for multiple sclerosis this week."),
        "later": ("2026-11-20", "The Norland Medicines Agency approved zelvorimab for multiple sclerosis on Monday."),
        "other": ("2026-03-05", "The Norland Medicines Agency rejected zelvorimab for asthma on Wednesday."),
    }
    for name, (day, sentence) in told.items():
        (tmp_path / f"{name}.txt").write_text(f"date: {day}\n\nNews of medicines: {name}\n\n{sentence}\n", encoding="utf-8")
    store = ["--store", str(tmp_path / "store")]
    assert run(["ingest", *(str(tmp_path / f"{name}.txt") for name in told), "--profile", "clinical-trials", *store]) == 0
    capsys.readouterr()
    asked = """SELECT ?a ?b ?rule { GRAPH kg:resolution { ?x kg:sameHappening ?y ; kg:joinedBy ?rule }
      GRAPH ?g { ?x a ct:RegulatoryDecision . ?g kg:fileName ?a } GRAPH ?h { ?y a ct:RegulatoryDecision . ?h kg:fileName ?b } }"""
    assert run(["query", asked, "--format", "csv", *store]) == 0
    rows = [line.split(",", 2) for line in capsys.readouterr().out.splitlines()[1:]]
    assert [({Path(a).stem, Path(b).stem}, rule) for a, b, rule in rows] == [
        ({"post", "daily"}, '"same drug, regulator and decision, within a month"')
    ]


def test_several_processes_give_the_same_graph(tmp_path: Path) -> None:
    """With --jobs the workers know the profile, too."""
    graphs = []
    for jobs in ("1", "2"):
        store, graph = str(tmp_path / jobs), tmp_path / f"{jobs}.nq"
        assert run(["ingest", str(TRIALS), "--profile", "clinical-trials", "--jobs", jobs, "--store", store]) == 0
        assert run(["export", str(graph), "--store", store]) == 0
        graphs.append(graph.read_bytes())
    assert graphs[0] == graphs[1]


def test_what_was_extracted_with_a_profile_is_taken_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """kgx extract | kgx ingest gives the same graph as kgx ingest."""
    sample = str(TRIALS / "trial-start.txt")
    assert run(["extract", sample, "--profile", "clinical-trials"]) == 0
    lines = capsys.readouterr().out
    (tmp_path / "made.jsonl").write_text(lines)
    assert {event["type"] for event in json.loads(lines)["events"]} == {"TrialStart", "Funding"}
    for name, arguments in (("one", [sample, "--profile", "clinical-trials"]), ("two", [str(tmp_path / "made.jsonl")])):
        assert run(["ingest", *arguments, "--store", str(tmp_path / name)]) == 0
        assert run(["export", str(tmp_path / f"{name}.nq"), "--store", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()


def test_every_export_has_the_terms_of_the_profile(tmp_path: Path) -> None:
    """Tables, property graphs and RDF 1.2 know events, roles and types that kgx does not."""
    store = str(tmp_path / "store")
    assert run(["ingest", str(TRIALS), "--profile", "clinical-trials", "--store", store]) == 0
    for format in ("csv", "kgx", "neo4j"):
        assert run(["export", str(tmp_path / format), "--format", format, "--store", store]) == 0
    header, *rows = (tmp_path / "csv" / "TrialResult.csv").read_text().splitlines()
    assert {"drug", "condition", "phase", "enrolment", "outcome", "date"} <= set(header.split(","))
    assert len(rows) == 1 and ",640," in rows[0] and ",success," in rows[0]
    assert ",Drug," in (tmp_path / "csv" / "entities.csv").read_text()
    assert "ct:TrialStart" in (tmp_path / "kgx" / "nodes.tsv").read_text()
    assert run(["export", str(tmp_path / "graph.ttl"), "--rdf12", "--store", store]) == 0
    assert 'ct:phase "phase 2" )>>' in (tmp_path / "graph.ttl").read_text()
    assert run(["export", str(tmp_path / "graph.jsonld"), "--store", store]) == 0
    graph = rdflib.Dataset(default_union=True).parse(tmp_path / "graph.jsonld")
    assert (None, rdflib.URIRef(f"{CT}enrolment"), rdflib.Literal(640)) in graph


def test_in_schema_org_the_terms_go_by_the_ontology(tmp_path: Path) -> None:
    """A drug is schema.org's, since the ontology puts it under schema:Drug, and a trial is an action with an agent."""
    store, file = str(tmp_path / "store"), tmp_path / "graph.ttl"
    assert run(["ingest", str(TRIALS / "trial-result.txt"), "--profile", "clinical-trials", "--store", store]) == 0
    assert run(["export", str(file), "--vocab", "schema.org", "--store", store]) == 0
    graph = rdflib.Graph().parse(file)
    schema = rdflib.Namespace("https://schema.org/")
    [(trial, drug)] = [(s, o) for s, o in graph.subject_objects(schema.object) if (s, schema.agent, None) in graph][:1]
    assert (trial, rdflib.RDF.type, schema.Action) in graph
    assert (drug, rdflib.RDF.type, schema.Drug) in graph


def test_a_backup_brings_the_profiles_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A store that is restored elsewhere knows the queries and shapes of the profiles it was made with."""
    for command in (
        ["ingest", str(TRIALS), "--profile", "clinical-trials", "--store", str(tmp_path / "one")],
        ["store", "backup", str(tmp_path / "graph.nq.gz"), "--store", str(tmp_path / "one")],
        ["store", "restore", str(tmp_path / "graph.nq.gz"), "--store", str(tmp_path / "two")],
    ):
        assert run(command) == 0
    met.PROFILES.clear()
    capsys.readouterr()
    assert run(["query", "decisions", "--status", "possible", "--format", "csv", "--store", str(tmp_path / "two")]) == 0
    assert "European Medicines Agency,SP-2207" in capsys.readouterr().out
    assert run(["store", "check", "--store", str(tmp_path / "two")]) == 0


def test_the_shapes_of_the_profile_are_checked(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the profile's shapes forbid is told by kgx store validate, and what kgx asks of every event holds, too."""
    store = ["--store", str(tmp_path / "store")]
    run(["ingest", "--profile", str(own), str(own / "samples"), *store])
    capsys.readouterr()
    gone, come = "?e foodsafety:units ?n ; kg:confidence ?c", "?e foodsafety:units 0"
    update = f"DELETE {{ GRAPH ?g {{ {gone} }} }} INSERT {{ GRAPH ?g {{ {come} }} }} WHERE {{ GRAPH ?g {{ {gone} }} }}"
    assert run(["store", "update", update, "--force", *store]) == 0
    assert run(["store", "validate", *store]) == 1
    out = capsys.readouterr().out
    assert "has a number of units that is none" in out
    assert "needs exactly one confidence" in out


def test_reading_a_store_with_a_profile_does_not_import_the_language_model(tmp_path: Path) -> None:
    """A query, a card or an export of such a store is as quick as of any other."""
    store = str(tmp_path / "store")
    assert run(["ingest", str(TRIALS / "decision.txt"), "--profile", "clinical-trials", "--store", store]) == 0
    asked = f"import sys; from kg_extract.cli.main import run; run(['query', 'decisions', '--store', {store!r}])"
    code = f"{asked}; print({{'spacy', 'rdflib', 'rich'}} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()" and "zelvorimab" in done.stdout
