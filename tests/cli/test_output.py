"""Tables, CSV and plain text: alignment, formulas, control characters; a broken pipe and an interrupt."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from kg_extract.cli import main, output
from kg_extract.cli.commands import COMMANDS
from kg_extract.cli.output import Cell
from tests.cli.conftest import Kgx

ROWS: list[list[Cell]] = [["=1+1", Decimal("-1.50"), None], ["plain, with comma", 20, True]]


def test_a_plain_table_is_aligned_and_has_no_trailing_spaces(capsys: pytest.CaptureFixture[str]) -> None:
    """Text to the left, numbers to the right."""
    output.print_rows(("text", "number", "flag"), ROWS)
    assert capsys.readouterr().out == (
        "text               number  flag\n"
        "=1+1                -1.50\n"
        "plain, with comma      20  true\n"
    )  # fmt: skip


def test_csv_starts_no_formula_and_leaves_numbers_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """A text that a spreadsheet would run gets an apostrophe; a negative number does not."""
    output.print_rows(("text", "number", "flag"), ROWS, "csv")
    assert list(csv.reader(io.StringIO(capsys.readouterr().out)))[1:] == [["'=1+1", "-1.50", ""], ["plain, with comma", "20", "true"]]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_every_start_of_a_formula_is_defused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The characters that OWASP lists for CSV injection."""
    output.print_rows(("x",), [[text]], "csv")
    assert not capsys.readouterr().out.splitlines()[1].lstrip('"').startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text())
def test_plain_text_has_no_control_characters(text: str) -> None:
    """Whatever an article holds, one line of printable text comes out."""
    shown = output.plain(text)
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
    assert len(shown.splitlines()) <= 1


def test_terminal_escapes_are_removed_whole() -> None:
    """Colours, titles and links of a terminal leave nothing behind."""
    assert output.plain("a\x1b[31mb\x1b[0mc\x1b]8;;http://x\x07d\x1b]0;title\x1b\\e") == "abcde"


def test_markdown_escapes_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """A | in a cell does not end it."""
    output.print_rows(("x",), [["a|b"]], "markdown")
    assert capsys.readouterr().out == "| x |\n| --- |\n| a\\|b |\n"


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "json", "xml", "markdown"])
def test_a_closed_pipe_is_quiet(store_folder: Path, format: str) -> None:
    """`kgx … | head -n 2` of an answer of a thousand million rows prints the first ones at once, ends, and says nothing of it."""
    query = "SELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 . ?s4 ?p4 ?o4 }"
    command = f"{sys.executable} -m kg_extract query '{query}' --store {store_folder} --format {format} | head -n 2"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (len(done.stdout.splitlines()), done.stderr) == (2, "")


def test_a_long_answer_takes_little_memory(store_folder: Path) -> None:
    """A table of 100,000 rows is printed with what a short one takes."""
    code = "import resource, sys; from kg_extract.cli.main import run; run(sys.argv[1:])"
    code += "; sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))"

    def peak(limit: int) -> int:
        query = f"SELECT * {{ ?s ?p ?o . ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 . ?s4 ?p4 ?o4 }} LIMIT {limit}"
        command = [sys.executable, "-c", code, "query", query, "--store", str(store_folder)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
        return int(done.stderr)

    assert peak(100_000) < peak(1000) + 8_000


def test_chinese_text_is_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    """Characters that take two columns of a terminal count as two, accents that combine as none."""
    output.print_rows(("name", "n"), [["長征五号", 1], ["Ariane 6", 22], ["Cafe\u0301 Nord", 3]])
    assert capsys.readouterr().out == "name        n\n長征五号    1\nAriane 6   22\nCafe\u0301 Nord   3\n"


def test_an_interrupt_leaves_with_130(kgx: Kgx, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends without a traceback."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg_extract.store.store.open_store", interrupted)
    assert kgx("articles").code == 130


def test_an_unforeseen_fault_is_one_line(kgx: Kgx, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a bug shows no traceback but asks to be reported; exit code 1."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("kg_extract.store.store.open_store", broken)
    done = kgx("articles")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "RuntimeError: odd" in done.err


def test_help_and_version(kgx: Kgx) -> None:
    """Every command is listed; --version prints the version; an unknown command or option leads to --help."""
    help_text = kgx("--help").out
    assert all(
        f"\n  {command} " in help_text
        for command in ("ingest", "query", "export", "show", "why", "articles", "forget", "extract", "doctor", "store")
    )
    assert kgx().out == help_text
    assert kgx("--version").out.startswith("kgx 0.")
    assert kgx("articles", "--nothing").code == kgx("nothing").code == 2
    assert "kgx --help" in kgx("nothing").err


def test_every_command_has_help(kgx: Kgx) -> None:
    """`kgx COMMAND --help` starts with the usage and describes each option."""
    for command in (
        ["ingest"],
        ["query"],
        ["export"],
        ["show"],
        ["why"],
        ["articles"],
        ["forget"],
        ["extract"],
        ["doctor"],
        ["store"],
        ["store", "stats"],
    ):
        done = kgx(*command, "--help")
        assert done.code == 0
        assert done.out.startswith(f"Usage: kgx {' '.join(command)} ")


def all_commands() -> dict[str, Any]:
    """Every command that can be called, by its words."""
    group: Any = typer.main.get_command(main.app)
    top = {name: group.get_command(None, name) for name in group.list_commands(None)}
    nested = {f"{name} {sub}": command for name, each in top.items() for sub, command in getattr(each, "commands", {}).items()}
    return {**top, **nested}


def test_options_mean_the_same_everywhere() -> None:
    """One name, one help text: the shared options come from one place."""
    shared = ("--store", "--published", "--model", "--dry-run", "--article", "--timeout", "--memory")
    texts: dict[str, set[str]] = {name: set() for name in shared}
    for command in all_commands().values():
        for parameter in command.params:
            for name in set(parameter.opts) & set(shared):
                texts[name].add(str(parameter.help))
    assert all(len(helps) == 1 for helps in texts.values())


def test_the_list_of_commands_says_what_their_help_says() -> None:
    """`kgx --help` shows the first line of each command's own help, though it loads none of them."""
    found = {name: " ".join(str(all_commands()[name].help).split("\n\n")[0].split()) for name in COMMANDS}
    assert found == COMMANDS


@pytest.mark.parametrize(("width", "lines"), [("200", 6), ("24", 10)])
def test_a_terminal_gets_a_table_or_records(
    width: str, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Empty columns are left out; where the columns do not fit side by side, each row becomes a record."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("NO_COLOR", "1")
    rows: list[list[Cell]] = [
        ["Acme Orbital Systems", None, Decimal(5), "one \x1b[31mtwo"],
        ["Borealis Aerospace", None, Decimal(20), "three"],
    ]
    output.print_rows(("company", "empty", "number", "words"), rows)
    shown = capsys.readouterr().out
    assert "empty" not in shown
    assert ("one two" in shown, "\x1b[31m" in shown) == (True, False)
    assert len(shown.splitlines()) == lines
