"""`kgx query`: every way to ask, every format, every refusal; the whole output is compared."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Kgx

SELECT = """SELECT ?who ?value ?currency { ?award a kg:ContractAward ; kg:awardee/rdfs:label ?who ; kg:amount ?money .
  ?money kg:value ?value ; kg:currency ?currency } ORDER BY ?value"""


def test_sparql_as_an_argument_prints_an_aligned_table(kgx: Kgx) -> None:
    """Prefixes need no declaration; numbers stand on the right."""
    done = kgx("query", SELECT)
    assert done.out == (
        "who                          value  currency\n"
        "Borealis Aerospace Ltd.  111000000  USD\n"
        "Borealis Aerospace Ltd.  804000000  CNY\n"
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")


def test_a_shipped_query_takes_parameters(kgx: Kgx) -> None:
    """The awards from one agency above an amount; and none above a greater one."""
    some = kgx("query", "contracts", "--agency", "norland", "--min=1e8", "--since", "2024", "--format", "csv")
    none = kgx("query", "contracts", "--min", "1e12", "--format", "csv")
    assert "Borealis Aerospace Ltd." in some.out
    assert none.out.count("\n") == 1


def test_list_shows_the_shipped_queries_and_their_parameters(kgx: Kgx) -> None:
    """One line for each query; with a name, one line for each parameter."""
    queries, parameters = kgx("query", "--list"), kgx("query", "contracts", "--list")
    assert {"contracts", "launches", "funding", "acquisitions", "people", "timeline", "evidence"} <= {
        line.split()[0] for line in queries.out.splitlines()
    }
    assert "--agency" in parameters.out


def test_a_query_comes_from_a_file_or_standard_input(kgx: Kgx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """-f FILE and - read the SPARQL from there."""
    file = tmp_path / "one.rq"
    file.write_text("SELECT (1 AS ?x) {}", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT (2 AS ?x) {}"))
    assert kgx("query", "-f", str(file)).out == "x\n1\n"
    assert kgx("query", "-").out == "x\n2\n"


def test_formats_say_the_same(kgx: Kgx) -> None:
    """CSV, TSV, JSON and XML can be read by their own parsers and hold the same rows; Markdown is a table."""
    rows = [["Borealis Aerospace Ltd.", "111000000", "USD"], ["Borealis Aerospace Ltd.", "804000000", "CNY"]]
    assert list(csv.reader(io.StringIO(kgx("query", SELECT, "--format", "csv").out)))[1:] == rows
    bindings = json.loads(kgx("query", SELECT, "--format", "json").out)["results"]["bindings"]
    assert [[row[name]["value"] for name in ("who", "value", "currency")] for row in bindings] == rows
    xml = ElementTree.fromstring(kgx("query", SELECT, "--format", "xml").out)
    assert [node.text for node in xml.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [cell for row in rows for cell in row]
    tsv = kgx("query", SELECT, "--format", "tsv").out.splitlines()
    assert tsv[0] == "?who\t?value\t?currency"
    assert tsv[1].startswith('"Borealis Aerospace Ltd."\t"111000000"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    assert kgx("query", SELECT, "--format", "markdown").out.splitlines()[2] == "| Borealis Aerospace Ltd. | 111000000 | USD |"


def test_unbound_cells_are_empty_and_iris_are_shortened(kgx: Kgx) -> None:
    """A table shows prefixed names that can be pasted back into a query; CSV has the whole IRI."""
    text = "SELECT ?e ?none { ?e a kg:Spacecraft OPTIONAL { ?e kg:partOf ?none } }"
    assert kgx("query", text).out == "e                     none\nspacecraft:polaris-3\n"
    assert kgx("query", text, "--format", "csv").out == "e,none\nhttps://w3id.org/kg-extract/id/spacecraft/polaris-3,\n"


def test_ask_prints_the_answer_and_sets_the_exit_code(kgx: Kgx) -> None:
    """true leaves with 0, false with 1."""
    yes, no = kgx("query", "ASK { ?e a kg:Launch }"), kgx("query", "ASK { ?e a kg:Tender }")
    assert (yes.out, yes.code, no.out, no.code) == ("true\n", 0, "false\n", 1)
    assert json.loads(kgx("query", "ASK { }", "--format", "json").out)["boolean"] is True


def test_construct_and_describe_print_turtle_or_what_is_asked_for(kgx: Kgx) -> None:
    """Turtle by default, N-Triples by --format; a table makes no sense and is refused."""
    text = "CONSTRUCT { ?e a schema:Thing } { ?e a kg:Spacecraft }"
    assert "spacecraft:polaris-3\n    a schema:Thing ." in kgx("query", text).out
    assert kgx("query", text, "--format", "ntriples").out.startswith("<https://w3id.org/kg-extract/id/spacecraft/polaris-3> <http")
    assert kgx("query", text, "--format", "csv").code == 2
    assert "kg:headquarteredIn place:tromvik" in kgx("query", "DESCRIBE organization:borealis-aerospace").out


def test_a_wrong_query_is_shown_with_a_caret(kgx: Kgx) -> None:
    """The line, a caret under the fault and what to do, on standard error; exit code 6."""
    done = kgx("query", "SELECT ?who WHERE { ?a a kg:Launch ; kg:payload [ rdfs:label ?who }")
    message, line, caret = done.err.splitlines()
    assert message.startswith("kgx: Line 1, column ")
    assert line.index("[") == caret.index("^") or line[caret.index("^")] in "}["
    assert (done.code, done.out) == (6, "")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "kgx query --list"),
        (("contract",), 7, "Did you mean contracts?"),
        (("contracts", "--agncy", "NASA"), 2, "--agency"),
        (("contracts", "--min", "much"), 2, "--min"),
        (("contracts", "--min"), 2, "has no value"),
        (("contracts", "NASA"), 2, "--name VALUE"),
        (("SELECT", "*"), 7, "no query named"),
        (("SELECT * {}", "LIMIT"), 2, "Quote the SPARQL"),
        (("-f", "nowhere.rq"), 2, "cannot be read"),
        (("-f", "nowhere.rq", "contracts"), 2, "one of them"),
        (("SELECT * {}", "--format", "yaml"), 2, "table, csv, tsv, json, xml, markdown"),
        (("SELECT * {}", "--memory", "lots"), 2, "500M"),
        (("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",), 6, "SERVICE"),
        (("DROP ALL",), 6, "never changes the store"),
    ],
)
def test_mistakes_are_one_clear_line(kgx: Kgx, arguments: tuple[str, ...], code: int, told: str) -> None:
    """Each says what is wrong and what to do, without a traceback."""
    done = kgx("query", *arguments)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("kgx: ")
    assert told in done.err
    assert "Traceback" not in done.err


def test_a_query_that_runs_too_long_is_stopped(kgx: Kgx) -> None:
    """A cross product of everything ends at --timeout with a message that names it."""
    done = kgx("query", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }", "--timeout", "0.5")
    assert done.code == 6
    assert "--timeout" in done.err
