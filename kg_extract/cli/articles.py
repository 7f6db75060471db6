"""`kgx articles`: lists what the store has read."""

from __future__ import annotations

from typing import Annotated

import typer

from kg_extract.cli import options, output

__all__ = ["register"]

_FORMATS = ("table", "csv", "tsv", "json", "markdown")
_COLUMNS = ("published", "headline", "file", "events", "relations", "entities")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("articles")(articles)


def articles(
    store: options.Store = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table",
) -> None:
    """List the articles of the store.

    Oldest first, each with how many events, relations and entities it states.
    """
    from dataclasses import asdict

    from kg_extract.store.store import open_store

    output.check_format(format, _FORMATS)
    with open_store(store) as opened:
        rows = opened.articles()
    if format == "json":
        output.print_json([asdict(row) for row in rows])
        return
    table = [(row.published, row.headline, row.file_name or row.url, row.events, row.relations, row.entities) for row in rows]
    output.print_rows(_COLUMNS, table, format)
