"""`kgx export`: writes the graph as a file, for whatever is to read it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from kg_extract.cli import options, output
from kg_extract.errors import UsageError

__all__ = ["register"]

_FORMAT_HELP = (
    "turtle, trig, nquads, ntriples, jsonld, rdfxml or graphml; csv, neo4j or kgx write a folder. Default: by FILE's ending, or turtle."
)


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("export")(export)


def export(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to write; - or nothing for standard output.")] = "-",
    store: options.Store = None,
    format: Annotated[str | None, typer.Option("--format", metavar="FORMAT", help=_FORMAT_HELP)] = None,
    article: options.Article = None,
    vocab: Annotated[str, typer.Option("--vocab", metavar="NAME", help="kg, or schema.org for the graph in its terms.")] = "kg",
    shards: Annotated[
        int, typer.Option("--shards", metavar="N", min=0, help="Write N-Quads in N files, for bulk loaders; FILE is a folder.")
    ] = 0,
    rdf12: Annotated[bool, typer.Option("--rdf12", help="State evidence about triple terms (RDF 1.2), not reified statements.")] = False,
) -> None:
    """Write the graph to a file.

    Sorted: the same store gives the same bytes. Either the whole file is written or nothing. TriG, N-Quads and JSON-LD keep which
    article says what, in its own words; the other formats hold all articles together, as queries see them: each thing is one node with one
    label.
    """
    from kg_extract.rdf import formats
    from kg_extract.store.lookup import find_article
    from kg_extract.store.store import open_store

    if shards:
        format = "nquads"
    name = output.check_format(format, tuple(formats.FORMATS)) if format else "turtle" if file == "-" else formats.format_of(Path(file))
    to_stdout = formats.FORMATS[name].write_file
    if file == "-" and to_stdout is None:
        raise UsageError(f"--format {name} writes a folder of files.", f"Name the folder: kgx export FOLDER --format {name}")
    with open_store(store) as opened:
        one = find_article(opened, article).iri if article else None
        quads = opened.quads(one) if one or formats.FORMATS[name].keeps_articles else opened.joined()
        if shards:
            from kg_extract.rdf.export_shards import write_shards

            translated = formats.translated(quads, "nquads", vocab=vocab, rdf12=rdf12)
            _into_folder(file, lambda folder: write_shards(translated, folder, shards))
        elif file == "-" and to_stdout is not None:
            sys.stdout.flush()
            to_stdout(formats.translated(quads, name, vocab=vocab, rdf12=rdf12), sys.stdout.buffer)
        else:
            formats.export(quads, Path(file), name, vocab=vocab, rdf12=rdf12)


def _into_folder(place: str, write: Callable[[Path], None]) -> None:
    if place == "-":
        raise UsageError("--shards writes a folder of files.", "Name the folder: kgx export FOLDER --shards 8")
    try:
        folder = Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        write(folder)
    except OSError as fault:
        raise UsageError(f"{place}: cannot be written ({fault.strerror}).", "Name another folder.") from fault
