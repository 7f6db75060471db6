"""`kgx store …`: commands about the store as a whole."""

from __future__ import annotations

from typing import Annotated

import typer

from kg_extract.cli import options, output

__all__ = ["app"]

app = typer.Typer(help="About the store as a whole: stats, validate.", rich_markup_mode=None, add_completion=False, invoke_without_command=True)


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

    output.check_format(format, ("table", "csv", "tsv", "json", "markdown"))
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
        report = shapes.validate(opened.quads())
    for finding in report:
        output.print_line(str(finding))
    output.print_line("everything conforms." if not report else f"{output.number(len(report), 'finding')}.")
    return 1 if report else 0
