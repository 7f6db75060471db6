"""`kgx export`: writes the graph as an RDF file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from kg_extract.cli import options, output
from kg_extract.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("export")(export)


def export(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to write; - or nothing for standard output.")] = "-",
    store: options.Store = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="turtle, trig, nquads, ntriples, jsonld or rdfxml. Default: by FILE's ending, or turtle."
        ),
    ] = None,
    article: options.Article = None,
) -> None:
    """Write the graph as RDF.

    Sorted: the same store gives the same bytes. Either the whole file is written or nothing.

    TriG, N-Quads and JSON-LD keep which article says what; Turtle, N-Triples and RDF/XML hold all articles together.
    """
    from kg_extract.cli.lookup import find_article
    from kg_extract.rdf import serialize
    from kg_extract.store.store import open_store

    name = (
        output.check_format(format, tuple(serialize.RDF_FORMATS))
        if format
        else "turtle"
        if file == "-"
        else serialize.format_of(Path(file))
    )
    with open_store(store) as opened:
        graph = find_article(opened, article).iri if article else None
        write_whole(file, lambda out: serialize.write(opened.quads(graph), out, name))


def write_whole(file: str, write: Callable[[BinaryIO], None]) -> None:
    """Let `write` fill `file` ("-" is standard output): the whole file or, when it fails, nothing."""
    if file == "-":
        sys.stdout.flush()
        write(sys.stdout.buffer)
        return
    target = Path(file)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as out:
            write(out)
        unfinished.replace(target)
    except OSError as fault:
        raise UsageError(f"{file} cannot be written: {fault.strerror}.", "Name a file in a folder that exists and is yours.") from fault
    finally:
        unfinished.unlink(missing_ok=True)
