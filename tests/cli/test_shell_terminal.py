"""`kgx shell` on a real terminal: what a person types, key by key."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from kg_extract.store.results import text_of
from kg_extract.store.store import open_store

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
_TAB, _UP, _CTRL_C, _CTRL_D = "\t", "\x1b[A", "\x03", "\x04"


class Terminal:
    """A shell that is being typed into."""

    def __init__(self, store: Path, home: Path) -> None:
        environment = os.environ | {
            "TERM": "xterm",
            "KGX_STORE": str(store),
            "XDG_STATE_HOME": str(home),
            "PAGER": "more",
            "HOME": str(home),
        }
        command = [sys.executable, "-m", "kg_extract", "shell"]
        self.child = pexpect.spawn(command[0], command[1:], env=environment, dimensions=(20, 100), encoding="utf-8", timeout=40)
        self.child.delaybeforesend = 0.2
        self.sees("kgx>")

    def types(self, text: str) -> None:
        """Press these keys, and Enter."""
        self.child.send(text + "\r")

    def sees(self, text: str) -> str:
        """Wait for `text`; what was on the screen before it."""
        self.child.expect_exact(text)
        return _ESCAPES.sub("", str(self.child.before))

    def leaves(self) -> int:
        """Press Ctrl-D; the exit code."""
        self.child.send(_CTRL_D)
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus)


@pytest.fixture
def terminal(store_folder: Path, tmp_path: Path) -> Iterator[Terminal]:
    """A shell on the store with the sample article, with a history of its own."""
    opened = Terminal(store_folder, tmp_path)
    yield opened
    opened.child.close(force=True)


def test_a_query_over_two_lines(terminal: Terminal) -> None:
    """Enter goes on in the next line until the brackets are closed; then the answer is a table."""
    terminal.types("SELECT (COUNT(*) AS ?articles) {")
    terminal.sees("...>")
    terminal.types("?x a kg:Article }")
    terminal.sees("articles")
    terminal.sees("kgx>")
    assert terminal.leaves() == 0


def test_a_long_answer_is_paged(terminal: Terminal) -> None:
    """What is longer than the terminal stops after a page; q leaves the pager."""
    terminal.types("SELECT * { ?s ?p ?o }")
    terminal.sees("--More--")
    terminal.child.send("q")
    terminal.sees("kgx>")
    assert terminal.leaves() == 0


def test_an_endless_answer_is_paged_as_it_comes(terminal: Terminal) -> None:
    """The pager shows the first page of what would take hours; who leaves it has the prompt again, and the shell goes on."""
    terminal.types("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    terminal.sees("--More--")
    terminal.child.send("q")
    terminal.sees("kgx>")
    terminal.types("ASK { ?x a kg:Article }")
    terminal.sees("true")
    assert terminal.leaves() == 0


def test_commands_on_a_terminal(terminal: Terminal, tmp_path: Path) -> None:
    """.help, .prefixes, .tables, .explain and .save do what .help says."""
    terminal.types(".help")
    terminal.sees("Ctrl-C stops a query")
    terminal.types(".tables contracts")
    terminal.sees("awarded by")
    terminal.types("ASK { ?x a kg:Article }")
    terminal.sees("true")
    terminal.types(".explain")
    terminal.sees("ask whether there is any")
    terminal.types("SELECT (COUNT(*) AS ?n) { ?x a kg:Article }")
    terminal.sees("kgx>")
    terminal.types(f".save {tmp_path / 'n.csv'}")
    terminal.sees("4 bytes.")
    assert (tmp_path / "n.csv").read_text() == "n\n1\n"


def test_names_of_entities_and_classes_are_completed(terminal: Terminal, store_folder: Path) -> None:
    """Tab fills in what can only be one thing."""
    with open_store(store_folder) as store:
        name = text_of(next(iter(store.select("SELECT ?n { ?x a kg:Company ; rdfs:label ?n } ORDER BY ?n")))[0])
    terminal.child.send("ASK { ?x a kg:ContractAw" + _TAB)
    terminal.types(" }")
    terminal.sees("true")
    terminal.child.send(f'ASK {{ ?x rdfs:label "{name[:-1]}{_TAB}')
    terminal.types('" }')
    terminal.sees("true")


def test_history_goes_from_session_to_session(terminal: Terminal, store_folder: Path, tmp_path: Path) -> None:
    """Arrow up brings the last statement back, also after the shell was left."""
    terminal.types("ASK { ?x a kg:Article }")
    terminal.sees("true")
    terminal.leaves()
    again = Terminal(store_folder, tmp_path)
    again.child.send(_UP)
    again.types("")
    again.sees("true")
    assert again.leaves() == 0


def test_ctrl_c_stops_a_query_and_leaves_the_shell_open(terminal: Terminal) -> None:
    """A query that would take for ever is stopped; the next one is answered."""
    terminal.types("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    terminal.child.expect("\n")
    terminal.child.delaybeforesend = 2
    terminal.child.send(_CTRL_C)
    terminal.sees("stopped.")
    terminal.types("ASK {}")
    terminal.sees("true")
