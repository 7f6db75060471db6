"""`kgx shell`: a prompt for SPARQL and shipped queries; from a pipe it runs what it reads, statement by statement."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import options, output
from kg_extract.cli import query as query_
from kg_extract.cli.paging import paged
from kg_extract.errors import KgxError, UsageError

if TYPE_CHECKING:
    from kg_extract.store.store import Store

__all__ = ["is_complete", "register"]

_HELP = """Type SPARQL (it runs when its brackets are closed) or a shipped query: contracts --agency NASA
.help             this text
.tables           the classes of the store and how much there is of each; .tables contracts: the parameters of a query
.prefixes         the prefixes that need no declaration
.explain QUERY    the steps of a query, and how much matches each pattern; without QUERY of the last one
.save FILE        the last answer to a file, by its ending: .csv .tsv .json .xml .md, or for triples .ttl .nt …
.format NAME      how answers are shown: table, csv, tsv, json, xml, markdown
.quit             leave (also Ctrl-D); Ctrl-C stops a query"""
_ENDINGS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".xml": "xml", ".srx": "xml", ".md": "markdown", ".txt": "table"}
_CLASSES = "SELECT (STRAFTER(STR(?type), '#') AS ?class) (COUNT(DISTINCT ?x) AS ?count) { ?x a ?type } GROUP BY ?type ORDER BY ?type"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("shell")(shell)


def shell(
    store: options.Store = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json, xml or markdown.")] = "table",
    timeout: options.Timeout = 30,
    memory: options.Memory = "2G",
) -> None:
    """Ask the store, question after question.

    With history, completion (Tab) and queries over several lines; .help tells more. What comes from a pipe is run statement by statement.
    """
    from kg_extract.cli import answers
    from kg_extract.store.store import open_store

    output.check_format(format, answers.FORMATS)
    with open_store(store) as opened:
        session = Session(opened, format, timeout, options.memory_bytes(memory))
        if sys.stdin.isatty() and sys.stdout.isatty():
            from kg_extract.cli.shell_prompt import statements

            output.print_line(f"{opened.location}. .help for help, Ctrl-D to leave.")
            session.run(statements(opened), on_terminal=True)
        else:
            session.run(_piped())


def is_complete(text: str) -> bool:
    """Whether a statement has come to its end: a command, a shipped query, or SPARQL whose brackets and strings are closed."""
    from kg_extract.store import sparql

    text = text.strip()
    if not text or text.startswith(".") or text.endswith(";;"):
        return True
    words = list(sparql.tokens(text))
    if any(token.kind == "open_string" for token in words):
        return False
    marks = [token.text for token in words if token.kind == "mark"]
    if sparql.kind(text) is None and words[0].word not in ("PREFIX", "BASE"):
        return True
    depth = sum(mark in "{([" for mark in marks) - sum(mark in "})]" for mark in marks)
    describes = sparql.kind(text) == "describe" and words[-1].kind in ("iri", "name")
    return depth <= 0 and ("}" in marks or describes)


def _piped() -> Iterator[str]:
    """The statements of standard input."""
    lines: list[str] = []
    for line in sys.stdin:
        lines.append(line)
        if is_complete("".join(lines)):
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


@dataclass
class Session:
    """What the shell remembers between statements."""

    store: Store
    format: str
    timeout: float
    memory: int
    last: str = ""

    def run(self, statements: Iterator[str], on_terminal: bool = False) -> None:
        """Answer one statement after the other; a fault is told, and the next one is up."""
        for statement in statements:
            text = statement.strip().removesuffix(";;").strip()
            if text in (".quit", ".exit", ".q"):
                return
            try:
                if text:
                    paged(lambda text=text: self.answer(text)) if on_terminal else self.answer(text)  # type: ignore[misc]
            except KgxError as fault:
                detail = getattr(fault, "detail", "")
                sys.stderr.write(output.plain(f"{fault}\n{detail}" if detail else str(fault), keep_lines=True) + "\n")
            except KeyboardInterrupt:
                output.print_note("stopped.")

    def answer(self, text: str) -> None:
        """Answer a command, a shipped query or SPARQL."""
        if text.startswith("."):
            word, _, rest = text[1:].partition(" ")
            commands = {
                "help": self._help,
                "tables": self._tables,
                "prefixes": self._prefixes,
                "explain": self._explain,
                "save": self._save,
                "format": self._format,
            }
            if word not in commands:
                raise UsageError(f"There is no .{word}.", f"There are: {', '.join(f'.{name}' for name in commands)}, .quit")
            commands[word](rest.strip())
            return
        self.last = self._sparql(text)
        query_.print_result(self.store.query(self.last, timeout=self.timeout, memory=self.memory), self._shown(self.last))

    def _sparql(self, text: str) -> str:
        """The text itself, or that of the shipped query that it names."""
        from kg_extract.store import sparql

        if sparql.kind(text) or next(iter(sparql.tokens(text))).word in ("PREFIX", "BASE"):
            return text
        try:
            return query_.sparql_of(shlex.split(text), None)
        except ValueError as fault:
            raise UsageError(f"A quotation mark is not closed ({fault}).", "Close it.") from fault

    def _shown(self, text: str) -> str | None:
        from kg_extract.store import sparql

        return None if sparql.kind(text) in ("construct", "describe") else self.format

    def _help(self, _: str) -> None:
        for line in _HELP.splitlines():
            output.print_line(line)

    def _tables(self, name: str) -> None:
        from kg_extract.store import named
        from kg_extract.store.results import text_of

        if name:
            chosen = named.get(name)
            output.print_line(f"{chosen.name}: {chosen.about}")
            output.print_rows(("parameter", "value", "meaning"), [(f"--{p.name}", p.type, p.about) for p in chosen.parameters])
            return
        rows = [(f"kg:{text_of(one)}", int(text_of(count))) for one, count in self.store.select(_CLASSES) if text_of(one)]
        output.print_rows(("class", "count"), rows)
        output.print_line()
        output.print_rows(("query", "what it answers"), [(each.name, each.about) for each in named.all()])

    def _prefixes(self, _: str) -> None:
        from kg_extract.store import sparql

        output.print_rows(("prefix", "namespace"), [(f"{prefix}:", iri) for prefix, iri in sparql.prefixes().items()])

    def _explain(self, text: str) -> None:
        if not (text or self.last):
            raise UsageError("There is no query to explain.", "Write it behind: .explain SELECT …")
        query_.print_steps(self.store, self._sparql(text) if text else self.last, self.timeout)

    def _save(self, place: str) -> None:
        from kg_extract.store import sparql

        if not self.last or not place:
            raise UsageError("There is nothing to save." if place else "No file was named.", "Ask something, then .save FILE.")
        path = Path(place).expanduser()
        triples = sparql.kind(self.last) in ("construct", "describe")
        if triples:
            self._save_triples(path)
            return
        format = _ENDINGS.get(path.suffix.casefold())
        if format is None:
            raise UsageError(f"{place}: the ending says no format.", f"One of: {' '.join(_ENDINGS)}")
        self._save_as(path, format)

    def _save_triples(self, path: Path) -> None:
        from kg_extract.rdf import serialize

        self._save_as(path, serialize.format_of(path))

    def _save_as(self, path: Path, format: str) -> None:
        """Ask again and write the answer as it comes; the file is there whole or not at all."""
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with unfinished.open("w", encoding="utf-8", newline="\n") as file, redirect_stdout(file):
                query_.print_result(self.store.query(self.last, timeout=self.timeout, memory=self.memory), format)
            size = unfinished.replace(path).stat().st_size
        except OSError as fault:
            raise UsageError(f"{path}: cannot be written ({fault.strerror}).", "Name another file.") from fault
        finally:
            unfinished.unlink(missing_ok=True)
        output.print_line(f"{path}: {size:,} bytes.")

    def _format(self, name: str) -> None:
        from kg_extract.cli import answers

        self.format = output.check_format(name, answers.FORMATS)
