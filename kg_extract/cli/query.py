"""`kgx query`: asks the store, by a shipped query's name or in SPARQL."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import options, output
from kg_extract.cli.sparql_text import sparql_text
from kg_extract.errors import StoreError, UsageError

if TYPE_CHECKING:
    from kg_extract.store.results import Result
    from kg_extract.store.store import Store

__all__ = ["print_result", "print_steps", "register", "sparql_of"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    # What the command itself does not know is a parameter of the named query: kgx query contracts --agency NASA.
    app.command("query", context_settings={"ignore_unknown_options": True})(query)


def query(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]", help="SPARQL, a shipped query's name and parameters (--agency NASA), or - (standard input)."),
    ] = None,
    file: Annotated[str | None, typer.Option("-f", "--file", metavar="FILE", help="Read the SPARQL from this file.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the shipped queries, or with a name its parameters.")] = False,
    store: options.Store = None,
    profile: options.Profile = None,
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json, xml or markdown; for triples an RDF format."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the steps of the query and how much matches, without running it.")
    ] = False,
    timeout: options.Timeout = 30,
    memory: options.Memory = "2G",
) -> int:
    """Ask the store.

    The prefixes kg:, schema:, rdfs: and other common ones need no declaration. SELECT prints a table, CONSTRUCT and DESCRIBE print
    Turtle, ASK prints true or false and leaves with 0 or 1. A query never changes the store and never reaches into the network.
    A store in a folder knows the profiles that it was made with; for others, name them with --profile.
    """
    from kg_extract.store.store import open_store

    options.located(profile)
    if list_:
        # The profiles of the store, if there is one, have queries of their own.
        with suppress(StoreError), open_store(store):
            pass
        _print_list(words or [])
        return 0
    with open_store(store) as opened:
        text = sparql_of(words or [], file)
        if explain:
            print_steps(opened, text, timeout)
            return 0
        return print_result(opened.query(text, timeout=timeout, memory=options.memory_bytes(memory)), format)


def print_steps(store: Store, text: str, timeout: float = 30) -> None:
    """Print what the query asks for, step by step."""
    from kg_extract.store import algebra

    for line in algebra.explain(store, text, timeout):
        output.print_line(line)


def print_result(result: Result, format: str | None) -> int:
    """Print the result; the exit code."""
    from kg_extract.cli import answers
    from kg_extract.store.results import Answer, Triples

    if isinstance(result, Triples):
        from kg_extract.rdf import serialize

        sys.stdout.flush()
        name = output.check_format(format or "turtle", tuple(serialize.RDF_FORMATS))
        serialize.write_triples(result, sys.stdout.buffer, name)
        return 0
    name = output.check_format(format or "table", answers.FORMATS)
    if isinstance(result, Answer):
        answers.print_answer(result.value, name)
        return 0 if result.value else 1
    answers.print_solutions(result, name)
    return 0


def sparql_of(words: list[str], file: str | None) -> str:
    """The SPARQL to run: from the file, from standard input, from the named query, or as given."""
    if file is not None or words == ["-"]:
        return sparql_text(words[0] if words else None, file)
    if not words:
        raise UsageError("No query was given.", "Give SPARQL, or the name of a shipped query: kgx query --list")
    first, *rest = words
    from kg_extract.store import named

    if named.is_name(first):
        return named.get(first).sparql(_parameters(rest))
    if rest:
        raise UsageError(f"What is {rest[0]!r}?", "Quote the SPARQL as one word; only shipped queries take parameters, after their name.")
    return first


def _parameters(words: list[str]) -> dict[str, str]:
    """`--agency NASA --min=1e8` as a dictionary."""
    values: dict[str, str] = {}
    left = iter(words)
    for word in left:
        name, equals, value = word.partition("=")
        if not name.startswith("--") or len(name) < 3:
            raise UsageError(f"What is {word!r}?", "Parameters are written --name VALUE; quote a value of several words.")
        found = value if equals else next(left, None)
        if found is None:
            raise UsageError(f"{name} has no value.", "Parameters are written --name VALUE.")
        values[name[2:]] = found
    return values


def _print_list(words: list[str]) -> None:
    from kg_extract.store import named

    if words:
        chosen = named.get(words[0])
        output.print_line(f"{chosen.name}: {chosen.about}")
        output.print_rows(("parameter", "value", "meaning"), [(f"--{p.name}", p.type, p.about) for p in chosen.parameters])
    else:
        output.print_rows(("query", "what it answers"), [(each.name, each.about) for each in named.all()])
