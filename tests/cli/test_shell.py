"""`kgx shell`: what is piped in is answered statement by statement, and what is typed gets completed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from kg_extract.cli.shell import is_complete
from kg_extract.cli.shell_prompt import SparqlCompleter
from kg_extract.store.store import open_store
from tests.cli.conftest import Done, Kgx

Say = Callable[[str], Done]


@pytest.fixture
def say(kgx: Kgx, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Pipes text into the shell."""

    def pipe(text: str) -> Done:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return kgx("shell")

    return pipe


def test_a_query_over_several_lines(say: Say) -> None:
    """It runs when its last bracket is closed, and the next one follows."""
    done = say("SELECT (COUNT(*) AS ?n) {\n  ?x a kg:Article\n}\nASK { ?x a kg:Article }\n")
    assert done.out.splitlines() == ["n", "1", "true"]


def test_a_fault_is_told_and_the_shell_goes_on(say: Say) -> None:
    """One wrong statement does not end the session."""
    done = say("SELECT ?x { ?x kgg:a ?y }\n.nope\nASK {}\n")
    assert "the prefix kgg: is not known" in done.err
    assert "There is no .nope" in done.err
    assert done.out == "true\n"
    assert done.code == 0


def test_commands(say: Say) -> None:
    """The commands that .help names are there."""
    done = say(".help\n.tables\n.tables contracts\n.prefixes\n.format csv\nASK {}\n.explain\n.quit\nASK {}\n")
    assert done.err == ""
    for expected in ("kg:Article", "--agency", "https://w3id.org/kg-extract/ns#", "ask whether there is any"):
        assert expected in done.out
    assert done.out.count("true") == 1


def test_save(say: Say, tmp_path: Path) -> None:
    """The last answer goes to a file in the format of its ending."""
    csv, turtle = tmp_path / "a.csv", tmp_path / "a.ttl"
    done = say(f"SELECT (COUNT(*) AS ?n) {{ ?x a kg:Article }}\n.save {csv}\nCONSTRUCT WHERE {{ ?x a kg:Article }}\n.save {turtle}\n")
    assert done.err == ""
    assert csv.read_text() == "n\n1\n"
    assert "kg:Article" in turtle.read_text()


def test_a_shipped_query_with_parameters(say: Say) -> None:
    """As on the command line."""
    done = say("contracts --limit 1\ncontracts --nope 1\n")
    assert done.out.startswith("date")
    assert "no parameter --nope" in done.err


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("", True),
        (".help", True),
        ("contracts --agency NASA", True),
        ("SELECT ?x", False),
        ("SELECT ?x {", False),
        ('SELECT ?x { ?x rdfs:label "a', False),
        ('SELECT ?x { ?x rdfs:label "}" }', True),
        ("PREFIX a: <http://b/>", False),
        ("DESCRIBE id:x", True),
    ],
)
def test_when_a_statement_is_complete(text: str, complete: bool) -> None:
    """Enter runs what is complete, and else opens a new line."""
    assert is_complete(text) is complete


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".pre", ".prefixes"),
        ("contr", "contracts"),
        ("contracts --ag", "--agency"),
        ("SELECT * { ?x a kg:Contr", "kg:ContractAward"),
        ("SELECT * { ?x kg:award", "kg:awardee"),
        ("SELECT * { ?x skos:al", "skos:altLabel"),
        ("SELECT ?launch { ?la", "?launch"),
        ("SEL", "SELECT"),
        ("SELECT * { ?x a sche", "schema:"),
    ],
)
def test_completion(text: str, expected: str) -> None:
    """Commands, queries, parameters, classes, properties, variables, keywords and prefixes are completed."""
    with open_store("memory") as store:
        found = SparqlCompleter(store).get_completions(Document(text), CompleteEvent())
        assert expected in [each.text for each in found]


def test_names_of_entities_are_completed(store_folder: Path) -> None:
    """Within quotes, names that the store knows are offered."""
    with open_store(store_folder) as store:
        name = next(str(row[0].value) for row in store.select("SELECT ?n { ?x a kg:Company ; rdfs:label ?n }"))  # type: ignore[union-attr]
        found = SparqlCompleter(store).get_completions(Document(f'SELECT * {{ ?x rdfs:label "{name[:4].lower()}'), CompleteEvent())
        assert name in [each.text for each in found]
