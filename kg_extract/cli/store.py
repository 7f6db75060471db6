"""`kgx store …`: commands about the store as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kg_extract.cli import extracting, options, output

__all__ = ["app"]

_FORMATS = ("table", "csv", "tsv", "json", "markdown")

app = typer.Typer(help="Look after the store.", rich_markup_mode=None, add_completion=False, invoke_without_command=True)


@app.callback()
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def stats(
    store: options.Store = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table",
) -> None:
    """Count what the store holds.

    Articles, quads, and events, relations and entities by type.
    """
    from dataclasses import asdict

    from kg_extract.store.store import open_store

    output.check_format(format, _FORMATS)
    with open_store(store) as opened:
        found = opened.stats()
    if format == "json":
        output.print_json(asdict(found))
        return
    rows: list[tuple[str, str, int]] = [("articles", "", found.articles), ("quads", "", found.quads)]
    rows += [(kind, name, count) for kind in ("events", "relations", "entities") for name, count in getattr(found, kind).items()]
    if found.disk_bytes is not None:
        rows.append(("bytes on disk", "", found.disk_bytes))
    output.print_rows(("what", "type", "count"), rows, format)


@app.command()
def validate(store: options.Store = None) -> int:
    """Check the store against the ontology's shapes.

    The shapes (SHACL) say what a complete event looks like. The exit code is 1 when something does not conform.
    """
    from kg_extract.rdf import shapes
    from kg_extract.store.store import open_store

    with open_store(store) as opened:
        return _report(shapes.validate(opened.quads()), "everything conforms.")


@app.command()
def check(store: options.Store = None) -> int:
    """Check that the store is sound.

    Checksums of the database, evidence that is where it says, nodes that are described. The exit code is 1 when something is wrong.
    """
    from kg_extract.store import integrity
    from kg_extract.store.store import open_store

    with open_store(store) as opened:
        return _report(integrity.check(opened), "the store is sound.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write, for instance graph.nq.gz.")],
    store: options.Store = None,
) -> None:
    """Write the whole store to one file.

    Compressed N-Quads with the texts of the articles and a checksum; read back and verified.
    """
    from kg_extract.store.backup import backup as write
    from kg_extract.store.store import open_store

    with open_store(store) as opened:
        contents = write(opened, file)
    output.print_line(f"{file}: {output.number(contents.graphs, 'graph')}, {output.number(contents.quads, 'quad')}.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that kgx store backup has written.")],
    store: options.Store = None,
    force: options.Force = False,
) -> None:
    """Bring the store to what a backup holds.

    The file is verified first. A store that is not empty is replaced only with --force.
    """
    from kg_extract.store.backup import restore as read
    from kg_extract.store.store import open_store

    with open_store(store, mode="write", on_wait=output.print_note) as opened:
        contents = read(file, opened, replace=force)
    output.print_line(f"restored {output.number(contents.graphs, 'graph')}, {output.number(contents.quads, 'quad')}.")


@app.command()
@extracting.with_groups
def rebuild(*, store: options.Store = None, recipe: extracting.RecipeOptions) -> int:
    """Extract every article of the store anew.

    From the texts that the store has kept, with this version of kgx and of the language model.
    """
    from kg_extract.cli.found import summary
    from kg_extract.cli.progress import Collector
    from kg_extract.ingest import Options
    from kg_extract.ingest import rebuild as run
    from kg_extract.store.store import open_store

    with Collector() as seen, open_store(store, mode="write", on_wait=output.print_note) as opened:
        report = run(opened, Options(recipe.recipe()), seen)
    for failure in report.failures:
        output.print_note(failure.reason)
    output.print_line(summary(report))
    return 3 if report.failures else 0


@app.command()
def update(
    text: Annotated[str | None, typer.Argument(metavar="[UPDATE]", help="A SPARQL update, or - for standard input.")] = None,
    file: Annotated[str | None, typer.Option("-f", "--file", metavar="FILE", help="Read the SPARQL from this file.")] = None,
    store: options.Store = None,
    force: options.Force = False,
    timeout: options.Timeout = 30,
    memory: options.Memory = "2G",
) -> None:
    """Change the store by a SPARQL update.

    Tried on a copy, backed up, checked against the shapes, then adopted as a whole. --force adopts what breaks the shapes, too.
    """
    from kg_extract.cli.sparql_text import sparql_text
    from kg_extract.rdf import shapes
    from kg_extract.store.store import open_store
    from kg_extract.store.update import update as run

    wanted = sparql_text(text, file)
    with open_store(store, mode="write", on_wait=output.print_note) as opened:
        size = options.memory_bytes(memory)
        change = run(opened, wanted, validate=shapes.validate, force=force, timeout=timeout, memory=size)
    kept = f" The state before is kept in {change.backup}." if change.backup else ""
    output.print_line(f"{output.number(change.added, 'quad')} added, {change.removed} removed.{kept}")


def _report(problems: Sequence[object], fine: str) -> int:
    """What is wrong, line by line; the exit code."""
    for problem in problems:
        output.print_line(str(problem))
    output.print_line(fine if not problems else f"{output.number(len(problems), 'problem')}.")
    return 1 if problems else 0
